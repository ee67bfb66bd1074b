import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowKinds } from "../src/modules/imports/kinds/kinds.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { importList } from "./support/uploads.ts";

/** The example files of docs/import.md: each is loaded into the demo as it stands, twice. */
const root = join(import.meta.dirname, "..");
const folder = join(root, "seeds/imports");
const kindOf = (file: string) => file.split(".")[0]!.toUpperCase().replaceAll("-", "_");
const files = rowKinds.flatMap(({ name }) => readdirSync(folder).filter((file) => kindOf(file) === name));

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

async function load(file: string) {
  const format = file.endsWith(".ndjson") ? "NDJSON" : "CSV";
  const content = readFileSync(join(folder, file));
  const id = await importList(server, { kind: kindOf(file), source: "demo", format, content });
  const { data } = await server.ask(
    "HEAD_OFFICE",
    `{ node(id: "${id}") { ... on ImportJob { state counts { read created updated unchanged rejected pending }
      errors { nodes { line field code } } pending { nodes { line missing { number } } } } } }`,
  );
  return data.node;
}

describe("the example files", () => {
  it("are one or more for every kind, and no others", () => {
    expect(new Set(files.map(kindOf))).toEqual(new Set(rowKinds.map(({ name }) => name)));
    expect(readdirSync(folder).sort()).toEqual([...files].sort());
  });

  it.each(files)("%s is loaded without a row refused or waiting, and changes nothing the second time", async (file) => {
    const first = await load(file);
    expect(first.errors.nodes).toEqual([]);
    expect(first.pending.nodes).toEqual([]);
    expect(first.state).toBe("DONE");
    expect(first.counts.read).toBeGreaterThan(0);
    expect(first.counts.created + first.counts.updated).toBe(first.counts.read);
    const again = await load(file);
    expect(again.counts).toEqual({ ...again.counts, read: first.counts.read, unchanged: first.counts.read });
  });

  it("are what docs/import.md says of the columns", () => {
    const docs = readFileSync(join(root, "docs/import.md"), "utf8");
    const table = docs.split("<!-- columns -->")[1]!.split("<!-- /columns -->")[0]!;
    const rows = table.trim().split("\n").slice(2);
    const expected = rowKinds.flatMap(({ name, columns }) =>
      columns.map(
        (column) => `| \`${name}\` | \`${column.name}\` | ${column.required ? "yes" : "no"} | ${column.about} |`,
      ),
    );
    expect(rows).toEqual(expected);
    for (const { name, about } of rowKinds) expect(docs).toContain(`| \`${name}\` | ${about} |`);
  });
});
