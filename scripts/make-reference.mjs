// Makes the code tables under src/modules/organizations/reference from the published ones:
//   node scripts/make-reference.mjs [folder with gbt2260-*.tsv and gbt4754-2011.csv, ../shared/data/reference unless given]
// Run it again only when a newer edition is added; what it writes is committed.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const from = process.argv[2] ?? join(root, "../shared/data/reference");
const to = join(root, "src/modules/organizations/reference");
const lines = (file) => readFileSync(join(from, file), "utf8").trim().split(/\r?\n/).slice(1);
const byCode = ([a], [b]) => (a < b ? -1 : 1);

// One row a region code: its latest name, and the first and last revision (YYYYMM) of ours that lists it.
const regions = new Map();
for (const file of readdirSync(from)
  .filter((name) => /^gbt2260-.*\.tsv$/.test(name))
  .sort()) {
  for (const line of lines(file)) {
    const [, revision, code, name] = line.split("\t").map((cell) => cell.trim());
    regions.set(code, [code, name, regions.get(code)?.[2] ?? revision, revision]);
  }
}
const regionRows = [...regions.values()].sort(byCode).map((row) => row.join("\t"));
writeFileSync(join(to, "regions.tsv"), `${["code\tname\tfirst\tlast", ...regionRows].join("\n")}\n`);

// The section letter goes in front, so that a prefix of the code is a level of the tree: C, C30, C301, C3011.
const industries = lines("gbt4754-2011.csv").map((line) => {
  const [code, section, , , , ...name] = line.split(",").map((cell) => cell.trim());
  return [code === section ? code : `${section}${code}`, name.join(",")];
});
const industryRows = industries.sort(byCode).map((row) => row.join("\t"));
writeFileSync(join(to, "industries.tsv"), `${["code\tname", ...industryRows].join("\n")}\n`);
console.log(`${regionRows.length} regions, ${industryRows.length} industries`);
