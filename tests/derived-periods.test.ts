import fc from "fast-check";
import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { type EvidenceRow, writeEvidence } from "../src/modules/graph/evidence.service.ts";
import { withdrawEvidence } from "../src/modules/graph/evidence-withdrawal.service.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { rollValues } from "../src/modules/graph/value.service.ts";
import { addMonths, today } from "../src/shared/day.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { type OracleEvidence, type OraclePeriod, periodsOf, valuesOn } from "./support/oracle.evidence.ts";
import { countWritten } from "./support/statements.ts";

const now = today();
const back = (months: number) => addMonths(now, -months);
/** Days of the past, some of them next to each other. */
const past = [
  "1900-01-01",
  "2015-06-01",
  "2015-06-02",
  "2015-06-03",
  "2018-02-28",
  "2018-03-01",
  back(20),
  back(13),
  back(12),
  back(11),
  back(1),
  now,
];
const later = [back(-6), "2099-01-01"];
const sources = ["s1", "s2", "s3", "s4", "yearly"];
const intervals = { yearly: 366 };

/** One piece of evidence, and of which of the three pairs of ends: two firms, the same the other way round, one with itself. */
interface Said extends Omit<EvidenceRow, "relationshipId"> {
  pair: number;
}

const claim = fc
  .tuple(fc.constantFrom(null, ...past, ...later), fc.constantFrom(null, null, ...past, ...later))
  .filter(([from, to]) => from === null || to === null || from < to);
const said: fc.Arbitrary<Said> = fc
  .record({
    pair: fc.nat(2),
    kind: fc.constantFrom("BILL", "INVOICE", "REGISTRY"),
    source: fc.constantFrom(...sources),
    assertedBy: fc.constantFrom(null, null, "registry", "s1"),
    observedOn: fc.constantFrom(null, ...past),
    reference: fc.constantFrom(null, "1", "2", "3"),
    money: fc.constantFrom(
      null,
      ...["0.01", "5", "100.5", "7000", "123456789012.99"].flatMap((a) => [
        [a, "CNY"],
        [a, "USD"],
      ]),
    ),
    share: fc.constantFrom(null, null, "0.25", "0.5"),
    claim,
  })
  .map(({ money, claim: [validFrom, validTo], ...one }) => ({
    ...one,
    ...{ amount: money?.[0] ?? null, currency: money?.[1] ?? null, validFrom, validTo },
  }));

