import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../src/context.ts";
import type { Database } from "../src/database.ts";
import { writeAccounts } from "../src/modules/clients/account.writer.ts";
import { writeEvidence } from "../src/modules/graph/evidence.service.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { decideMatch } from "../src/modules/organizations/candidate.service.ts";
import { type IdentityRow, resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { entityColumns } from "../src/modules/organizations/merge.plan.ts";
import { mergeOrganizations, undoMerge } from "../src/modules/organizations/merge.service.ts";
import { writeSites } from "../src/modules/organizations/site.writer.ts";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, openTestDatabase } from "./support/database.ts";
import { snapshot } from "./support/merge.snapshot.ts";
import { creditCode, newPlatform } from "./support/platforms.ts";

const today = "2026-06-15";
let database: Database;
let context: Context;
beforeAll(async () => {
  database = await openTestDatabase();
  const viewer = {
    kind: "staff",
    subject: "head",
    name: "H",
    role: "HEAD_OFFICE",
    branchId: null,
    client: null,
  } as const;
  context = { viewer, em: database.em, today, language: "en", keyMark: "test" };
});
afterAll(() => database.close());

const rowsOf = async <Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> =>
  asSystem(database.em, async (tx) => (await query.execute(tx.getKysely())).rows);
const id = (key: string) => encodeId("entity", key);
const merge = (keep: string, drop: string, more: object = {}) =>
  mergeOrganizations(context, { keep: id(keep), drop: id(drop), dryRun: false, note: null, ...more });
const codes = (payload: { userErrors: { code: string }[] }) => payload.userErrors.map(({ code }) => code);

let numbers = 0;
const firm = (more: Partial<IdentityRow> = {}): IdentityRow => {
  numbers += 1;
  return {
    type: "ORGANIZATION",
    name: `企业${numbers}`,
    source: "list",
    number: `n${numbers}`,
    authority: "OWN",
    ...more,
  };
};
const firms = async (...rows: IdentityRow[]) =>
  (await asSystem(database.em, (tx) => resolveEntities(tx, rows))).map((one) => one.entityId!);
/** Standing rows that name an entity where a merged one must not be named. */
async function standingOn(key: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [table, condition] of Object.entries({
    relationship: `${key} in (t.source_id, t.target_id) and t.withdrawn_at is null`,
    source_identity: `t.entity_id = ${key}`,
    organization_match_key: `t.entity_id = ${key}`,
    participant: `t.entity_id = ${key}`,
    account: `t.holder_id = ${key} and t.withdrawn_at is null`,
    facility: `t.holder_id = ${key} and t.withdrawn_at is null`,
    client_period: `t.entity_id = ${key} and t.withdrawn_at is null`,
    contact: `${key} in (t.subject_id, t.organization_id) and t.ended_at is null`,
  })) {
    const [row] = await rowsOf(
      sql<{ count: string }>`select count(*) as count from ${sql.table(table)} t where ${sql.raw(condition)}`,
    );
    if (row!.count !== "0") counts[table] = Number(row!.count);
  }
  return counts;
}

it("knows what becomes of every column that names an entity", async () => {
  const rows = await rowsOf(sql<{ name: string }>`
    select c.conrelid::regclass || '.' || a.attname as name from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
    where c.contype = 'f' and c.confrelid = 'entity'::regclass`);
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(entityColumns).sort());
});

