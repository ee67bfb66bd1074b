import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorCodes } from "../src/shared/error-codes.ts";

/** What the two READMEs say of the code is what the code says. */
const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Cells of the rows of the table between `<!-- name -->` and `<!-- /name -->`, without its head. */
function tableOf(page: string, name: string): string[][] {
  const part = page.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? "";
  return part
    .trim()
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

// The zod schema is private to config.ts, so its text is read: "  NAME: z. …", with the default where there is one.
const variables = [...read("src/config.ts").matchAll(/^ {2}([A-Z_]+): z\.(.*)$/gm)].map(([, name, rule]) => [
  `\`${name}\``,
  /\.default\("?([^")]+)"?\)/.exec(rule!)?.[1],
]);

describe.each(["README.md", "README.zh-CN.md"])("%s", (name) => {
  const page = read(name);

  test("lists every error code and no other", () => {
    const rows = tableOf(page, "error codes");
    expect(rows.map(([code]) => code)).toEqual(Object.keys(errorCodes).map((code) => `\`${code}\``));
    for (const [, text] of rows) expect(text).not.toBe("");
  });

  test("lists every configuration variable with its default", () => {
    const rows = tableOf(page, "configuration");
    expect(variables.length).toBeGreaterThan(0);
    expect(rows.map(([variable, value]) => [variable, value])).toEqual(
      variables.map(([variable, value]) => [variable, value === undefined ? "–" : `\`${value}\``]),
    );
    for (const [, , meaning] of rows) expect(meaning).not.toBe("");
  });

  test("links to files that exist", () => {
    const links = [...page.matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, to]) => to!);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((to) => !/^https?:/.test(to) && !existsSync(join(root, to)))).toEqual([]);
  });

  test("names npm scripts that exist", () => {
    const scripts = new Set(Object.keys(JSON.parse(read("package.json")).scripts));
    const named = [...page.matchAll(/npm (?:run (?:-s )?([a-z:]+)|(start|test)\b)/g)].map(
      ([, run, own]) => run ?? own!,
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !scripts.has(script))).toEqual([]);
  });

  test("has a place for nothing that was left out", () => expect(page).not.toMatch(/@@/));
});

test("the English table has the texts of the code", () => {
  const rows = tableOf(read("README.md"), "error codes");
  expect(rows.map(([, text]) => text)).toEqual(Object.values(errorCodes));
});

test("both pages have the same sections, commands and links", () => {
  const shape = (name: string) => {
    const page = read(name);
    return {
      sections: [...page.matchAll(/^## /gm)].length,
      decisions: [...page.matchAll(/^\d+\. \*\*/gm)].length,
      commands: [...page.matchAll(/^(npm|curl|psql|DATABASE_URL)\b.*/gm)].map(([line]) => line),
      links: [...new Set([...page.matchAll(/\]\(((?!README)[^)#]+)/g)].map(([, to]) => to!))].sort(),
    };
  };
  expect(shape("README.zh-CN.md")).toEqual(shape("README.md"));
});
