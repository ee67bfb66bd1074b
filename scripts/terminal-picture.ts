import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Draws docs/terminal.svg from what a first start printed: `npm start > start.txt`, stop it, then
 * `npx tsx scripts/terminal-picture.ts start.txt`. Tokens are left out; a Chinese character takes two cells.
 */
const cell = { width: 8.4, height: 20, padding: 18 };
const [source] = process.argv.slice(2);
if (!source) throw new Error("usage: tsx scripts/terminal-picture.ts <what npm start printed>");

const printed = readFileSync(source, "utf8").split("\n");
const table = printed.findIndex((line) => line.includes("The five best batches"));
const address = printed.filter((line) => /^(partner-graph: |开发者页面)/.test(line));
if (table < 0 || !address.length) throw new Error(`${source} holds no table of the five best batches`);
const lines = ["$ npm ci && npm start", ...address, "", ...printed.slice(table)]
  .map((line) => line.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:4000").trimEnd())
  .join("\n")
  .trimEnd()
  .split("\n");

const isWide = (character: string) => /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]/.test(character);
const isRule = (character: string) => /[\u2500-\u257f]/.test(character);
const widthOf = (line: string) => [...line].reduce((sum, one) => sum + (isWide(one) ? 2 : 1), 0);
const columns = Math.max(...lines.map(widthOf));
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Every character at its own cell, so that no font can shift the table; table rules as one dimmed run. */
function row(line: string, index: number): string {
  let column = 0;
  const spans = { text: "", rule: "" };
  const places: Record<keyof typeof spans, string[]> = { text: [], rule: [] };
  for (const character of line) {
    if (character !== " ") {
      const kind = isRule(character) ? "rule" : "text";
      spans[kind] += character;
      places[kind].push((cell.padding + column * cell.width).toFixed(1));
    }
    column += isWide(character) ? 2 : 1;
  }
  const y = cell.padding + (index + 0.75) * cell.height;
  return (["rule", "text"] as const)
    .filter((kind) => spans[kind])
    .map((kind) => `<text class="${kind}" y="${y}" x="${places[kind].join(" ")}">${escaped(spans[kind])}</text>`)
    .join("\n");
}

const width = Math.ceil(columns * cell.width + 2 * cell.padding);
const height = Math.ceil(lines.length * cell.height + 2 * cell.padding);
writeFileSync(
  join(import.meta.dirname, "../docs/terminal.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>npm start: the five best batches of the demo network</title>
<style>
text { font: 14px "DejaVu Sans Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", monospace; fill: #e6e6e6; }
.rule { fill: #6b7280; }
</style>
<rect width="${width}" height="${height}" rx="8" fill="#16181d"/>
${lines.map(row).filter(Boolean).join("\n")}
</svg>
`,
);
