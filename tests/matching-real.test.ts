import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMapped } from "../src/modules/imports/mapped.reader.ts";
import { filesOf, loadMapping } from "../src/modules/imports/mapping.ts";
import { resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { hasSharedData, sharedData } from "./support/shared-data.ts";

interface Match {
  index: number;
  verdict: string;
  candidates: { organizationId: string; name: string; verdict: string; score: number; factors: { reason: string }[] }[];
}

/** Two spellings of one name, found without any of our code: what is left of a name without case, marks and the words of its legal form. */
const bareOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[.,'()&-]/g, " ")
    .split(/\s+/)
    .filter(
      (word) =>
        ![
          "co",
          "ltd",
          "limited",
          "inc",
          "corp",
          "corporation",
          "company",
          "llc",
          "ag",
          "plc",
          "sa",
          "gmbh",
          "group",
          "holdings",
          "holding",
          "incorporated",
          "and",
        ].includes(word),
    )
    .join("");

/** Every name that stands in Apple's lists, matched against all of them. */
describe.skipIf(!hasSharedData)("Apple's suppliers among themselves", () => {
  let server: TestServer;
  let names: string[];
  let ids: string[];
  let matches: Match[];
  beforeAll(async () => {
    server = await startServer("empty");
    const mapping = loadMapping(new URL("../seeds/mappings/apple-suppliers.json", import.meta.url));
    const paths = Object.fromEntries(filesOf(mapping).map((file) => [file, sharedData("apple-suppliers", file)]));
    names = [];
    for await (const row of readMapped(mapping, paths, { onLine: () => {} }))
      if (row.row === "entity") names.push(row.name);
    const rows = names.map(
      (name) => ({ type: "ORGANIZATION", source: "apple", number: name, authority: "OWN", name }) as const,
    );
    ids = (await asSystem(server.database.em, (tx) => resolveEntities(tx, rows))).map((one) =>
      encodeId("entity", one.entityId!),
    );
    const { data, errors } = await server.ask(
      "HEAD_OFFICE",
      `query ($rows: [MatchRowInput!]!) { matchOrganizations(input: { rows: $rows }) { matches { index verdict
        candidates { organizationId name verdict score factors { reason } } } } }`,
      { rows: ids.map((id) => ({ id })) },
    );
    expect(errors).toBeUndefined();
    matches = data.matchOrganizations.matches;
  }, 120_000);
  afterAll(() => server?.close());

  const of = (name: string) => matches[names.indexOf(name)]!;

  it("3M and 3M Co. are POSSIBLE either way, and say why", () => {
    for (const [name, other] of [
      ["3M", "3M Co."],
      ["3M Co.", "3M"],
    ] as const)
      expect(of(name).candidates).toContainEqual({
        organizationId: ids[names.indexOf(other)],
        name: other,
        verdict: "POSSIBLE",
        score: 0.75,
        factors: [{ reason: "SAME_CORE" }],
      });
  });

  it("whatever differs in its legal form alone is found, either way, and nothing is joined by its name", () => {
    const groups = new Map<string, number[]>();
    for (const [at, name] of names.entries()) groups.set(bareOf(name), [...(groups.get(bareOf(name)) ?? []), at]);
    let pairs = 0;
    for (const group of groups.values())
      for (const at of group) {
        const found = new Set(
          matches[at]!.candidates.filter(({ verdict }) => verdict === "POSSIBLE").map((one) => one.organizationId),
        );
        // At most five are shown.
        if (group.length > 6) continue;
        for (const other of group.filter((one) => one !== at)) {
          pairs += 1;
          expect([names[at], names[other], found.has(ids[other]!)]).toEqual([names[at], names[other], true]);
        }
      }
    expect(pairs).toBeGreaterThan(100);
    expect(matches.filter(({ verdict }) => verdict === "MATCH")).toEqual([]);
  });
});