describe("relationships that follow from evidence", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
    await asSystem(database.em, (tx) =>
      sql`insert into evidence_source (code, name, publication_interval_days) values ('yearly', 'a yearly list', 366)`.execute(
        tx.getKysely(),
      ),
    );
  });
  afterAll(() => database.close());

  async function newEnds(): Promise<[string, string]> {
    const { rows } = await asSystem(database.em, (tx) =>
      sql<{
        id: string;
      }>`insert into entity (type, name, category) values ('ORGANIZATION', 'a', 'OTHER'), ('ORGANIZATION', 'b', 'OTHER')
        returning id`.execute(tx.getKysely()),
    );
    return [rows[0]!.id, rows[1]!.id];
  }
  const pairsOf = ([a, b]: [string, string]) =>
    [
      [a, b],
      [b, a],
      [a, a],
    ] as const;

  const write = (ends: [string, string], rows: readonly Said[]) =>
    asSystem(database.em, async (tx) => {
      const claims = rows.map((row) => {
        const [sourceId, targetId] = pairsOf(ends)[row.pair]!;
        const key = {
          kind: "SUPPLIES",
          role: null,
          sourceId,
          targetId,
          observedOn: row.observedOn,
          source: row.source,
          isEvidenced: true,
        };
        return { ...key, since: row.validFrom!, until: row.validTo! };
      });
      const ids = (await writeRelationships(tx, claims)).map((one) => one.relationshipId);
      return writeEvidence(
        tx,
        rows.map(({ pair: _, ...row }, index) => ({ ...row, relationshipId: ids[index]! })),
        now,
      );
    });

  async function standing(ends: [string, string]) {
    const { rows } = await asSystem(database.em, (tx) =>
      sql<OracleEvidence & { relationship: string; pair: string }>`
        select e.id, e.relationship_id as relationship, r.source_id || '>' || r.target_id as pair, e.kind, e.source, e.asserted_by as "assertedBy",
          e.observed_on as "observedOn",
          (e.recorded_at at time zone 'Asia/Shanghai')::date as "recordedOn", d.reference, d.amount::float8 as amount, d.currency,
          e.share::float8 as share, e.valid_from as since, e.valid_to as until
        from evidence e join relationship r on r.id = e.relationship_id left join evidence_detail d on d.evidence_id = e.id
        where e.withdrawn_at is null and r.source_id = any(${ends}::bigint[]) order by e.id`.execute(tx.getKysely()),
    );
    return rows;
  }
  interface Stored {
    id: string;
    pair: string;
    since: string | null;
    until: string | null;
    base: string;
    amounts: { amount: string; currency: string }[];
    confidence: number;
    lastObservedOn: string | null;
    share: string | null;
  }
  async function stored(ends: [string, string]) {
    const { rows } =
      await sql<Stored>`select id, source_id || '>' || target_id as pair, since, until, base_amount as base,
        annual_amounts as amounts, confidence, last_observed_on as "lastObservedOn", share
      from relationship where source_id = any(${ends}::bigint[]) and withdrawn_at is null order by source_id, target_id, since nulls first`.execute(
        database.em.getKysely(),
      );
    return rows;
  }
  async function computed(ids: string[], day: string) {
    const at = async (time: RawBuilder<unknown>) => {
      const { rows } = await sql<Omit<Stored, "pair" | "since" | "until">>`
        select v.relationship_id as id, v.base_amount as base, v.annual_amounts as amounts, v.confidence, v.last_observed_on as "lastObservedOn", s.share
        from relationship_values(${ids}::bigint[], ${time}) v
        left join relationship_shares(${ids}::bigint[], ${time}) s on s.relationship_id = v.relationship_id order by 1`.execute(
        database.em.getKysely(),
      );
      return rows;
    };
    const rows = await at(sql`${day}::date`);
    // By all that is known by now it is the same.
    expect(await at(sql`${day}::date, clock_timestamp()`)).toEqual(rows);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Periods, where each piece of evidence stands, and values of today and another day are what the oracle says. */
  async function expectOracle(ends: [string, string], day: string) {
    const [evidence, found] = [await standing(ends), await stored(ends)];
    const expected = new Map<string, OraclePeriod[]>();
    for (const pair of new Set(evidence.map((one) => one.pair)))
      expected.set(
        pair,
        periodsOf(
          evidence.filter((one) => one.pair === pair),
          intervals,
        ),
      );
    const told = [...expected].flatMap(([pair, list]) => list.map((period) => ({ pair, ...period })));
    const shown = found.map(({ id, pair, since, until }) => ({
      ...{ pair, since, until },
      evidence: evidence
        .filter((one) => one.relationship === id)
        .map((one) => one.id)
        .sort(),
    }));
    const sorted = <T>(list: T[]) => list.map((one) => JSON.stringify(one)).sort();
    expect(sorted(shown)).toEqual(
      sorted(told.map(({ pair, since, until, evidence: ids }) => ({ pair, since, until, evidence: ids }))),
    );
    for (const at of [now, day]) {
      const values = await computed(
        found.map((one) => one.id),
        at,
      );
      for (const one of found) {
        const value = values.get(one.id)!;
        if (at === now)
          expect({ ...one, base: Number(one.base) }).toMatchObject({ ...value, base: Number(value.base) });
        const oracle = valuesOn(
          evidence.filter((piece) => piece.relationship === one.id),
          at,
        );
        expect({
          ...value,
          id: 0,
          base: Number(value.base),
          share: value.share && Number(value.share),
          confidence: 0,
          amounts: Object.fromEntries(value.amounts.map((m) => [m.currency, Number(m.amount)])),
        }).toEqual({ ...oracle, id: 0, confidence: 0 });
        expect(Math.abs(value.confidence - oracle.confidence)).toBeLessThanOrEqual(0.000051);
      }
    }
  }

  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ write: fc.array(said, { minLength: 1, maxLength: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ withdraw: fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }) }) },
  );

  it("are what the oracle says of the evidence that stands, after any writing and withdrawing, and the roll finds nothing to do", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...past, ...later),
        async (steps, day) => {
          const ends = await newEnds();
          for (const one of steps) {
            if ("write" in one) await write(ends, one.write);
            else {
              const there = await standing(ends);
              const ids = one.withdraw.flatMap((index) => there[index]?.id ?? []);
              const gone = await asSystem(database.em, (tx) => withdrawEvidence(tx, ids, now));
              expect(gone.sort()).toEqual([...new Set(ids)].sort());
              expect(
                await countWritten(database, () => asSystem(database.em, (tx) => withdrawEvidence(tx, ids, now))),
              ).toBe(0);
            }
            await expectOracle(ends, day);
          }
          expect(await rollValues(database.em, now)).toBe(0);
        },
      ),
      { numRuns: Number(process.env.EVIDENCE_RUNS ?? 40) },
    );
  });

  it("do not depend on the order of evidence or on how it is parted into calls, and a replay writes nothing", async () => {
    const set = fc.array(said, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(set, fc.infiniteStream(fc.nat()), async (all, order) => {
        // Names of their own: under one name the later call would correct the earlier one.
        const rows = all.map((row, index) => ({ ...row, reference: String(index) }));
        const [one, other] = [await newEnds(), await newEnds()];
        await write(one, rows);
        const shuffled = rows.map((row) => [order.next().value as number, row] as const).sort((a, b) => a[0] - b[0]);
        for (const [, row] of shuffled) await write(other, [row]);
        const plain = (ends: [string, string], list: Stored[]) =>
          list
            .map(({ id: _, pair, ...rest }) =>
              JSON.stringify({ ...rest, pair: pairsOf(ends).findIndex((p) => p.join(">") === pair) }),
            )
            .sort();
        expect(plain(other, await stored(other))).toEqual(plain(one, await stored(one)));
        let outcomes: string[] = [];
        const written = await countWritten(database, async () => {
          outcomes = (await write(other, rows)).map((row) => row.outcome);
        });
        expect({ written, outcomes: new Set(outcomes) }).toEqual({ written: 0, outcomes: new Set(["UNCHANGED"]) });
      }),
      { numRuns: Number(process.env.EVIDENCE_RUNS ?? 25) },
    );
  });
});
