import { sql } from "kysely";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CityDatabase, makeCity, on } from "../bench/database.ts";
import { findStarts, notePlans, type Operation, operations } from "../bench/plans.ts";
import { readConfig } from "../src/config.ts";
import type { Context } from "../src/context.ts";
import { type Em, openPostgres } from "../src/database.ts";
import { signDevelopmentToken } from "../src/modules/access/token.service.ts";
import { relationshipsAmong } from "../src/modules/graph/among.loader.ts";
import { findCommonHubs } from "../src/modules/graph/hub.traversal.ts";
import { walkNeighborhood } from "../src/modules/graph/neighborhood.traversal.ts";
import { loadOwnership } from "../src/modules/graph/ownership.traversal.ts";
import { searchPaths } from "../src/modules/graph/path.traversal.ts";
import { findReachable } from "../src/modules/graph/reachable.traversal.ts";
import { findRings } from "../src/modules/graph/ring.traversal.ts";
import { keepNames } from "../src/modules/organizations/name.keeper.ts";
import { loadChain } from "../src/modules/scenarios/chain.loader.ts";
import { curveAsked } from "../src/modules/scenarios/coverage.curve.ts";
import { loadCoverage } from "../src/modules/scenarios/coverage.loader.ts";
import { pageOfParticipants } from "../src/modules/scenarios/coverage.page.ts";
import { coverageAsked } from "../src/modules/scenarios/coverage.question.ts";
import { loadBucketDeposits } from "../src/modules/scenarios/deposit.loader.ts";
import { createServer } from "../src/server.ts";
import { today } from "../src/shared/day.ts";
import { encodeId, keyOf } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres } from "./support/database.ts";
import type { TraversalInput } from "./support/oracle.ts";
import { recordStatements } from "./support/statements.ts";
import { edgeFilter, walkRequest } from "./support/walk.request.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: whether a hot path reads a table from end to end");

const tables = [
  ...["entity", "organization", "relationship", "evidence", "evidence_detail", "account", "client_period"],
  ...["organization_match_key", "organization_name", "name_key", "match_candidate"],
];
const pasts = ["entity_past", "relationship_past", "evidence_past", "account_past", "client_period_past"];

/**
 * No statement of a hot path needs to read a table from end to end. With such reads switched off the planner takes one only where there
 * is no index to go by, whatever the size of the city. PostgreSQL counts them itself, inside functions too; it publishes the counts of a
 * connection at the latest when it closes.
 */
