import * as fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { type Covered, countsOf, coverage, depositsOf } from "./support/oracle.coverage.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";
import { account, organization, platform, relationship, world } from "./support/world.build.ts";
import { loadWorld } from "./support/world.load.ts";
import { dayAfter } from "./support/worlds.ts";

/** Worlds; more by hand. */
const runs = Number(process.env.COVERAGE_WORLDS ?? 60);

let server: TestServer;
beforeAll(async () => {
  server = await startServer("empty");
});
afterAll(() => server.close());

const ask = async (query: string, branch: number | null = null) => {
  const asker: Asker = branch ? { role: "RELATIONSHIP_MANAGER", branch: `B${branch}` } : "HEAD_OFFICE";
  const { data, errors } = await server.ask(asker, query);
  expect(errors).toBeUndefined();
  return data;
};
const id = (key: string | number) => encodeId("entity", String(key));

const days = fc.integer({ min: -100, max: 100 }).map((offset) => dayAfter(DEMO_DAY, offset));
const since = fc.option(days, { nil: null });
const span = fc.record({ since, length: fc.option(fc.integer({ min: 1, max: 90 }), { nil: null }) });
const until = (from: string | null, length: number | null) =>
  length === null ? null : dayAfter(from ?? DEMO_DAY, length);

/** Organizations 2 to 9 on platforms 20 and 21, in up to three periods each, with accounts and everything that may keep one from having any. */
const cases = fc.record({
  firms: fc.array(
    fc.record({
      status: fc.constantFrom("ACTIVE", "ACTIVE", "UNKNOWN", "DEREGISTERED", "INSOLVENT"),
      region: fc.constantFrom("360102", "360103", "350500", null),
      industry: fc.constantFrom("C3011", "C3011", "J6621"),
      doNotContact: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 8, maxLength: 8 },
  ),
  parts: fc.array(
    fc.record({
      firm: fc.integer({ min: 2, max: 9 }),
      on: fc.constantFrom(20, 20, 20, 21),
      role: fc.constantFrom("STORE", "DEBTOR", "DEBTOR", null),
      span,
      isWithdrawn: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 16 },
  ),
  accounts: fc.array(
    fc.record({ firm: fc.integer({ min: 2, max: 9 }), branch: fc.constantFrom(1, 2), since: days, length: span }),
    { maxLength: 8 },
  ),
  deposits: fc.array(
    fc.record({
      platform: fc.constantFrom("20", "20", "21"),
      organization: fc.integer({ min: 2, max: 9 }).map(String),
      receivedOn: days,
      amount: fc.constantFrom("0.10", "12345678901234.56", "7.00"),
      currency: fc.constantFrom("CNY", "CNY", "USD"),
    }),
    { maxLength: 8 },
  ),
  branch: fc.constantFrom(null, 1),
  pairs: fc.array(fc.uniqueArray(fc.integer({ min: 2, max: 9 }), { minLength: 2, maxLength: 2 }), { maxLength: 2 }),
  project: fc.record({ proposedOn: since, inBuildOn: since, launchedOn: since }),
  by: fc.subarray(["ROLE", "REGION", "MONTH"] as const),
  level: fc.constantFrom(
    { level: "PROVINCE", digits: 2 },
    { level: "PREFECTURE", digits: 4 },
    { level: "COUNTY", digits: 6 },
  ),
  day: fc.option(days, { nil: null }),
});
type Drawn = typeof cases extends fc.Arbitrary<infer T> ? T : never;

function worldOf({ firms, parts, accounts }: Drawn) {
  const kept: ReturnType<typeof relationship>[] = [];
  const meets = (a: (typeof kept)[0], b: (typeof kept)[0]) =>
    [a.source, a.target, a.role].join() === [b.source, b.target, b.role].join() &&
    (a.until === null || b.since === null || b.since < a.until) &&
    (b.until === null || a.since === null || a.since < b.until);
  for (const [i, { firm, on, role, span, isWithdrawn }] of parts.entries()) {
    const one = relationship(i + 1, "PARTICIPATES_IN", firm, on, {
      role,
      since: span.since,
      until: until(span.since, span.length),
      ...(isWithdrawn && { withdrawn: true as const }),
    });
    // Of one source, target and role at most one relationship holds on any day.
    if (!kept.some((other) => meets(one, other))) kept.push(one);
  }
  return world(
    [...firms.map((own, i) => organization(i + 2, own)), platform(20, "PHARMACY"), platform(21, "COURT")],
    kept,
    {
      clients: accounts.map(({ firm, branch, since, length }) =>
        account(firm, branch, since, until(since, length.length)),
      ),
    },
  );
}

async function load(drawn: Drawn) {
  const made = { ...worldOf(drawn), today: DEMO_DAY };
  await loadWorld(server.database.em, made);
  const { proposedOn, inBuildOn, launchedOn } = drawn.project;
  await asSystem(server.database.em, async (tx) => {
    const db = tx.getKysely();
    await sql`update scenario_platform set launched_on = ${launchedOn}::date where entity_id = 20`.execute(db);
    await sql`insert into platform_project (platform_id, proposed_on, in_build_on) values (20, ${proposedOn}, ${inBuildOn})`.execute(
      db,
    );
    for (const [one, other] of drawn.pairs)
      await sql`insert into match_candidate (entity_id, candidate_id, reason) values (${one}, ${other}, 'r') on conflict do nothing`.execute(
        db,
      );
    // Whoever deposits is a participant of that platform's own records, and every deposit is of a case.
    for (const [i, { platform, organization, receivedOn, amount, currency }] of drawn.deposits.entries())
      await sql`with p as (insert into participant (platform_id, entity_id, identity, name, category)
          values (${platform}, ${organization}, ${`id:${i}`}, 'p', 'ENTERPRISE') returning id),
        c as (insert into platform_case (platform_id, number, kind, said_on, observed_on)
          values (${platform}, ${String(i)}, 'k', '{}', ${receivedOn}) returning id)
        insert into case_proceeds (platform_id, case_id, participant_id, reference, amount, currency, received_on, observed_on)
        select ${platform}, c.id, p.id, 'r', ${amount}::numeric, ${currency}, ${receivedOn}::date, ${receivedOn}::date from p, c`.execute(
        db,
      );
  });
  const began = [proposedOn, inBuildOn].filter((day) => day !== null).sort()[0] ?? null;
  return { made, project: { beganOn: began, launchedOn } };
}

const money = "deposits { amount currency }";
const numbers = `participants withAccount openedDuringProject openedSinceLaunch ${money}`;
const listed = `edges { cursor } nodes { organization { id } roles since standing reason ${money} } totalCount`;

describe("equal to a brute-force computation in memory", () => {
  it("every number, and whom it counts", { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const { made, project } = await load(drawn);
        const pairs = drawn.pairs.map(([a, b]): [string, string] => [String(a), String(b)]);
        const { level, digits } = drawn.level;
        const day = drawn.day ?? DEMO_DAY;
        const expected = coverage(made, project, pairs, { platform: "20", by: drawn.by, digits, day });
        const asOf = drawn.day ? `asOf: "${drawn.day}"` : "";
        const { platformCoverage: found } = await ask(
          `{ platformCoverage(platformId: "${id(20)}", by: [${drawn.by.join()}],
          regionLevel: ${level} ${asOf}) { asOf beganOn launchedOn isTruncated total { key role region month ${numbers} } buckets { key role region month ${numbers} } } }`,
          drawn.branch,
        );
        const { total, buckets, ...rest } = found;
        expect(rest).toEqual({ asOf: day, ...project, isTruncated: false });
        const deposited = (organizations: string[]) =>
          depositsOf(made, drawn.deposits, { platform: "20", organizations, day, branch: drawn.branch });
        const told = (members: Covered[]) => ({
          ...countsOf(members),
          deposits: deposited(members.map((one) => one.organization)),
        });
        const plain = (covered: Covered[]) =>
          covered.map(({ organization, ...one }) => ({
            ...{ organization: { id: id(organization) }, deposits: deposited([organization]) },
            ...one,
          }));
        const none = { key: null, role: null, region: null, month: null };
        expect(total).toEqual({ ...none, ...told(expected.total) });
        expect(buckets.map(({ key: _, ...one }: { key: string }) => one)).toEqual(
          expected.buckets.map(({ members, ...one }) => ({ ...one, ...told(members) })),
        );
        const lists = [null, ...buckets.map(({ key }: { key: string }) => key)].map((key, i) => {
          const of = `platformId: "${id(20)}", bucket: ${JSON.stringify(key)}, first: 100 ${asOf}`;
          return `a${i}: coverageParticipants(${of}) { ${listed} } r${i}: remainingParticipants(${of}, reasons: [NONE_KNOWN, FORMER_CLIENT]) { ${listed} }`;
        });
        const pages = await ask(`{ ${lists.join("\n")} }`, drawn.branch);
        for (const [i, members] of [expected.total, ...expected.buckets.map((one) => one.members)].entries()) {
          expect(pages[`a${i}`].nodes).toEqual(plain(members));
          expect(pages[`a${i}`].totalCount).toBe(members.length);
          const left = members.filter(({ reason }) => reason === "NONE_KNOWN" || reason === "FORMER_CLIENT");
          expect(pages[`r${i}`].nodes).toEqual(plain(left));
        }
      }),
      { numRuns: runs },
    );
  });

  it("the curve is what each month's last day answers", { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const { made, project } = await load(drawn);
        const by = drawn.by.filter((one) => one !== "MONTH");
        const until = drawn.day ?? DEMO_DAY;
        const first = await ask(
          `{ platformCoverage(platformId: "${id(20)}", by: [${by.join()}], asOf: "${until}") { buckets { key } } }`,
        );
        const bucket = first.platformCoverage.buckets[0]?.key ?? null;
        const { coverageCurve } = await ask(
          `{ coverageCurve(platformId: "${id(20)}", months: 4, until: "${until}", bucket: ${JSON.stringify(bucket)}) { month day ${numbers} } }`,
          drawn.branch,
        );
        expect(coverageCurve.map((one: { day: string }) => one.day)).toEqual([...ends(until, 3), until]);
        const values = (day: string) => coverage(made, project, [], { platform: "20", by, digits: 4, day });
        const key = ({ role, region }: { role: string | null; region: string | null }) =>
          JSON.stringify([role, region]);
        const asked = bucket && values(until).buckets[0]!;
        for (const { month, day, ...point } of coverageCurve) {
          const of = values(day);
          const members = asked ? (of.buckets.find((one) => key(one) === key(asked))?.members ?? []) : of.total;
          const organizations = members.map((one) => one.organization);
          const deposits = depositsOf(made, drawn.deposits, {
            platform: "20",
            organizations,
            day,
            branch: drawn.branch,
          });
          expect([month, point]).toEqual([day.slice(0, 7), { ...countsOf(members), deposits }]);
        }
      }),
      { numRuns: Math.ceil(runs / 2) },
    );
  });
});

