import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf, wrongImports } from "./support/imports.ts";

const root = join(import.meta.dirname, "..");
const filesOf = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|tsx|mts|js)$/.test(file))
    .map((file) => `${folder}/${file}`);
const read = (file: string) => readFileSync(join(root, file), "utf8");

test("imports go one way", () => {
  const files = filesOf("src");
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => wrongImports(file, read(file)))).toEqual([]);
});

test("the oracle is told nothing by what it judges", () => {
  // Whatever an oracle imports, step by step.
  const reached = filesOf("tests/support").filter((file) => file.includes("/oracle"));
  expect(reached.length).toBeGreaterThan(3);
  for (const file of reached) {
    const next = importsOf(file, read(file)).map(({ target }) => target);
    reached.push(...next.filter((target) => !reached.includes(target) && !target.startsWith("src/")));
    expect(next.filter((target) => target.startsWith("src/"))).toEqual([]);
  }
});

describe("the checker finds", () => {
  test.each([
    ["a step up", "src/modules/graph/x.ts", `import { a } from "../organizations/a.ts";`],
    ["a step up, of types alone", "src/modules/graph/x.ts", `import type { A } from "../organizations/a.ts";`],
    ["a neighbour", "src/modules/supply/x.ts", `import { a } from "../clients/a.ts";`],
    ["two products of the top", "src/modules/acquisition/x.ts", `import { a } from "../activation/a.ts";`],
    ["who is asking, asked from below", "src/modules/platforms/x.ts", `import { a } from "../access/a.ts";`],
    ["the server", "src/modules/graph/x.ts", `import { createServer } from "../../server.ts";`],
    ["the database as a value", "src/modules/graph/x.ts", `import { type Em, openPglite } from "../../database.ts";`],
    ["a module in shared", "src/shared/x.ts", `export { a } from "../modules/graph/a.ts";`],
    ["the demo", "src/modules/clients/x.ts", `import { loadDemo } from "../../../seeds/load-demo.ts";`],
    ["an import for its effect", "src/modules/graph/x.ts", `import "../platforms/a.ts";`],
    ["a dynamic import", "src/modules/graph/x.ts", `const a = () => import("../platforms/a.ts");`],
    ["a type in passing", "src/modules/graph/x.ts", `type A = import("../platforms/a.ts").A;`],
    ["the server in the client", "src/client/x.ts", `import type { Context } from "../context.ts";`],
    ["shared code in the explorer", "src/explorer/x.tsx", `import { today } from "../shared/day.ts";`],
    ["a part without a line", "src/modules/novelty/x.ts", ""],
  ])("%s", (_, file, text) => {
    expect(wrongImports(file, text)).toHaveLength(1);
  });

  test.each([
    [
      "a step down",
      "src/modules/acquisition/x.ts",
      `import { a } from "../platforms/a.ts"; import { b } from "../graph/b.ts";`,
    ],
    [
      "its own files, shared ones, packages",
      "src/modules/graph/x.ts",
      `import a from "./a.ts"; import b from "../../shared/b.ts"; import c from "c";`,
    ],
    [
      "the context's type",
      "src/modules/graph/x.ts",
      `import type { Context } from "../../context.ts"; import { type Em } from "../../database.ts";`,
    ],
    ["the client in the explorer", "src/explorer/x.tsx", `import { graphql } from "../client/gql/index.ts";`],
  ])("nothing wrong in %s", (_, file, text) => {
    expect(wrongImports(file, text)).toEqual([]);
  });
});
