import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { writeEvidence } from "../src/modules/graph/evidence.service.ts";
import type { RelationshipRow } from "../src/modules/graph/relationship.policy.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { countWritten } from "./support/statements.ts";

const horizon = 24;
const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10);

describe("writing relationships", () => {
  let database: Database;
  let pair = 0;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  /** Two new entities, so that each example stands alone in one database. */
  async function newEnds() {
    const names = [`a${++pair}`, `b${pair}`];
    const { rows } = await asSystem(database.em, (tx) =>
      sql<{ id: string }>`insert into entity (type, name, category)
        select 'ORGANIZATION', n, 'ENTERPRISE' from unnest(${names}::text[]) n returning id`.execute(tx.getKysely()),
    );
    return { sourceId: rows[0]!.id, targetId: rows[1]!.id };
  }
  const write = (rows: RelationshipRow[]) => asSystem(database.em, (tx) => writeRelationships(tx, rows));
  const supplies = (ends: { sourceId: string; targetId: string }, since: string | null, until: string | null) => ({
    kind: "SUPPLIES",
    role: null,
    since,
    until,
    ...ends,
  });
  async function periods(ends: { sourceId: string }) {
    const { rows } = await sql<{ id: string; role: string | null; since: string | null; until: string | null }>`
      select id, role, since, until from relationship where source_id = ${ends.sourceId} and withdrawn_at is null
      order by role nulls first, since nulls first`.execute(database.em.getKysely());
    return rows;
  }
  const spans = async (ends: { sourceId: string }) => (await periods(ends)).map((p) => [p.since, p.until]);

  it("extends a period by what overlaps or touches it, and starts a new one after a gap", async () => {
    const ends = await newEnds();
    const [first] = await write([supplies(ends, "2012-01-01", "2013-01-01")]);
    const [next] = await write([supplies(ends, "2013-01-01", "2014-01-01")]);
    expect(next).toEqual({ relationshipId: first!.relationshipId, outcome: "UPDATED" });
    const [again] = await write([supplies(ends, "2018-01-01", null)]);
    expect(again!.outcome).toBe("CREATED");
    await write([supplies(ends, "2017-06-01", "2020-01-01")]);
    expect(await spans(ends)).toEqual([
      ["2012-01-01", "2014-01-01"],
      ["2017-06-01", "2020-01-01"],
    ]);
  });

  it("joins the periods that a row bridges: the earlier stays, the later is withdrawn, its evidence moves", async () => {
    const ends = await newEnds();
    const [early, late] = await write([
      supplies(ends, "2012-01-01", "2013-01-01"),
      supplies(ends, "2015-01-01", "2016-01-01"),
    ]);
    const bill = {
      kind: "BILL",
      source: "bills",
      observedOn: "2015-03-01",
      reference: "B1",
      amount: "10.00",
      currency: "CNY",
    };
    await asSystem(database.em, (tx) =>
      writeEvidence(tx, [{ relationshipId: late!.relationshipId, ...bill }], "2015-06-01"),
    );
    const [bridge] = await write([supplies(ends, "2013-01-01", "2015-01-01")]);
    expect(bridge).toEqual({ relationshipId: early!.relationshipId, outcome: "UPDATED" });
    expect(await spans(ends)).toEqual([["2012-01-01", "2016-01-01"]]);
    const { rows } = await asSystem(database.em, (tx) =>
      sql`select e.relationship_id as evidence, d.relationship_id as detail, r.last_observed_on as seen
        from evidence e join evidence_detail d on d.evidence_id = e.id join relationship r on r.id = e.relationship_id
        where d.reference = 'B1'`.execute(tx.getKysely()),
    );
    const id = early!.relationshipId;
    expect(rows).toEqual([{ evidence: id, detail: id, seen: "2015-03-01" }]);
  });

  it.each([
    ["keeps a known start", [["2015-01-01", null]], [null, null], [["2015-01-01", null]]],
    ["leaves an unknown start unknown", [[null, null]], ["2015-01-01", null], [[null, null]]],
    ["ends the open period", [["2015-01-01", null]], [null, "2018-01-01"], [["2015-01-01", "2018-01-01"]]],
    [
      "never shortens a closed one",
      [["2015-01-01", "2018-01-01"]],
      ["2015-01-01", "2016-01-01"],
      [["2015-01-01", "2018-01-01"]],
    ],
    [
      "leaves the start unknown after one that touches",
      [[null, "2013-01-01"]],
      ["2013-01-01", "2014-01-01"],
      [[null, "2014-01-01"]],
    ],
    [
      "makes it unknown when it held the day before",
      [["2013-01-01", "2014-01-01"]],
      [null, "2013-01-01"],
      [[null, "2014-01-01"]],
    ],
    [
      "keeps off an earlier period",
      [["2010-01-01", "2011-01-01"]],
      [null, "2015-01-01"],
      [
        ["2010-01-01", "2011-01-01"],
        ["2014-12-31", "2015-01-01"],
      ],
    ],
    ["reopens the latest, when it still holds", [["2010-01-01", "2011-01-01"]], [null, null], [["2010-01-01", null]]],
  ] as [string, [string | null, string | null][], [string | null, string | null], (string | null)[][]][])(
    "with an unknown start or an end it %s",
    async (_, before, claim, after) => {
      const ends = await newEnds();
      for (const [since, until] of before) await write([supplies(ends, since, until)]);
      await write([supplies(ends, ...claim)]);
      expect(await spans(ends)).toEqual(after);
      const [replayed] = await write([supplies(ends, ...claim)]);
      expect(replayed!.outcome).toBe("UNCHANGED");
    },
  );

  it("does not let a row that comes again end what was seen since", async () => {
    const ends = await newEnds();
    const [{ relationshipId }] = (await write([supplies(ends, "2013-01-01", null)])) as unknown as [
      { relationshipId: string },
    ];
    const list = {
      kind: "DECLARATION",
      source: "list",
      observedOn: "2013-01-01",
      reference: null,
      amount: null,
      currency: null,
    };
    await asSystem(database.em, (tx) => writeEvidence(tx, [{ relationshipId, ...list }], "2013-06-01"));
    for (const outcome of ["UPDATED", "UNCHANGED"]) {
      expect(await write([supplies(ends, "2012-01-01", "2013-01-01")])).toEqual([{ relationshipId, outcome }]);
    }
    expect(await spans(ends)).toEqual([["2012-01-01", null]]);
    await write([supplies(ends, "2012-01-01", "2014-01-01")]);
    expect(await spans(ends)).toEqual([["2012-01-01", "2014-01-01"]]);
  });

  it("takes a day on which it was seen for the latest that an unknown start can be", async () => {
    const ends = await newEnds();
    await write([supplies(ends, "2010-01-01", "2011-01-01")]);
    await write([{ ...supplies(ends, null, null), observedOn: "2020-05-05" }]);
    expect(await spans(ends)).toEqual([
      ["2010-01-01", "2011-01-01"],
      ["2020-05-05", null],
    ]);
  });

  it("keeps roles and directions apart, and refuses a row without a day", async () => {
    const ends = await newEnds();
    const row = { ...supplies(ends, null, null), kind: "AFFILIATED_WITH" };
    await write([{ ...row, role: "EXECUTIVE" }, { ...row, role: "SHAREHOLDER" }, row]);
    expect((await periods(ends)).map((p) => p.role)).toEqual([null, "EXECUTIVE", "SHAREHOLDER"]);
    await expect(write([supplies(ends, "2020-01-01", "2020-01-01")])).rejects.toThrow(RangeError);
  });

  const claim = fc
    .tuple(fc.nat(horizon - 2), fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }), fc.constantFrom(null, "X"))
    .map(([since, length, role]) => ({ since, until: length === null ? null : since + length, role }));

  it("equals a set of days, writes nothing on replay, and never has two periods on one day", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(claim, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
        async (calls) => {
          const ends = await newEnds();
          const rowsOf = (call: (typeof calls)[number]) =>
            call.map((c) => ({
              ...supplies(ends, day(c.since), c.until === null ? null : day(c.until)),
              role: c.role,
            }));
          const model = new Map<string | null, Set<number>>();
          for (const call of calls) {
            await write(rowsOf(call));
            // The call's own rows first make periods of their own, then these meet what stands.
            const own = new Map<string | null, Set<number>>();
            for (const one of [...call].sort((a, b) => a.since - b.since || (a.until ?? -1) - (b.until ?? -1))) {
              applyToModel(own, one);
            }
            for (const [role, days] of own) for (const run of runs(days)) applyToModel(model, { ...run, role });
          }
          const stored = await periods(ends);
          for (const role of [null, "X"]) {
            expect(stored.filter((p) => p.role === role).map((p) => [p.since, p.until])).toEqual(
              runs(model.get(role) ?? new Set()).map((r) => [day(r.since), r.until === null ? null : day(r.until)]),
            );
          }
          const last = calls.at(-1)!;
          const lastRows = rowsOf(last);
          // An end told of a period that another call had left open may be read anew once; what one call tells is told.
          if (calls.length > 1) await write(lastRows);
          let outcomes: string[] = [];
          const written = await countWritten(database, async () => {
            outcomes = (await write(lastRows)).map((row) => row.outcome);
          });
          expect({ written, outcomes: new Set(outcomes) }).toEqual({ written: 0, outcomes: new Set(["UNCHANGED"]) });
        },
      ),
      { numRuns: 25 },
    );
  });

  it("does not depend on the order of rows that end nothing", async () => {
    const closed = fc.tuple(fc.nat(horizon), fc.integer({ min: 1, max: 5 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(closed, { minLength: 2, maxLength: 7 }),
        fc.infiniteStream(fc.nat()),
        async (claims, order) => {
          const [one, other] = [await newEnds(), await newEnds()];
          const shuffled = claims
            .map((c) => [order.next().value as number, c] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, c]) => c);
          await write(claims.map(([s, n]) => supplies(one, day(s), day(s + n))));
          for (const [s, n] of shuffled) await write([supplies(other, day(s), day(s + n))]);
          expect(await spans(other)).toEqual(await spans(one));
        },
      ),
      { numRuns: 25 },
    );
  });
});

/** The model: days as numbers; the day horizon × 2 stands for all that follow. */
function applyToModel(
  model: Map<string | null, Set<number>>,
  claim: { since: number; until: number | null; role: string | null },
) {
  const end = horizon * 2;
  const days = model.get(claim.role) ?? new Set<number>();
  model.set(claim.role, days);
  if (claim.until !== null && days.has(end)) {
    let openSince = end;
    while (days.has(openSince - 1)) openSince--;
    if (openSince < claim.until) for (let n = claim.until; n <= end; n++) days.delete(n);
  }
  for (let n = claim.since; n < (claim.until ?? end + 1); n++) days.add(n);
}

/** The unbroken stretches of a set of days, in order. */
function runs(days: Set<number>): { since: number; until: number | null }[] {
  const found: { since: number; until: number | null }[] = [];
  for (let since = 0; since <= horizon * 2; since++) {
    if (!days.has(since) || days.has(since - 1)) continue;
    let until = since;
    while (days.has(until)) until++;
    found.push({ since, until: until > horizon * 2 ? null : until });
  }
  return found;
}
