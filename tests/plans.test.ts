import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CityDatabase, makeCity, on } from "../bench/database.ts";
import { findStarts, notePlans, type Operation, operations } from "../bench/plans.ts";
import { type Em, openPostgres } from "../src/database.ts";
import { relationshipsAmong } from "../src/modules/graph/among.loader.ts";
import { findCommonHubs } from "../src/modules/graph/hub.traversal.ts";
import { walkNeighborhood } from "../src/modules/graph/neighborhood.traversal.ts";
import { loadOwnership } from "../src/modules/graph/ownership.traversal.ts";
import { searchPaths } from "../src/modules/graph/path.traversal.ts";
import { findReachable } from "../src/modules/graph/reachable.traversal.ts";
import { findRings } from "../src/modules/graph/ring.traversal.ts";
import { today } from "../src/shared/day.ts";
import { keyOf } from "../src/shared/ids.ts";
import { onPostgres } from "./support/database.ts";
import type { TraversalInput } from "./support/oracle.ts";
import { recordStatements } from "./support/statements.ts";
import { edgeFilter, walkRequest } from "./support/walk.request.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: whether a hot path reads a table from end to end");

const tables = ["entity", "organization", "relationship", "evidence", "evidence_detail", "account", "client_period"];

/**
 * No statement of a hot path needs to read a table from end to end. With such reads switched off the planner takes one only where there
 * is no index to go by, whatever the size of the city. PostgreSQL counts them itself, inside functions too; it publishes the counts of a
 * connection at the latest when it closes.
 */
describe.skipIf(!onPostgres)("hot paths read by index", () => {
  let city: CityDatabase;
  beforeAll(async () => {
    const size = { organizations: 10_000, relationships: 65_000, hubs: [2_000, 1_000] };
    city = await makeCity(process.env.TEST_DATABASE_URL!, size, false);
    await on(city.url, async (client) => {
      const { rows } = await client.query<{ name: string }>("select current_database() as name");
      await client.query(`alter database ${rows[0]!.name} set enable_seqscan = off`);
    });
  });
  afterAll(() => city.release());

  const scans = () =>
    on(city.url, async (client) => {
      const { rows } = await client.query<{ relname: string; seq_scan: string }>(
        "select relname, seq_scan from pg_stat_user_tables where relname = any($1)",
        [tables],
      );
      return new Map(rows.map((row) => [row.relname, Number(row.seq_scan)]));
    });
  const scanned = async (work: () => Promise<unknown>) => {
    const before = await scans();
    await work();
    return [...(await scans())].filter(([table, count]) => count > before.get(table)!).map(([table]) => table);
  };

  it.each(Object.keys(operations) as Operation[])("%s, from organizations at random and from hubs", async (name) => {
    const starts = await findStarts(city.url, name, 10);
    let statements = 0;
    const found = await scanned(async () => {
      const plans = await notePlans(city.url, "a key for tests, of 32 characters", { [name]: starts } as never);
      statements = Object.values(plans[name]!).reduce((sum, plan) => sum + plan.statements.length, 0);
    });
    expect(statements).toBeGreaterThan(10 * 4);
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

  it("and one that does not is seen", async () => {
    const unindexed = "select count(*) from relationship where role = 'nobody'";
    expect(await scanned(() => on(city.url, (client) => client.query(unindexed)))).toEqual(["relationship"]);
  });
});
