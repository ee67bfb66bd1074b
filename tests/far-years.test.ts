import { afterAll, beforeAll, expect, it } from "vitest";
import { startServer, type TestServer } from "./support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const pages = (...names: string[]) => names.map((name) => `${name}(asOf: $day) { nodes { id confidence } }`).join(" ");
const relationships = "degrees(asOf: $day) { count } relationships(asOf: $day) { nodes { id confidence } }";

/** Every field that takes a day, on somebody who has something to answer. */
const questions: [string, string][] = [
  [
    "organization",
    `organization(id: "core-manufacturer") { ${relationships} ${pages("suppliers", "customers", "memberships", "participations")} }`,
  ],
  ["association", `node(id: "bankruptcy-association") { ... on Organization { ${pages("members")} } }`],
  ["group", `node(id: "high-tech-park") { ... on Group { ${relationships} ${pages("members")} } }`],
  ["platform", `node(id: "court-platform") { ... on ScenarioPlatform { ${relationships} ${pages("participants")} } }`],
  ["person", `node(id: "core-chairman") { ... on Person { ${relationships} } }`],
  ["neighborhood", `neighborhood(of: "core-manufacturer", input: { asOf: $day }) { isTruncated }`],
  ["acquisitionBatches", "acquisitionBatches(input: { asOf: $day }) { totalCount nodes { prospectCount } }"],
  ["prospects", "prospects(input: { asOf: $day }) { nodes { likelihood } }"],
  ["acquisitionPriors", "acquisitionPriors(asOf: $day) { channel }"],
];
const days = ["0001-01-01", "0001-12-31", "4200-01-01", "9999-12-31"];

it.each(questions.flatMap(([name, text]) => days.map((day) => [name, day, text] as const)))(
  "%s on %s",
  async (_, day, text) => {
    const query = `query ($day: Date) { ${text.replace(/"([a-z-]+)"/g, (_, key) => JSON.stringify(server.id(key)))} }`;
    const { data, errors } = await server.ask("HEAD_OFFICE", query, { day });
    expect(errors).toBeUndefined();
    for (const value of Object.values(data)) expect(value).not.toBeNull();
  },
);
