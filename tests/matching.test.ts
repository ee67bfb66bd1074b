import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { keepNames } from "../src/modules/organizations/name.keeper.ts";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { creditCode, newPlatform } from "./support/platforms.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";
import { importList } from "./support/uploads.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer("empty");
});
afterAll(() => server.close());

const query = `query ($rows: [MatchRowInput!]!) { matchOrganizations(input: { rows: $rows }) { matches { index verdict
  candidates { organizationId name creditCode verdict score factors { reason contribution text } } errors { code field } } } }`;
const match = async (rows: object[]) => {
  const { data, errors } = await server.ask("HEAD_OFFICE", query, { rows });
  expect(errors).toBeUndefined();
  return data.matchOrganizations.matches;
};
let numbers = 0;
interface Firm {
  name: string;
  creditCode?: string;
  region?: string;
}
const load = async (...firms: Firm[]): Promise<string[]> => {
  const rows = firms.map((one) => {
    numbers += 1;
    return { type: "ORGANIZATION", source: "list", number: `${numbers}`, authority: "OWN", ...one } as const;
  });
  return (await asSystem(server.database.em, (tx) => resolveEntities(tx, rows))).map((one) => one.entityId!);
};
const id = (key: string) => encodeId("entity", key);
const rowsOf = <Row>(statement: ReturnType<typeof sql<Row>>) =>
  asSystem(server.database.em, async (tx) => (await statement.execute(tx.getKysely())).rows);
const decide = async (first: string, second: string, decision: string) => {
  const { data } = await server.ask(
    "HEAD_OFFICE",
    `mutation { decideMatch(input: { pairs: [{ first: "${id(first)}", second: "${id(second)}" }], decision: ${decision} }) { candidates { id status } userErrors { code } } }`,
  );
  expect(data.decideMatch.userErrors).toEqual([]);
};

