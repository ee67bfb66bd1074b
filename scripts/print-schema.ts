import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printSchema } from "graphql/index.js";
import { buildApiSchema } from "../src/schema.ts";

/** `npm run schema` writes schema/schema.graphql; with --check it fails when the committed one is another. */
const file = join(import.meta.dirname, "../schema/schema.graphql");
const printed = `${printSchema(buildApiSchema())}\n`;
if (!process.argv.includes("--check")) writeFileSync(file, printed);
else if (readFileSync(file, "utf8") !== printed) {
  process.stderr.write("schema/schema.graphql is not what the code says: run npm run schema and commit it\n");
  process.exit(1);
}