describe("a merge", () => {
  it("moves everything, keeps both ids and codes resolving, and later imports land on the kept one", async () => {
    const code = creditCode(1_001);
    const [keep, drop, other] = await firms(firm(), firm({ creditCode: code, region: "350500" }), firm());
    await asSystem(database.em, async (tx) => {
      const [sale] = await writeRelationships(tx, [
        { kind: "SUPPLIES", sourceId: drop!, targetId: other!, role: null, since: "2020-01-01", until: null },
        { kind: "OWNS", sourceId: drop!, targetId: keep!, role: null, since: null, until: null },
      ]);
      await writeEvidence(
        tx,
        [
          {
            relationshipId: sale!.relationshipId,
            kind: "BILL",
            source: "a",
            observedOn: "2026-03-01",
            reference: "b1",
            amount: "100.00",
            currency: "CNY",
          },
        ],
        today,
      );
    });
    const dry = await merge(keep!, drop!, { dryRun: true });
    expect(dry).toMatchObject({ merge: null, userErrors: [] });
    expect(dry.moves).toEqual([
      { kind: "SOURCE_IDENTITY", count: 1 },
      { kind: "RELATIONSHIP", count: 2 },
      { kind: "EVIDENCE", count: 1 },
      { kind: "NAME", count: 1 },
    ]);
    expect(dry.sample.map(({ kind, isWithdrawn }) => [kind, isWithdrawn])).toEqual([
      ["SUPPLIES", false],
      ["OWNS", true],
    ]);
    expect(await standingOn(drop!)).toMatchObject({ relationship: 2, source_identity: 1 });
    const before = await snapshot(database.em);
    const done = await merge(keep!, drop!, { note: "one firm" });
    expect(done.userErrors).toEqual([]);
    expect(await standingOn(drop!)).toEqual({});
    expect(
      await rowsOf(
        sql`select source_id, target_id, base_amount from relationship where withdrawn_at is null and source_id = ${keep!}`,
      ),
    ).toEqual([{ source_id: keep, target_id: other, base_amount: "100.00" }]);
    expect(
      await rowsOf(
        sql`select e.region, o.credit_code from entity e join organization o on o.entity_id = e.id where e.id = ${keep!}`,
      ),
    ).toEqual([{ region: "350500", credit_code: code }]);
    expect(await firms(firm({ number: "n2", source: "list" }), firm({ creditCode: code, number: "later" }))).toEqual([
      keep,
      keep,
    ]);
    // Whoever still holds the old id writes onto the kept one.
    await asSystem(database.em, async (tx) => {
      await writeRelationships(tx, [
        { kind: "GUARANTEES", sourceId: drop!, targetId: other!, role: null, since: null, until: null },
      ]);
      await writeSites(tx, [{ entityId: drop!, source: "s", address: "1", observedOn: null }]);
      const branch = { code: "B9", name: "b" };
      await writeAccounts(
        tx,
        [{ number: "acc-1", holderId: drop!, type: "BASIC", branch, openedOn: "2025-01-01" }],
        today,
      );
    });
    expect(await standingOn(drop!)).toEqual({});
    // And whoever asks nobody is refused by the database.
    await expect(
      asSystem(database.em, (tx) =>
        sql`insert into organization_site (entity_id, source, address) values (${drop!}, 's', '2')`.execute(
          tx.getKysely(),
        ),
      ),
    ).rejects.toMatchObject({ message: expect.stringContaining("merged meanwhile") });
    expect(codes(await merge(other!, drop!))).toEqual(["ALREADY_MERGED"]);
    expect(codes(await merge(drop!, other!))).toEqual(["ALREADY_MERGED"]);

    // Undone, what came since stays with the kept one.
    const undone = await undoMerge(context, { mergeId: done.merge!.id });
    expect(undone.userErrors).toEqual([]);
    expect(
      await rowsOf(
        sql`select source_id from relationship where withdrawn_at is null and kind = 'GUARANTEES' and target_id = ${other!}`,
      ),
    ).toEqual([{ source_id: keep }]);
    const after = await snapshot(database.em);
    for (const row of before.relationship!) expect(after.relationship).toContain(row);
    expect(codes(await undoMerge(context, { mergeId: done.merge!.id }))).toEqual(["ALREADY_UNDONE"]);
  });

  it("is refused for two codes, for a person's decision, and for what is none", async () => {
    const [a, b, c] = await firms(
      firm({ creditCode: creditCode(1_002) }),
      firm({ creditCode: creditCode(1_003) }),
      firm(),
    );
    const [person] = await firms(firm({ type: "PERSON" }));
    expect(codes(await merge(a!, b!))).toEqual(["CREDIT_CODES_DIFFER"]);
    expect(codes(await merge(a!, person!))).toEqual(["NOT_FOUND"]);
    expect(codes(await merge(a!, a!))).toEqual(["ALREADY_MERGED"]);
    expect(codes(await mergeOrganizations(context, { keep: "x", drop: id(b!), dryRun: false }))).toEqual(["NOT_FOUND"]);
    const pairs = [{ first: id(c!), second: id(a!) }];
    expect((await decideMatch(context, { pairs, decision: "DIFFERENT", note: "two" })).candidates).toMatchObject([
      { status: "DIFFERENT" },
    ]);
    expect(codes(await merge(a!, c!))).toEqual(["DECIDED_DIFFERENT"]);
    expect(codes(await decideMatch(context, { pairs, decision: "SAME" }))).toEqual([]);
    expect(codes(await merge(a!, c!))).toEqual([]);
    expect(codes(await decideMatch(context, { pairs, decision: "DIFFERENT" }))).toEqual(["ALREADY_MERGED"]);
  });

  it("cannot be undone under a later one, nor when a joined period was changed since", async () => {
    const [a, b, c, d] = await firms(firm(), firm(), firm(), firm());
    const supplies = (sourceId: string, since: string, until: string | null) => ({
      kind: "SUPPLIES",
      sourceId,
      targetId: d!,
      role: null,
      since,
      until,
    });
    await asSystem(database.em, (tx) =>
      writeRelationships(tx, [supplies(a!, "2020-01-01", "2022-01-01"), supplies(b!, "2021-01-01", "2023-01-01")]),
    );
    const first = await merge(a!, b!);
    const second = await merge(c!, a!);
    // Both ids lead to the last one, in one step.
    expect(await rowsOf(sql`select merged_into from entity where id in (${a!}, ${b!})`)).toEqual([
      { merged_into: c },
      { merged_into: c },
    ]);
    expect(codes(await undoMerge(context, { mergeId: first.merge!.id }))).toEqual(["UNDO_BLOCKED"]);
    expect(codes(await undoMerge(context, { mergeId: second.merge!.id }))).toEqual([]);
    await asSystem(database.em, (tx) => writeRelationships(tx, [supplies(a!, "2022-06-01", "2024-01-01")]));
    expect(codes(await undoMerge(context, { mergeId: first.merge!.id }))).toEqual(["UNDO_BLOCKED"]);
    expect(await standingOn(b!)).toEqual({});
  });
});

