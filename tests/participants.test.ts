import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import type { EndInput, UpdateInput } from "../src/modules/platforms/change.input.ts";
import { endParticipations, updateParticipants } from "../src/modules/platforms/change.service.ts";
import type { ParticipantInput } from "../src/modules/platforms/registration.input.ts";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import type { PlatformViewer } from "../src/shared/viewer.ts";
import { onPostgres, openTestDatabase } from "./support/database.ts";
import { knownAfter, type SaidField, type Statement, saidFields } from "./support/oracle.participants.ts";
import { creditCode, newPlatform } from "./support/platforms.ts";
import { countWritten, recordStatements } from "./support/statements.ts";

const today = "2026-11-01";
const runs = Number(process.env.PARTICIPANT_WORLDS ?? 6);
const patience = Math.max(120_000, runs * 5_000);
const rows = Number(process.env.PARTICIPANT_ROWS ?? 600);
let next = 1;
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `第${index}店`, externalId: `N-${index}`, role: "STORE" }));

describe("participants that change and leave", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  type More = { errorPolicy?: "REJECT_ALL" | "REJECT_ROW"; dryRun?: boolean; idempotencyKey?: string };
  const call = (viewer: PlatformViewer, more: More = {}) => ({ platformId: viewer.platformId, ...more });
  const register = (viewer: PlatformViewer, participants: ParticipantInput[], more: More = {}) =>
    registerParticipants(database.em, viewer, { ...call(viewer, more), participants }, today);
  const update = (viewer: PlatformViewer, participants: UpdateInput[], more: More = {}) =>
    updateParticipants(database.em, viewer, { ...call(viewer, more), participants }, today);
  const end = (viewer: PlatformViewer, participations: EndInput[], more: More = {}) =>
    endParticipations(database.em, viewer, { ...call(viewer, more), participations }, today);
  const ask = async <Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> =>
    asSystem(database.em, async (tx) => (await query.execute(tx.getKysely())).rows);
  const outcomes = (reply: Awaited<ReturnType<typeof update>>) =>
    reply.results.map(({ outcome, errors, warnings }) =>
      [outcome, ...errors, ...warnings].map((one) => (typeof one === "string" ? one : one.code)).join(" "),
    );
  const periodsOf = (viewer: PlatformViewer) =>
    ask<{
      since: string;
      until: string;
    }>(sql`select n.since, n.until, n.end_reason as reason, r.since as "bankSince", r.until as "bankUntil"
      from participation n join relationship r on r.id = n.relationship_id where n.platform_id = ${viewer.platformId}
      order by coalesce(n.since, '-infinity'), n.until`);

  it(
    "known after the same dated words are the same, whatever order and calls they come in",
    async () => {
      const roles = ["STORE", "ADMINISTRATOR"];
      const choices: Record<SaidField, string[]> = {
        name: ["甲", "乙", "丙"],
        region: ["350500", "360900", "110101"],
        industry: ["F5251", "F5252", "Q8421"],
        headOfficeCreditCode: [creditCode(900_001), creditCode(900_002)],
      };
      const values = fc.record(
        Object.fromEntries(saidFields.map((field) => [field, fc.constantFrom(...choices[field])])) as Record<
          SaidField,
          fc.Arbitrary<string>
        >,
        { requiredKeys: [] },
      );
      const statement = fc.record({
        participant: fc.nat(2),
        what: fc.constantFrom("UPDATE", "SEEN", "END"),
        role: fc.constantFrom(...roles),
        values,
      });
      const world = fc.record({
        said: fc.array(statement, { minLength: 4, maxLength: 14 }),
        order: fc.array(fc.nat(1_000), { minLength: 14, maxLength: 14 }),
        cuts: fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
      });
      await fc.assert(
        fc.asyncProperty(world, async ({ said, order, cuts }) => {
          const viewer = await newPlatform(database);
          const codes = [creditCode(next++), null, creditCode(next++)];
          const named = (participant: number) => ({
            ...(participant !== 0 && { externalId: `N-${participant}` }),
            ...(participant !== 1 && { creditCode: codes[participant]! }),
          });
          const first = [0, 1, 2].flatMap((participant) =>
            roles.map(
              (role): Statement => ({ participant, day: "2026-01-01", what: "SEEN", role, values: { name: "甲" } }),
            ),
          );
          const later = said.map((one, index): Statement => {
            // A registration always says a name.
            const spoken = one.what === "SEEN" ? { name: "甲", ...one.values } : one.values;
            return {
              ...(one as Statement),
              values: spoken,
              day: `2026-${String(2 + Math.floor(index / 3)).padStart(2, "0")}-${10 + (index % 3)}`,
            };
          });
          const shuffled = later.map((one, index) => ({ one, at: order[index]! })).sort((a, b) => a.at - b.at);
          const calls: Statement[][] = [first];
          for (const [index, { one }] of shuffled.entries()) {
            if (cuts[index] || calls.length === 1) calls.push([one]);
            else calls.at(-1)!.push(one);
          }
          for (const statements of calls) {
            const of = (what: Statement["what"]) => statements.filter((one) => one.what === what);
            const replies = [
              await register(
                viewer,
                of("SEEN").map(({ participant, day, role, values: { name, ...rest } }) => ({
                  ...named(participant),
                  ...rest,
                  name: name!,
                  role,
                  observedOn: day,
                })),
              ),
              await update(
                viewer,
                of("UPDATE").map(({ participant, day, values: spoken }) => ({
                  ...named(participant),
                  ...spoken,
                  observedOn: day,
                })),
              ),
              await end(
                viewer,
                of("END").map(({ participant, day, role }) => ({
                  ...named(participant),
                  role,
                  until: day,
                  reason: "LEFT",
                  observedOn: day,
                })),
              ),
            ];
            for (const { results, userErrors } of replies) {
              expect(userErrors).toEqual([]);
              expect(results.flatMap((one) => one.errors)).toEqual([]);
            }
          }
          const expected = knownAfter([...first, ...later], 3).map(({ values: known, ends }) => ({ ...known, ends }));
          type Found = Record<string, string | null> & { number: string | null };
          const participants = await ask<Found>(sql`select id, external_id as number, name, region, industry,
          head_office_credit_code as "headOfficeCreditCode" from participant where platform_id = ${viewer.platformId} order by external_id nulls first`);
          const periods = await ask<{ participant: string; role: string; until: string | null; bank: boolean }>(sql`
          select distinct on (n.participant_id, n.role) n.participant_id as participant, n.role, n.until,
            exists (select from relationship r where (r.source_id, r.target_id, r.kind, r.role) = (p.entity_id, p.platform_id, 'PARTICIPATES_IN', n.role)
              and r.withdrawn_at is null and r.until is null) as bank
          from participation n join participant p on p.id = n.participant_id where n.platform_id = ${viewer.platformId}
          order by n.participant_id, n.role, n.until desc nulls first`);
          const found = participants.map(({ id, number: _, ...known }) => {
            const own = periods.filter((one) => one.participant === id);
            // What the platform holds, the bank holds.
            for (const one of own) expect(one.bank, one.role).toBe(one.until === null);
            const said = Object.entries(known).filter(([, value]) => value !== null);
            return { ...Object.fromEntries(said), ends: Object.fromEntries(own.map((one) => [one.role, one.until])) };
          });
          expect(found).toEqual(expected);
        }),
        { numRuns: runs },
      );
    },
    patience,
  );

  it("ends a participation here and in the bank's graph, though it was seen after that day, and opens a new period on return", async () => {
    const viewer = await newPlatform(database);
    const store = { name: "店", externalId: "1", role: "STORE" };
    await register(viewer, [{ ...store, since: "2025-01-01", observedOn: "2026-05-01" }]);
    await register(viewer, [{ ...store, observedOn: "2026-06-10" }]);
    const closed = { externalId: "1", role: "STORE", until: "2026-06-01", reason: "CLOSED", observedOn: "2026-07-01" };
    expect(outcomes(await end(viewer, [closed]))).toEqual(["UPDATED"]);
    const first = {
      since: "2025-01-01",
      until: "2026-06-01",
      reason: "CLOSED",
      bankSince: "2025-01-01",
      bankUntil: "2026-06-01",
    };
    expect(await periodsOf(viewer)).toEqual([first]);
    let written = await countWritten(database, async () =>
      expect(outcomes(await end(viewer, [closed]))).toEqual(["UNCHANGED"]),
    );
    expect(written).toBe(0);
    // What was seen before it ended, and what was sent before the end was, changes nothing; what is newer does.
    expect(outcomes(await register(viewer, [{ ...store, observedOn: "2026-06-20" }]))).toEqual(["UNCHANGED"]);
    expect(outcomes(await end(viewer, [{ ...closed, until: "2026-05-15", observedOn: "2026-06-30" }]))).toEqual([
      "UNCHANGED NEWER_STANDS",
    ]);
    expect(await periodsOf(viewer)).toEqual([first]);
    const [back] = (await register(viewer, [{ ...store, observedOn: "2026-08-01" }])).results;
    expect(back!.outcome).toBe("CREATED");
    expect(await periodsOf(viewer)).toEqual([
      first,
      { since: "2026-08-01", until: null, reason: null, bankSince: "2026-08-01", bankUntil: null },
    ]);
    expect(outcomes(await end(viewer, [closed]))).toEqual(["UNCHANGED NEWER_STANDS"]);
    const id = encodeId("participation", back!.participationId!);
    expect(outcomes(await end(viewer, [{ id, until: "2026-08-01", reason: "LEFT" }]))).toEqual(["REJECTED DATE_ORDER"]);
    expect(outcomes(await end(viewer, [{ id, until: "2026-09-01", reason: "LEFT" }]))).toEqual(["UPDATED"]);
    written = await countWritten(database, async () => {
      expect(outcomes(await register(viewer, [{ ...store, observedOn: "2026-05-01" }]))).toEqual(["UNCHANGED"]);
    });
    expect(written).toBe(0);
  });

  it("names participants by id, number or code, and takes nothing that contradicts what stands", async () => {
    const [viewer, other] = [await newPlatform(database), await newPlatform(database)];
    const [code, unused] = [creditCode(next++), creditCode(next++)];
    const { results } = await register(viewer, [
      { name: "有码", role: "STORE", creditCode: code },
      { name: "有号", role: "STORE", externalId: "1" },
      { name: "有名", role: "STORE", region: "350500" },
    ]);
    const [coded, numberedOne, named] = results.map((row) => encodeId("participant", row.participantId!));
    expect(
      outcomes(
        await update(viewer, [
          { id: coded, externalId: "7", name: "有码有号" },
          { externalId: "1", creditCode: code },
          { id: numberedOne, externalId: "2" },
          { id: named, name: "别名" },
          { id: "nobody", name: "x" },
          { creditCode: unused, name: "x" },
          { id: named, externalId: "9", name: "别名" },
          { name: "x" },
        ]),
      ),
    ).toEqual([
      "UPDATED",
      "NEEDS_REVIEW ROW_CONFLICT",
      "NEEDS_REVIEW ROW_CONFLICT",
      "NEEDS_REVIEW ROW_CONFLICT",
      "REJECTED PARTICIPANT_NOT_FOUND",
      "REJECTED PARTICIPANT_NOT_FOUND",
      "UPDATED",
      "REJECTED PARTICIPANT_UNNAMED",
    ]);
    const entities = () =>
      ask(
        sql`select entity_id from participant where platform_id = ${viewer.platformId} order by external_id nulls last, id`,
      );
    const before = await entities();
    expect(outcomes(await update(viewer, [{ externalId: "9", creditCode: unused, industry: "F5251" }]))).toEqual([
      "UPDATED",
    ]);
    expect(outcomes(await update(viewer, [{ creditCode: unused, name: "再改" }]))).toEqual(["UPDATED"]);
    // It is the same organization to the bank, whatever it is known by.
    expect(await entities()).toEqual(before);
    expect(
      outcomes(
        await update(other, [
          { id: coded, name: "x" },
          { externalId: "7", name: "x" },
        ]),
      ),
    ).toEqual(["REJECTED PARTICIPANT_NOT_FOUND", "REJECTED PARTICIPANT_NOT_FOUND"]);
    expect(
      outcomes(await end(other, [{ id: results[0]!.participationId!, role: "STORE", until: today, reason: "LEFT" }])),
    ).toEqual(["REJECTED PARTICIPANT_NOT_FOUND"]);
  });

  it("costs as many statements for two rows as for many, and tells of each", async () => {
    const viewer = await newPlatform(database);
    await register(viewer, numbered(rows));
    const cost = async (work: () => Promise<unknown>) => (await recordStatements(database, work)).length;
    const renamed = (count: number, name: string) =>
      numbered(count).map(({ externalId }, index) => ({ externalId, name: `${name}${index}` }));
    const few = await cost(() => update(viewer, renamed(2, "新")));
    expect(await cost(() => update(viewer, renamed(rows, "名")))).toBe(few);
    const ended = (from: number, to: number) =>
      numbered(to)
        .slice(from)
        .map(({ externalId, role }) => ({ externalId, role, until: today, reason: "CLOSED" }));
    const two = await cost(() => end(viewer, ended(0, 2)));
    expect(await cost(() => end(viewer, ended(2, rows)))).toBe(two);
    const told = await ask(
      sql`select kind, count(*)::int as count from platform_event where platform_id = ${viewer.platformId} group by kind order by kind`,
    );
    expect(told).toEqual([
      { kind: "PARTICIPANT_REGISTERED", count: rows },
      { kind: "PARTICIPANT_UPDATED", count: rows + 2 },
      { kind: "PARTICIPATION_ENDED", count: rows },
    ]);
  });

  it("one bad row stops all or itself alone, a dry run all, and a key replays its reply", async () => {
    const viewer = await newPlatform(database);
    await register(viewer, numbered(40));
    const bad = [
      ...numbered(4_999).map(({ externalId, name }) => ({
        externalId: Number(externalId.slice(2)) < 40 ? externalId : "N-1",
        name,
      })),
      { externalId: "N-1", region: "\0" },
    ];
    const counted = async (more: More) => (await update(viewer, bad, more)).counts;
    const written = await countWritten(database, async () => {
      expect(await counted({ errorPolicy: "REJECT_ALL" })).toContainEqual({ outcome: "REJECTED", count: 1 });
      expect((await update(viewer, [{ externalId: "N-2", name: "x" }], { dryRun: true })).counts).toEqual([
        { outcome: "NOT_WRITTEN", count: 1 },
      ]);
    });
    expect(written).toBe(0);
    const good = [
      ...numbered(39).map(({ externalId }) => ({ externalId, industry: "F5251" })),
      { externalId: "N-39", region: "\0" },
    ];
    const reply = await update(viewer, good, { idempotencyKey: "once" });
    expect(reply.counts).toEqual([
      { outcome: "UPDATED", count: 39 },
      { outcome: "REJECTED", count: 1 },
    ]);
    expect(await update(viewer, good, { idempotencyKey: "once" })).toEqual(reply);
    expect((await update(viewer, good.slice(1), { idempotencyKey: "once" })).userErrors).toMatchObject([
      { code: "IDEMPOTENCY_KEY_REUSED" },
    ]);
  });

  it.skipIf(!onPostgres)("at once from many callers leave what one after the other would", async () => {
    const viewer = await newPlatform(database);
    const code = (n: number) => creditCode(700_000 + n);
    const all = Array.from({ length: 60 }, (_, n) => ({
      name: `第${n}店`,
      externalId: `N-${n}`,
      creditCode: code(n),
      role: "STORE",
    }));
    await register(
      viewer,
      all.map((row) => ({ ...row, observedOn: "2026-01-01" })),
    );
    const calls = Array.from({ length: 12 }, (_, n) => {
      const observedOn = `2026-02-${String(10 + n)}`;
      // Some name them by code and some by number, in both directions.
      const named = all.map((row) => (n % 2 ? { creditCode: row.creditCode } : { externalId: row.externalId }));
      const rows = n % 3 ? named : [...named].reverse();
      if (n % 4 === 3)
        return () =>
          end(
            viewer,
            rows.map((row) => ({ ...row, role: "STORE", until: observedOn, reason: "LEFT", observedOn })),
          );
      if (n % 4 === 1)
        return () =>
          register(
            viewer,
            all.map((row) => ({ ...row, name: `名${n}`, observedOn })),
          );
      return () =>
        update(
          viewer,
          rows.map((row) => ({ ...row, name: `名${n}`, industry: n % 4 ? "F5251" : "F5252", observedOn })),
        );
    });
    const replies = await Promise.all(calls.map((one) => one()));
    expect(
      replies.flatMap(({ results, userErrors }) => [...userErrors, ...results.flatMap((row) => row.errors)]),
    ).toEqual([]);
    const found =
      await ask(sql`select p.name, p.industry, count(*)::int as count from participant p where p.platform_id = ${viewer.platformId}
      and (select n.until from participation n where n.participant_id = p.id order by n.until desc nulls first limit 1) = '2026-02-21' group by p.name, p.industry`);
    expect(found).toEqual([{ name: "名10", industry: "F5251", count: 60 }]);
  });
});
