import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CityDatabase, makeCity, on } from "../bench/database.ts";
import { findStarts, notePlans, type Operation, operations } from "../bench/plans.ts";
import type { Context } from "../src/context.ts";
import { openPostgres } from "../src/database.ts";
import { loadChain } from "../src/modules/scenarios/chain.loader.ts";
import { curveAsked } from "../src/modules/scenarios/coverage.curve.ts";
import { loadCoverage } from "../src/modules/scenarios/coverage.loader.ts";
import { pageOfParticipants } from "../src/modules/scenarios/coverage.page.ts";
import { coverageAsked } from "../src/modules/scenarios/coverage.question.ts";
import { loadBucketDeposits } from "../src/modules/scenarios/deposit.loader.ts";
import { today } from "../src/shared/day.ts";
import { encodeId } from "../src/shared/ids.ts";
import { onPostgres } from "./support/database.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: whether a hot path reads a table from end to end");

const tables = [
  "entity",
  "organization",
  "relationship",
  "evidence",
  "evidence_detail",
  "account",
  "client_period",
  "match_candidate",
];

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