describe("merging and undoing", () => {
  const day = fc.integer({ min: 0, max: 40 }).map((n) => `20${10 + Math.floor(n / 3)}-0${1 + (n % 3) * 4}-01`);
  const end = fc.option(day, { nil: null });
  const org = fc.integer({ min: 0, max: 4 });
  const worlds = fc.record({
    isCoded: fc.constantFrom(null, 0, 1),
    regions: fc.array(fc.constantFrom(null, "350500"), { minLength: 5, maxLength: 5 }),
    relationships: fc.array(
      fc.record({
        kind: fc.constantFrom("SUPPLIES", "SUPPLIES", "OWNS"),
        source: org,
        target: org,
        since: end,
        until: end,
        isClaimed: fc.boolean(),
        evidence: fc.array(
          fc.record({ source: fc.constantFrom("a", "b"), day: end, amount: fc.constantFrom(null, "10.00", "25.50") }),
          { maxLength: 2 },
        ),
      }),
      { minLength: 3, maxLength: 14 },
    ),
    accounts: fc.array(fc.record({ holder: org, day }), { maxLength: 4 }),
    facilities: fc.array(fc.record({ holder: org, product: fc.constantFrom("p", "q") }), { maxLength: 4 }),
    sites: fc.array(fc.record({ holder: org, address: fc.constantFrom("x", "y"), day: end }), { maxLength: 4 }),
    contacts: fc.array(fc.record({ subject: org, value: fc.constantFrom("+8613800138000", "+8613800138001") }), {
      maxLength: 5,
    }),
    consents: fc.array(fc.record({ subject: org, purpose: fc.constantFrom("CONTACT", "MARKETING") }), { maxLength: 4 }),
    payees: fc.array(org, { maxLength: 2 }),
    candidates: fc.array(fc.record({ a: org, b: org, decision: fc.constantFrom(null, "SAME", "DIFFERENT") }), {
      maxLength: 5,
    }),
    alsoSecond: fc.boolean(),
  });
  let run = 0;

  async function build(world: typeof worlds extends fc.Arbitrary<infer W> ? W : never): Promise<string[]> {
    run += 1;
    const ids = await firms(
      ...world.regions.map((region, index) =>
        firm({ region, creditCode: world.isCoded === index ? creditCode(5_000 + run) : null }),
      ),
    );
    await asSystem(database.em, async (tx) => {
      const db = tx.getKysely();
      const claims = world.relationships.filter(
        ({ since, until }) => since === null || until === null || since < until,
      );
      const written = await writeRelationships(
        tx,
        claims.map(({ kind, source, target, since, until, isClaimed, evidence }) => ({
          ...{ kind, sourceId: ids[source]!, targetId: ids[target]!, role: null, since, until },
          ...(isClaimed &&
            evidence[0] && { isEvidenced: true, source: evidence[0].source, observedOn: evidence[0].day }),
        })),
      );
      await writeEvidence(
        tx,
        claims.flatMap(({ evidence, isClaimed, since, until }, index) =>
          evidence.map(({ source, day: observedOn, amount }, place) => ({
            ...{ relationshipId: written[index]!.relationshipId, kind: "INVOICE", source, observedOn, amount },
            ...{ reference: amount && `r${place}`, currency: amount && "CNY" },
            ...(isClaimed && place === 0 && { validFrom: since, validTo: until }),
          })),
        ),
        today,
      );
      const branch = { code: "B1", name: "b" };
      const accounts = world.accounts.map(({ holder, day: openedOn }, index) => ({
        number: `${run}-${index}`,
        holderId: ids[holder]!,
        type: "GENERAL" as const,
        branch,
        openedOn,
      }));
      await writeAccounts(tx, accounts, today);
      await sql`insert into account_balance (account_id, month_end, amount, currency) select id, '2026-05-31', 5, 'CNY' from account
        where number like ${`${run}-%`}`.execute(db);
      for (const { holder, product } of world.facilities)
        await sql`insert into facility (holder_id, branch_id, product, limit_amount, used_amount, currency, granted_on)
          select ${ids[holder]!}, min(id), ${product}, 10, ${holder}, 'CNY', '2024-01-01' from branch having min(id) is not null on conflict do nothing`.execute(
          db,
        );
      await writeSites(
        tx,
        world.sites.map(({ holder, address, day: observedOn }) => ({
          entityId: ids[holder]!,
          source: "s",
          address,
          observedOn,
        })),
      );
      for (const { subject, value } of world.contacts)
        await sql`insert into contact (subject_id, kind, value, source, recorded_by) values (${ids[subject]!}, 'MOBILE', ${value}, 'CALL', 'x') on conflict do nothing`.execute(
          db,
        );
      for (const { subject, purpose } of world.consents)
        await sql`insert into consent (subject_id, purpose, source, given_on, recorded_by) values (${ids[subject]!}, ${purpose}, 'CALL', '2024-01-01', 'x') on conflict do nothing`.execute(
          db,
        );
      for (const payee of world.payees)
        await sql`insert into money_event (person_id, branch_id, kind, happened_on, amount, currency, payee_id, source, recorded_by)
          select ${ids[4]!}, min(id), 'LARGE_TRANSFER', '2026-01-01', 1, 'CNY', ${ids[payee]!}, 's', 'x' from branch having min(id) is not null`.execute(
          db,
        );
      for (const { a, b, decision } of world.candidates)
        if (a !== b && !(decision === "DIFFERENT" && a + b < 4))
          await sql`insert into match_candidate (entity_id, candidate_id, reason, decision, decided_by) select ${ids[a]!}, ${ids[b]!}, 'ASKED', ${decision}, 'x'
            where not exists (select from match_candidate m where m.entity_id = ${ids[b]!} and m.candidate_id = ${ids[a]!}) on conflict do nothing`.execute(
            db,
          );
    });
    return ids;
  }

  it("leave every row as it was, whatever hangs on the two", async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const [keep, drop, third] = await build(world);
        const before = await snapshot(database.em);
        const first = await merge(keep!, drop!);
        expect(first.userErrors).toEqual([]);
        expect(await standingOn(drop!)).toEqual({});
        await expectDisjoint();
        const second = world.alsoSecond ? await merge(third!, keep!) : null;
        if (second) {
          expect(second.userErrors).toEqual([]);
          expect(await standingOn(keep!)).toEqual({});
          expect((await undoMerge(context, { mergeId: second.merge!.id })).userErrors).toEqual([]);
        }
        expect((await undoMerge(context, { mergeId: first.merge!.id })).userErrors).toEqual([]);
        expect(await snapshot(database.em)).toEqual(before);
      }),
      { numRuns: Number(process.env.MERGE_RUNS ?? 40) },
    );
  }, 300_000);

  /** Of one source, target, kind and role at most one relationship holds on any day. */
  async function expectDisjoint() {
    const rows =
      await rowsOf(sql`select a.id from relationship a join relationship b on a.id < b.id and a.source_id = b.source_id and a.target_id = b.target_id
      and a.kind = b.kind and a.role is not distinct from b.role and daterange(a.since, a.until) && daterange(b.since, b.until)
      where a.withdrawn_at is null and b.withdrawn_at is null`);
    expect(rows).toEqual([]);
  }
});