describe("matchOrganizations", () => {
  it("finds by code, by name, and says why", async () => {
    const code = creditCode(1);
    const [three, coded] = await load({ name: "3M" }, { name: "恒信商贸有限公司", creditCode: code, region: "350500" });
    const [byName, byCode, byOther, noCode, none] = await match([
      { name: "3M Co." },
      { name: "whatever", creditCode: code },
      { name: "恒信商贸有限公司", creditCode: creditCode(2), region: "350500" },
      { name: "恆信商貿有限責任公司", region: "350502" },
      { name: "没有这家企业" },
    ]);
    expect(byName).toMatchObject({
      verdict: "POSSIBLE",
      candidates: [{ organizationId: id(three!), score: 0.75, factors: [{ reason: "SAME_CORE", contribution: 0.75 }] }],
    });
    expect(byCode).toMatchObject({
      verdict: "MATCH",
      candidates: [{ organizationId: id(coded!), score: 1, factors: [{ reason: "SAME_CODE" }] }],
    });
    expect(byOther).toMatchObject({
      verdict: "NONE",
      candidates: [{ organizationId: id(coded!), score: 0, factors: [{ reason: "DIFFERENT_CODE" }] }],
    });
    expect(noCode).toMatchObject({
      verdict: "POSSIBLE",
      candidates: [{ score: 0.85, factors: [{ reason: "SAME_CORE" }, { reason: "SAME_PREFECTURE" }] }],
    });
    expect(none).toMatchObject({ verdict: "NONE", candidates: [] });
  });

  it("finds names that differ in a few characters, and none that share no more than a beginning", async () => {
    const [one] = await load({ name: "鹏飞精密机械制造有限公司" }, { name: "鹏飞物流有限公司" });
    const [found] = await match([{ name: "鹏飞精密机械制作有限公司" }]);
    expect(found).toMatchObject({
      verdict: "POSSIBLE",
      candidates: [{ organizationId: id(one!), factors: [{ reason: "SIMILAR_NAME" }] }],
    });
    const [near] = await match([{ name: "鹏飞精密机械制造厂有限公司", region: "350500" }]);
    expect(near.candidates).toMatchObject([{ organizationId: id(one!), factors: [{ reason: "SIMILAR_NAME" }] }]);
  });

  it("finds by a name that an organization bore before, and by that of one merged into it, and says so", async () => {
    const [renamed, keep, drop] = await load(
      { name: "泉州旧称机械有限公司", region: "350502" },
      { name: "留存纺织厂", region: "350502" },
      { name: "归总印染有限公司", region: "350502" },
    );
    await keepNames(server.database.em);
    await asSystem(server.database.em, (tx) =>
      sql`update entity set name = '新名智造有限公司' where id = ${renamed}::bigint`.execute(tx.getKysely()),
    );
    await asSystem(server.database.em, (tx) =>
      sql`insert into organization_match_key (entity_id, key, region) values (${renamed}::bigint, '新名智造', '350502')
        on conflict (entity_id) do update set key = excluded.key`.execute(tx.getKysely()),
    );
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `mutation { mergeOrganizations(input: { keep: "${id(keep!)}", drop: "${id(drop!)}" }) { userErrors { code } } }`,
    );
    expect(data.mergeOrganizations.userErrors).toEqual([]);
    await keepNames(server.database.em);
    const [same, core, placed, byMerged, present, coded] = await match([
      { name: "泉州旧称机械有限公司" },
      { name: "泉州旧称机械", region: "350502" },
      { name: "福州旧称机械有限公司" },
      { name: "归总印染有限公司", region: "350502" },
      { name: "新名智造有限公司" },
      { name: "泉州旧称机械有限公司", creditCode: creditCode(77) },
    ]);
    const factor = (reason: string, contribution: number) => expect.objectContaining({ reason, contribution });
    const candidate = (key: string, score: number, ...factors: object[]) => [
      expect.objectContaining({ organizationId: id(key), verdict: "POSSIBLE", score, factors }),
    ];
    const former = factor("FORMER_NAME", -0.1);
    expect(same.candidates).toEqual(candidate(renamed!, 0.7, factor("SAME_NAME", 0.8), former));
    expect(same.candidates[0].factors[1].text).toContain("泉州旧称机械有限公司");
    expect(same.candidates[0].name).toBe("新名智造有限公司");
    expect(core.candidates).toEqual(
      candidate(renamed!, 0.8, factor("SAME_CORE", 0.75), former, factor("SAME_REGION", 0.15)),
    );
    expect(placed.candidates).toEqual([]);
    expect(byMerged.candidates).toEqual(
      candidate(keep!, 0.85, factor("SAME_NAME", 0.8), former, factor("SAME_REGION", 0.15)),
    );
    expect(present.candidates).toEqual(candidate(renamed!, 0.8, factor("SAME_NAME", 0.8)));
    const at = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    const told = await server.ask(
      "HEAD_OFFICE",
      `{ organizationMerges(first: 1) { nodes { mergedAt } } organization(id: "${id(renamed!)}") { formerNames { replacedAt } } }`,
    );
    expect(told.data.organizationMerges.nodes).toEqual([{ mergedAt: at }]);
    expect(told.data.organization.formerNames).toEqual([{ replacedAt: at }]);
    // The organization has no code of its own: the code rules nothing out.
    expect(coded.verdict).toBe("POSSIBLE");
  });

  it("answers bad rows with what is wrong with them, and takes ten thousand but no more", async () => {
    const [empty, text, code, region, unknown] = await match([
      {},
      { name: "a\u0000b" },
      { creditCode: "1" },
      { name: "a", region: "35" },
      { id: "x" },
    ]);
    expect(
      [empty, text, code, region, unknown].map((one) => [one.verdict, one.errors[0].code, one.errors[0].field[2]]),
    ).toEqual([
      [null, "BAD_INPUT", "name"],
      [null, "TEXT_CONTROL_CHARACTER", "name"],
      [null, "CREDIT_CODE_LENGTH", "creditCode"],
      [null, "BAD_INPUT", "region"],
      [null, "NOT_FOUND", "id"],
    ]);
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      name: `恒信商贸${index % 50}有限公司`,
      region: "350500",
    }));
    const statements = await recordStatements(server.database, async () => {
      expect(await match(many)).toHaveLength(10_000);
    });
    expect(statements.filter((one) => one.sql.includes("organization_match_key")).length).toBeLessThanOrEqual(4);
    const { errors } = await server.ask("HEAD_OFFICE", query, { rows: [...many, { name: "a" }] });
    expect(errors?.[0]?.extensions.code).toBe("QUERY_TOO_LARGE");
  });

  it("gives names that came another way their keys", async () => {
    const [{ id: key }] = (await rowsOf(
      sql<{
        id: string;
      }>`with made as (insert into entity (type, name, category) values ('ORGANIZATION', '旁路五金有限公司', 'ENTERPRISE') returning id)
        insert into organization (entity_id) select id from made returning entity_id as id`,
    )) as [{ id: string }];
    await keepNames(server.database.em);
    expect(await keepNames(server.database.em)).toBe(0);
    expect((await match([{ name: "旁路五金" }]))[0].candidates).toMatchObject([{ organizationId: id(key) }]);
  });
});