/** The last days of so many months before that of a day. */
function ends(day: string, months: number): string[] {
  const [year, month] = day.split("-").map(Number) as [number, number];
  return Array.from({ length: months }, (_, i) =>
    new Date(Date.UTC(year, month - months + i, 0)).toISOString().slice(0, 10),
  );
}

describe("a page of participants", () => {
  it("goes on where the one before ended, and costs as many statements however long it is", async () => {
    const firms = Array.from({ length: 30 }, (_, i) => organization(i + 100));
    const parts = firms.map((_, i) => relationship(i + 1, "PARTICIPATES_IN", i + 100, 20, { role: "STORE" }));
    await loadWorld(server.database.em, world([...firms, platform(20)], parts));
    const page = async (first: number, after: string | null) => {
      let answer: { nodes: { organization: { id: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
      const statements = await recordStatements(server.database, async () => {
        answer = (
          await ask(
            `{ coverageParticipants(platformId: "${id(20)}", first: ${first}, after: ${JSON.stringify(after)}) { nodes { organization { id } } pageInfo { endCursor hasNextPage } } }`,
          )
        ).coverageParticipants;
      });
      return { ...answer!, statements: statements.length };
    };
    const whole = await page(100, null);
    const a = await page(7, null);
    let next = a;
    const found = [...a.nodes];
    while (next.pageInfo.hasNextPage) {
      next = await page(7, next.pageInfo.endCursor);
      found.push(...next.nodes);
    }
    expect(found).toEqual(whole.nodes);
    expect(found).toHaveLength(30);
    // The platform, the page and its organizations.
    expect([a.statements, next.statements, (await page(30, null)).statements]).toEqual([3, 3, 3]);
  });

  it.each([
    ['coverageParticipants(platformId: "x") { totalCount }', "NOT_FOUND"],
    ['coverageParticipants(platformId: "$p", bucket: "x") { totalCount }', "BAD_INPUT"],
    ['coverageParticipants(platformId: "$p", bucket: "W10") { totalCount }', "BAD_INPUT"],
    ['coverageParticipants(platformId: "$p", after: "x") { totalCount }', "BAD_CURSOR"],
    ['coverageParticipants(platformId: "$f") { totalCount }', "NOT_FOUND"],
    ['platformCoverage(platformId: "$f") { asOf }', "NOT_FOUND"],
    ['platformCoverage(platformId: "$p", asOf: "2025-02-30") { asOf }', "BAD_INPUT"],
    ['coverageCurve(platformId: "$p", months: 61) { day }', "BAD_INPUT"],
    ['coverageCurve(platformId: "$p", until: "0001-02-01") { day }', "BAD_INPUT"],
  ])("%s: %s", async (question, code) => {
    const text = question.replace("$p", id(20)).replace("$f", id(100));
    const { errors } = await server.ask("HEAD_OFFICE", `{ ${text} }`);
    expect(errors![0]!.extensions.code).toBe(code);
  });
});

describe("thousands of participants with money, in tables without statistics", () => {
  it("are summed in no time: each is looked up, and none is compared with all", async () => {
    // One of its own: the worlds above bring ids that the sequences know nothing of.
    const server = await startServer();
    onTestFinished(() => server.close());
    const [count, receipts] = [10_000, 5_000];
    const id = await asSystem(server.database.em, async (tx) => {
      const db = tx.getKysely();
      const [platform] = (
        await sql<{
          id: string;
        }>`insert into entity (type, name) values ('SCENARIO_PLATFORM', '法院') returning id`.execute(db)
      ).rows;
      await sql`insert into scenario_platform (entity_id, scenario, roles) values (${platform!.id}, 'COURT', array['CREDITOR'])`.execute(
        db,
      );
      await sql`with firm as (
          insert into entity (type, name, category) select 'ORGANIZATION', '户' || n, 'OTHER' from generate_series(1, ${count}::int) n returning id, name
        ), organized as (insert into organization (entity_id) select id from firm
        ), related as (
          insert into relationship (source_id, target_id, kind, role) select id, ${platform!.id}, 'PARTICIPATES_IN', 'CREDITOR' from firm
        ), works as (
          insert into participant (platform_id, entity_id, identity, name, category)
          select ${platform!.id}, id, 'name:' || name, name, 'OTHER' from firm returning id
        ), heard as (
          insert into platform_case (platform_id, number, kind, said_on, observed_on)
          values (${platform!.id}, '1', 'OTHER', '{}', '2026-01-01') returning id
        )
        insert into case_proceeds (platform_id, case_id, participant_id, reference, amount, currency, received_on, observed_on)
        select ${platform!.id}, h.id, w.id, w.id || ' ' || again, 1, 'CNY', '2026-01-01', '2026-01-01' from (select id, row_number() over () as n from works) w cross join heard h cross join generate_series(1, ${receipts}::int / 50) again where w.n <= 50`.execute(
        db,
      );
      return encodeId("entity", platform!.id);
    });
    const { data, errors } = await server.ask(
      "HEAD_OFFICE",
      `query ($id: ID!) { platformCoverage(platformId: $id) { total { participants deposits { amount } } }
        coverageCurve(platformId: $id, months: 2) { deposits { amount } } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    const deposits = [{ amount: `${receipts}.00` }];
    expect(data.platformCoverage.total).toEqual({ participants: count, deposits });
    expect(data.coverageCurve).toEqual([{ deposits }, { deposits }]);
  }, 120_000);
});