describe.skipIf(!onPostgres)("hot paths read by index", () => {
  let city: CityDatabase;
  let knownAt: string;
  beforeAll(async () => {
    const size = { organizations: 10_000, relationships: 65_000, hubs: [2_000, 1_000] };
    city = await makeCity(process.env.TEST_DATABASE_URL!, size, false);
    const keeper = await openPostgres(city.url, { migrate: false });
    await asSystem(keeper.em, (tx) =>
      sql`insert into name_pending (first_id, last_id) select min(entity_id), max(entity_id) from organization`.execute(
        tx.getKysely(),
      ),
    );
    await keepNames(keeper.em);
    await keeper.close();
    await on(city.url, async (client) => {
      await client.query("vacuum analyze");
      const { rows } = await client.query<{ name: string }>("select current_database() as name");
      await client.query(`alter database ${rows[0]!.name} set enable_seqscan = off`);
      knownAt = await leavePast(client);
    });
  });
  afterAll(() => city.release());

  const scans = () =>
    on(city.url, async (client) => {
      const { rows } = await client.query<{ relname: string; seq_scan: string }>(
        "select relname, seq_scan from pg_stat_user_tables where relname = any($1)",
        [[...tables, ...pasts]],
      );
      return new Map(rows.map((row) => [row.relname, Number(row.seq_scan)]));
    });
  /** How often anything was looked up in the tables of the past, by any way. */
  const pastReads = () =>
    on(city.url, async (client) => {
      const { rows } = await client.query<{ reads: string }>(
        "select sum(seq_scan + idx_scan) as reads from pg_stat_user_tables where relname = any($1)",
        [pasts],
      );
      return Number(rows[0]!.reads);
    });
  const scanned = async (work: () => Promise<unknown>) => {
    const before = await scans();
    await work();
    return [...(await scans())].filter(([table, count]) => count > before.get(table)!).map(([table]) => table);
  };

  it.each(Object.keys(operations) as Operation[])("%s, from organizations at random and from hubs", async (name) => {
    const starts = await findStarts(city.url, name, 10);
    let statements = 0;
    const ask = (instant: string | null) => async () => {
      const plans = await notePlans(
        city.url,
        "a key for tests, of 32 characters",
        { [name]: starts } as never,
        instant,
      );
      statements = Object.values(plans[name]!).reduce((sum, plan) => sum + plan.statements.length, 0);
    };
    const before = await pastReads();
    expect(await scanned(ask(null))).toEqual([]);
    expect(statements).toBeGreaterThan(10 * 4);
    expect(await pastReads(), "today's answers leave the past alone").toBe(before);
    // And what was known goes by index, too, in no more statements.
    const now = statements;
    expect(await scanned(ask(knownAt))).toEqual([]);
    expect(await pastReads()).toBeGreaterThan(before);
    expect(statements).toBeLessThanOrEqual(now + starts.random.length + starts.hub.length);
  });

  /** Asks once on a server of this process, whose connections then close. */
  async function ask(query: string, variables: object): Promise<{ data: unknown; statements: number }> {
    const config = readConfig({ DATABASE_URL: city.url, JWT_SECRET: "a key for tests, of 32 characters" });
    const database = await openPostgres(city.url, { migrate: false });
    const app = await createServer({ config, database });
    const token = await signDevelopmentToken(config, {
      ...{ name: "plans", role: "HEAD_OFFICE" as const, branch: null, platform: null },
    });
    let data: unknown;
    const statements = await recordStatements(database, async () => {
      const headers = { authorization: `Bearer ${token}` };
      const reply = await app.inject({ method: "POST", url: "/graphql", headers, payload: { query, variables } });
      data = reply.json().data;
    });
    await app.close();
    await database.close();
    return { data, statements: statements.length };
  }

  it.each([
    [
      "matching",
      "query ($rows: [MatchRowInput!]!) { matchOrganizations(input: { rows: $rows }) { matches { verdict candidates { name } } } }",
    ],
    [
      "a search",
      "query ($name: String) { organizations(filter: { search: $name }) { nodes { id formerNames { name } } } }",
    ],
    [
      "a search under filters, with its count",
      'query ($name: String) { organizations(filter: { search: $name, region: "35", isClient: true }) { totalCount nodes { id } } }',
    ],
  ])("%s", async (_, query) => {
    const { rows } = await on(city.url, (client) =>
      client.query<{ name: string; code: string }>(
        "select e.name, o.credit_code as code from organization o join entity e on e.id = o.entity_id order by md5(e.id::text) limit 200",
      ),
    );
    const asked = [...rows.map(({ name }) => ({ name })), ...rows.map(({ code }) => ({ creditCode: code }))];
    let answer: Awaited<ReturnType<typeof ask>> | undefined;
    const found = await scanned(async () => {
      answer = await ask(query, { rows: asked, name: rows[0]!.name.slice(0, 2) });
    });
    expect(answer!.data).not.toBeNull();
    expect(answer!.statements).toBeGreaterThan(1);
    expect(found).toEqual([]);
  });

  const day = { today: today() };
  const walked = (input: TraversalInput) => walkRequest(day, input);
  const bounds = { maxNodes: 1_000, fanOut: 20_000, fanOutOrder: "ANNUAL_AMOUNT", defaultStops: "APPLY" } as const;
  const whole = { ...edgeFilter(day, {}), ...bounds, timeBudgetMs: null };
  const filtered: TraversalInput = {
    hops: [
      { minBase: "1000", region: "36", ends: "ANY" },
      { kinds: ["SUPPLIES"], direction: "IN", industry: "C", ends: "NON_CLIENTS" },
    ],
  };
  it.each<[string, (em: Em, keys: string[]) => Promise<unknown>]>([
    ["a filter for each hop", (em, [a]) => walkNeighborhood(em, a!, walked(filtered))],
    [
      "fan-outs that cut",
      (em, [a]) => walkNeighborhood(em, a!, walked({ fanOut: 3, maxHops: 3, fanOutOrder: "CONFIDENCE" })),
    ],
    ["another day", (em, [, a]) => walkNeighborhood(em, a!, walked({ asOf: "2025-01-01", fanOut: 3 }))],
    ["paths", (em, [a, b]) => searchPaths(em, a!, b!, { ...walked({ maxHops: 4 }), order: "LENGTH", first: 5 })],
    [
      "paths by confidence",
      (em, [a, b]) =>
        searchPaths(em, a!, b!, { ...walked({ maxHops: 3, ...filtered }), order: "CONFIDENCE", first: 5 }),
    ],
    ["what is reachable", (em, [a]) => findReachable(em, a!, ["NON_CLIENT"], walked({}))],
    [
      "common hubs",
      (em, of) => findCommonHubs(em, { ...whole, of, maxHops: 2, minShared: 2, hubTypes: null }, 20, null),
    ],
    ["connections between", (em, keys) => relationshipsAmong(em, keys, [whole], 1_001)],
    ["ownership", (em, [a]) => loadOwnership(em, a!, { ...whole, direction: "OWNERS", minShare: null, maxDepth: 5 })],
    ["rings", (em, [a]) => findRings(em, a!, { ...whole, maxLength: 6 })],
  ])("%s, from a hub and from organizations at random", async (_, walk) => {
    const { random, hub } = await findStarts(city.url, "Neighborhood", 10);
    const [first, ...keys] = [...hub, ...random].map((id) => keyOf("entity", id)!);
    const found = await scanned(async () => {
      const database = await openPostgres(city.url, { migrate: false });
      expect(await recordStatements(database, () => walk(database.em, [first!, ...keys]))).not.toEqual([]);
      await walk(database.em, [...keys, first!]);
      await database.close();
    });
    expect(found).toEqual([]);
  });

  it("the coverage of a platform with two thousand participants", async () => {
    const platform = await on(city.url, async (client) => {
      const { rows } = await client.query<{ id: string }>(`with p as (
          insert into entity (id, type, name) values (900000000, 'SCENARIO_PLATFORM', 'p') returning id),
        s as (insert into scenario_platform (entity_id, scenario, roles) select id, 'OTHER', '{}' from p),
        r as (insert into relationship (id, kind, source_id, target_id, role)
          select 900000000 + e.id, 'PARTICIPATES_IN', e.id, p.id, 'STORE' from p, (select id from entity where type = 'ORGANIZATION' limit 2000) e)
        select id from p`);
      return rows[0]!.id;
    });
    const database = await openPostgres(city.url, { migrate: false });
    const found = await scanned(async () => {
      const viewer = { kind: "staff", role: "HEAD_OFFICE", branchId: null } as Context["viewer"];
      const context = { em: database.em, viewer, today: today() } as Context;
      const id = encodeId("entity", platform);
      const coverage = await coverageAsked(context, { platformId: id, by: ["ROLE", "REGION"], regionLevel: "COUNTY" });
      expect((await loadCoverage(context, coverage)).total.participants).toBe(2_000);
      await loadBucketDeposits(context, coverage);
      const asked = { platformId: id, first: 100 };
      expect((await pageOfParticipants(context, asked, { standings: ["REMAINING"] })).edges).toHaveLength(100);
      expect((await loadChain(context, id, null)).steps).toMatchObject([
        { kind: "PARTICIPANTS", organizationCount: 2_000 },
      ]);
      expect(await curveAsked(context, { platformId: id, months: 12 })).toHaveLength(12);
      await database.close();
    });
    expect(found).toEqual([]);
  });

  it("and one that does not is seen", async () => {
    const unindexed = "select count(*) from relationship where role = 'nobody'";
    expect(await scanned(() => on(city.url, (client) => client.query(unindexed)))).toEqual(["relationship"]);
  });
});

/** Lets a tenth of everything change, and answers an instant before. */
async function leavePast(client: Client): Promise<string> {
  const { rows } = await client.query<{ now: Date }>("select now()");
  for (const [table, change] of [
    ["relationship", "until = coalesce(until, '2099-01-01') + 1 where id % 10 = 0"],
    ["evidence", "withdrawn_at = now() where id % 10 = 1"],
    ["account", "opened_on = opened_on - 1 where id % 10 = 1"],
    ["client_period", "since = since - 1 where entity_id % 10 = 1"],
    ["entity", "status = 'REVOKED' where type = 'ORGANIZATION' and id % 10 = 2"],
  ])
    await client.query(`update ${table} set ${change}`);
  await client.query("vacuum analyze");
  return rows[0]!.now.toISOString();
}