describe("decisions", () => {
  const pairsOf = (a: string, b: string) =>
    rowsOf(
      sql<{
        decision: string | null;
      }>`select decision from match_candidate where entity_id in (${a}, ${b}) and candidate_id in (${a}, ${b})`,
    );

  it("imports queue what looks like others, once, and never two codes", async () => {
    const twin = (more: Partial<Firm> = {}) => ({ name: "同名五金有限公司", region: "350582", ...more });
    const [a] = await load(twin({ creditCode: creditCode(11) }));
    const [b, c, d] = await load(
      twin({ name: "同名五金有限责任公司" }),
      twin({ creditCode: creditCode(12) }),
      twin({ region: "350502" }),
    );
    expect(await pairsOf(a!, b!)).toEqual([{ decision: null }]);
    expect(await pairsOf(b!, c!)).toEqual([{ decision: null }]);
    expect(await pairsOf(a!, c!)).toEqual([]);
    expect(await pairsOf(a!, d!)).toEqual([]);
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `{ matchCandidates(status: PENDING, first: 1) { nodes { reason status first { name } second { name } } pageInfo { endCursor hasNextPage } } }`,
    );
    expect(data.matchCandidates).toMatchObject({
      nodes: [{ reason: "SAME_NAME_AND_REGION", status: "PENDING" }],
      pageInfo: { hasNextPage: true },
    });
  });

  it("are respected by matching, by imports and by registrations, and the two are not queued again", async () => {
    const firm = (more: Partial<Firm> = {}) => ({ name: "决定五金有限公司", region: "350583", ...more });
    const [a, b] = await load(firm(), firm({ name: "决定五金" }));
    await decide(a!, b!, "DIFFERENT");
    const [ruled] = await match([{ id: id(a!) }]);
    expect(ruled).toMatchObject({
      verdict: "NONE",
      candidates: [{ organizationId: id(b!), factors: [{ reason: "DECIDED_DIFFERENT" }] }],
    });
    // The same lists again, and a registration under one's code: nothing is proposed anew.
    await asSystem(server.database.em, (tx) =>
      resolveEntities(tx, [
        {
          type: "ORGANIZATION",
          source: "list",
          number: String(numbers - 1),
          authority: "OWN",
          ...firm({ creditCode: creditCode(21) }),
        },
      ]),
    );
    const platform = await newPlatform(server.database);
    await registerParticipants(
      server.database.em,
      platform,
      {
        platformId: platform.platformId,
        participants: [{ name: "决定五金有限公司", role: "STORE", creditCode: creditCode(21), region: "350583" }],
      },
      DEMO_DAY,
    );
    expect(await pairsOf(a!, b!)).toEqual([{ decision: "DIFFERENT" }]);
    expect((await match([{ name: "决定五金", creditCode: creditCode(21) }]))[0].candidates[1]).toMatchObject({
      organizationId: id(b!),
      verdict: "NONE",
    });
    await decide(b!, a!, "SAME");
    expect(await pairsOf(a!, b!)).toEqual([{ decision: "SAME" }]);
    expect((await match([{ id: id(b!) }]))[0]).toMatchObject({
      verdict: "MATCH",
      candidates: [{ organizationId: id(a!), factors: [{ reason: "DECIDED_SAME" }] }],
    });
    expect(await match([{ id: id(b!) }])).toHaveLength(1);
  });

  it("made about one hold for what it is part of after a merge", async () => {
    const [keep, drop, other, third] = await load(
      ...["并入甲", "并入乙", "并入丙", "旁观丁"].map((name) => ({ name })),
    );
    await decide(drop!, other!, "DIFFERENT");
    await server.ask(
      "HEAD_OFFICE",
      `mutation { mergeOrganizations(input: { keep: "${id(keep!)}", drop: "${id(drop!)}" }) { merge { id } } }`,
    );
    expect(await pairsOf(keep!, other!)).toEqual([{ decision: "DIFFERENT" }]);
    await keepNames(server.database.em);
    // Whoever still stops at the old id stops at what it is part of.
    const edge = (source: string, target: string) =>
      ({ kind: "SUPPLIES", sourceId: source, targetId: target, role: null, since: null, until: null }) as const;
    await asSystem(server.database.em, (tx) => writeRelationships(tx, [edge(keep!, third!), edge(other!, keep!)]));
    const walk = `{ neighborhood(of: "${id(other!)}", input: { maxHops: 3, stopAt: ["${id(drop!)}"] }) { nodes { entity { id } isClipped } } }`;
    expect((await server.ask("HEAD_OFFICE", walk)).data.neighborhood.nodes).toEqual([
      { entity: { id: id(other!) }, isClipped: false },
      { entity: { id: id(keep!) }, isClipped: true },
    ]);
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `{ node(id: "${id(drop!)}") { id } organization(id: "${id(drop!)}") { id name } organizations(filter: { search: "并入" }) { nodes { id } }
      neighborhood(of: "${id(drop!)}") { nodes { entity { id } } } }`,
    );
    expect(data.node.id).toBe(id(keep!));
    expect(data.organization).toEqual({ id: id(keep!), name: "并入甲" });
    expect(data.organizations.nodes.map((one: { id: string }) => one.id)).toEqual([id(other!), id(keep!)]);
    expect(data.neighborhood.nodes[0]).toEqual({ entity: { id: id(keep!) } });
    // A list that still holds both says nothing of the two any more; of one and itself it does.
    const rows = await rowsOf(sql<{ number: string }>`select number from source_identity
      where source = 'list' and entity_id = ${keep!}::bigint order by number::bigint`);
    const [first, second] = rows.map(({ number }) => number);
    const imported = await importList(server, {
      ...{ kind: "SUPPLY", source: "list" },
      content: `supplier_number,buyer_number,observed_on\n${first},${second},2026-01-05\n${second},${second},2026-01-05\n`,
    });
    const job = `{ node(id: "${imported}") { ... on ImportJob { state counts { read unchanged created } } } }`;
    expect((await server.ask("HEAD_OFFICE", job)).data.node).toEqual({
      state: "DONE",
      counts: { read: 2, unchanged: 1, created: 1 },
    });
    expect(
      await rowsOf(
        sql`select id from relationship where source_id = ${keep!}::bigint and target_id = ${keep!}::bigint`,
      ),
    ).toHaveLength(1);
    const log = await server.ask(
      "AUDITOR",
      `{ auditLog(first: 1, filter: { operation: "mergeOrganizations" }) { nodes { subjects actor } } }`,
    );
    expect(log.data.auditLog.nodes).toHaveLength(1);
  });
});