describe("towards platforms", () => {
  it("nothing of a merge shows, and later registrations land on the kept one", async () => {
    const platform = await newPlatform(database);
    const send = (...names: string[]) =>
      registerParticipants(
        database.em,
        platform,
        {
          platformId: platform.platformId,
          participants: names.map((name) => ({ name, role: "STORE", region: "350500" })),
        },
        today,
      );
    const first = await send("城南一店", "城南二店");
    const seen = async () =>
      JSON.stringify([
        await rowsOf(
          sql`select id, platform_id, identity, name, credit_code, category, region, observed_on, recorded_at from participant where platform_id = ${platform.platformId} order by id`,
        ),
        await rowsOf(
          sql`select id, participant_id, role, since, until, observed_on from participation where platform_id = ${platform.platformId} order by id`,
        ),
      ]);
    const entityOf = async (participant: string) =>
      (await rowsOf(sql<{ key: string }>`select entity_id as key from participant where id = ${participant}`))[0]!.key;
    const [keep, drop] = [
      await entityOf(first.results[0]!.participantId!),
      await entityOf(first.results[1]!.participantId!),
    ];
    const before = await seen();
    const repeat = await send("城南一店", "城南二店");
    const merged = await merge(keep, drop);
    expect(merged.userErrors).toEqual([]);
    expect(await seen()).toBe(before);
    expect(await send("城南一店", "城南二店")).toEqual(repeat);
    const fresh = await registerParticipants(
      database.em,
      platform,
      {
        platformId: platform.platformId,
        participants: [{ name: "城南二店", role: "ADMINISTRATOR", region: "350500" }],
      },
      today,
    );
    expect(fresh.results).toMatchObject([{ outcome: "CREATED", participantId: first.results[1]!.participantId }]);
    expect(await standingOn(drop)).toEqual({});
  });
});

