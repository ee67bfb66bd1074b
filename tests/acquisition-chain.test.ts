import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeId } from "../src/shared/ids.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";
import {
  account,
  group,
  organization,
  organizations,
  person,
  platform,
  relationship,
  TODAY,
  world,
} from "./support/world.build.ts";
import { loadWorld } from "./support/world.load.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer("empty");
});
afterAll(() => server.close());

const id = (key: number) => encodeId("entity", String(key));
const fields = "kind role level since organizationCount furtherCount accountCount entity { id } target { id }";

interface Step {
  kind: string;
  role: string | null;
  level: number | null;
  since: string | null;
  organizationCount: number;
  furtherCount: number;
  accountCount: number;
  entity: { id: string };
  target: { id: string } | null;
}
const chainOf = async (of: number) => {
  const { data, errors } = await server.ask(
    "HEAD_OFFICE",
    `{ acquisitionChain(platformId: "${id(of)}", asOf: "${TODAY}") { isTruncated accountCount steps { ${fields} } } }`,
  );
  expect(errors).toBeUndefined();
  return data.acquisitionChain as { isTruncated: boolean; accountCount: number; steps: Step[] };
};
const told = (steps: readonly Step[]) =>
  steps.map((one) => [one.kind, one.role ?? one.level, one.organizationCount, one.furtherCount, one.accountCount]);

describe("an acquisition chain", () => {
  it("follows recommendations back, each once though they run in a circle, and counts nobody twice", async () => {
    // 1 operates 20. 2 recommended to 1, 3 to 2, 1 to 3: a circle. A person, a withdrawn and a former recommendation are no steps.
    const links = [
      relationship(1, "OPERATES", 1, 20, { since: "2024-06-01" }),
      relationship(2, "RECOMMENDED", 2, 1, { since: "2024-03-01" }),
      relationship(3, "RECOMMENDED", 3, 2, { since: "2024-02-01" }),
      relationship(4, "RECOMMENDED", 1, 3, { since: "2024-01-01" }),
      relationship(5, "RECOMMENDED", 9, 1, { since: "2024-01-01" }),
      relationship(6, "RECOMMENDED", 4, 1, { since: "2024-01-01", withdrawn: true }),
      relationship(7, "RECOMMENDED", 5, 20, { since: "2024-01-01", until: "2024-02-01" }),
      relationship(8, "RECOMMENDED", 10, 20, { since: "2024-05-01" }),
      relationship(9, "PARTICIPATES_IN", 6, 20, { role: "STORE", since: "2024-07-01" }),
      relationship(10, "PARTICIPATES_IN", 6, 20, { role: "SUPPLIER", since: "2024-07-01" }),
      relationship(11, "PARTICIPATES_IN", 2, 20, { role: "STORE", since: "2024-07-01" }),
      relationship(12, "MEMBER_OF", 6, 2, { since: "2019-01-01" }),
      relationship(13, "MEMBER_OF", 7, 2, { since: "2019-01-01" }),
      relationship(14, "MEMBER_OF", 8, 2, { since: "2024-09-01" }),
      relationship(15, "MEMBER_OF", 8, 10, { since: "2019-01-01" }),
      relationship(16, "MEMBER_OF", 4, 10, { since: null }),
    ];
    const clients = [
      account(1, 1, "2024-03-01"), // the operator, on the day of the recommendation to it
      account(3, 1, "2024-01-31"), // a day before it recommended
      account(6, 1, "2024-07-01"), // since it takes part
      account(7, 1, "2024-03-01"), // since its association recommended
      account(8, 1, "2024-08-31"), // a day before it was a member of 2, which is its first step
      account(4, 1, "2024-05-01"), // a member always, since the group recommended
    ];
    await loadWorld(
      server.database.em,
      world([...organizations(1, 2, 3, 4, 5, 6, 7, 8), person(9), group(10), platform(20)], links, { clients }),
    );
    const chain = await chainOf(20);
    expect(told(chain.steps)).toEqual([
      ["RECOMMENDER", 2, 1, 1, 0],
      ["RECOMMENDER", 1, 1, 1, 0],
      ["RECOMMENDER", 1, 0, 0, 0],
      ["OPERATOR", 0, 1, 1, 1],
      ["PARTICIPANTS", "STORE", 2, 1, 1],
      ["PARTICIPANTS", "SUPPLIER", 1, 0, 0],
      ["MEMBERS", null, 3, 2, 1],
      ["MEMBERS", null, 2, 1, 1],
    ]);
    expect(chain.steps.slice(0, 4).map(({ entity, target }) => [entity.id, target?.id])).toEqual([
      [id(3), id(2)],
      [id(2), id(1)],
      [id(10), id(20)],
      [id(1), id(20)],
    ]);
    expect([chain.accountCount, chain.isTruncated]).toEqual([4, false]);
  });

  it("ends after five recommendations and says so, and costs a statement for each", async () => {
    const line = Array.from({ length: 7 }, (_, i) =>
      relationship(i + 1, "RECOMMENDED", i + 2, i + 1, { since: "2024-01-01" }),
    );
    const many = Array.from({ length: 40 }, (_, i) =>
      relationship(i + 100, "PARTICIPATES_IN", i + 100, 50, { role: "STORE" }),
    );
    const firms = [
      ...organizations(1, 2, 3, 4, 5, 6, 7, 8),
      ...many.map((_, i) => organization(i + 100)),
      platform(50),
      platform(51),
    ];
    const operates = [relationship(50, "OPERATES", 1, 50), relationship(51, "OPERATES", 1, 51)];
    await loadWorld(server.database.em, world(firms, [...line, ...operates, ...many]));
    const counts: number[] = [];
    for (const of of [50, 51]) {
      const statements = await recordStatements(server.database, async () => {
        const chain = await chainOf(of);
        expect(chain.isTruncated).toBe(true);
        expect(chain.steps.filter(({ kind }) => kind === "RECOMMENDER").map(({ level }) => level)).toEqual([
          5, 4, 3, 2, 1,
        ]);
      });
      counts.push(
        statements.filter(({ sql }) => !/^\s*(begin|commit|start transaction|set |select set_config)/i.test(sql))
          .length,
      );
    }
    // The platform; its operators, five levels and whether there is a sixth; the counts, the notes, and the entities of the steps.
    expect(counts).toEqual([11, 11]);
  });

  it("has no steps where nothing is known, and none of a step that there is not", async () => {
    await loadWorld(server.database.em, world([platform(20)], []));
    expect(await chainOf(20)).toEqual({ isTruncated: false, accountCount: 0, steps: [] });
    for (const step of ["x", "", Buffer.from("OPERATOR:\0").toString("base64url")]) {
      const { data } = await server.ask(
        "HEAD_OFFICE",
        `{ chainOrganizations(platformId: "${id(20)}", step: "${step}") { nodes { isWon } } }`,
      );
      expect(data.chainOrganizations.nodes).toEqual([]);
    }
  });
});