describe.runIf(onPostgres)("at the same time", () => {
  it("two merges of one pair, either way round: one of them is done", async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b] = await firms(firm(), firm());
      const answers = await Promise.all([merge(a!, b!), merge(b!, a!), merge(a!, b!)]);
      expect(answers.filter((one) => one.userErrors.length === 0)).toHaveLength(1);
      expect(answers.flatMap(codes)).toEqual(["ALREADY_MERGED", "ALREADY_MERGED"]);
    }
  });

  it("registrations and imports that write to the merged one meanwhile leave nothing on it", async () => {
    const platform = await newPlatform(database);
    for (let round = 0; round < 8; round++) {
      const row = firm({ source: "race", number: `race${round}` });
      const [keep, drop, other] = await firms(firm(), row, firm());
      const participants = [
        { name: `竞赛${round}`, role: "STORE", region: "350500", creditCode: creditCode(9_000 + round) },
      ];
      await firms({ ...row, creditCode: creditCode(9_000 + round) });
      await Promise.all([
        merge(keep!, drop!),
        registerParticipants(database.em, platform, { platformId: platform.platformId, participants }, today),
        asSystem(database.em, async (tx) => {
          const [entity] = await resolveEntities(tx, [row]);
          await writeRelationships(tx, [
            { kind: "SUPPLIES", sourceId: entity!.entityId!, targetId: other!, role: null, since: null, until: null },
          ]);
        }),
        decideMatch(context, { pairs: [{ first: id(drop!), second: id(other!) }], decision: "DIFFERENT" }),
      ]);
      expect(await standingOn(drop!)).toEqual({});
    }
  });
});
