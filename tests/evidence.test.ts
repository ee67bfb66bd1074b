import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { type EvidenceRow, writeEvidence } from "../src/modules/graph/evidence.service.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { countWritten } from "./support/statements.ts";

describe("writing evidence", () => {
  let database: Database;
  let ends: string[];
  let roles = 0;
  beforeAll(async () => {
    database = await openTestDatabase();
    const { rows } = await asSystem(database.em, (tx) =>
      sql<{
        id: string;
      }>`insert into entity (type, name, category) values ('ORGANIZATION', 'a', 'OTHER'), ('ORGANIZATION', 'b', 'OTHER') returning id`.execute(
        tx.getKysely(),
      ),
    );
    ends = rows.map((row) => row.id);
  });
  afterAll(() => database.close());
  const write = (rows: EvidenceRow[]) => asSystem(database.em, (tx) => writeEvidence(tx, rows, "2020-12-31"));
  async function newRelationship() {
    const row = {
      kind: "SUPPLIES",
      sourceId: ends[0]!,
      targetId: ends[1]!,
      role: `r${++roles}`,
      since: null,
      until: null,
    };
    return (await asSystem(database.em, (tx) => writeRelationships(tx, [row])))[0]!.relationshipId;
  }
  async function standing(id: string) {
    const { rows } = await asSystem(database.em, (tx) =>
      sql<
        Record<string, unknown>
      >`select e.kind, e.source, e.observed_on as "observedOn", d.reference, d.amount, e.withdrawn_at is not null as gone
        from evidence e left join evidence_detail d on d.evidence_id = e.id where e.relationship_id = ${id} order by e.id`.execute(
        tx.getKysely(),
      ),
    );
    return rows;
  }
  const bill = (relationshipId: string, values: Partial<EvidenceRow> = {}): EvidenceRow => ({
    relationshipId,
    kind: "BILL",
    source: "bills",
    observedOn: "2020-06-01",
    reference: "B1",
    amount: "100.00",
    currency: "CNY",
    ...values,
  });

  it("keeps the history of a changed amount, and brings the relationship up to date", async () => {
    const id = await newRelationship();
    expect(await write([bill(id)])).toEqual([{ outcome: "CREATED" }]);
    expect(await write([bill(id, { amount: "100" })])).toEqual([{ outcome: "UNCHANGED" }]);
    expect(await write([bill(id, { amount: "250.5" }), bill(id, { reference: "B2" })])).toEqual([
      { outcome: "UPDATED" },
      { outcome: "CREATED" },
    ]);
    expect((await standing(id)).map((e) => [e.reference, e.amount, e.gone])).toEqual([
      ["B1", "100.00", true],
      ["B1", "250.50", false],
      ["B2", "100.00", false],
    ]);
    const { rows } = await sql`select base_amount, last_observed_on from relationship where id = ${id}`.execute(
      database.em.getKysely(),
    );
    expect(rows).toEqual([{ base_amount: "350.50", last_observed_on: "2020-06-01" }]);
  });

  it("takes evidence without day, reference or amount, and keeps no private row for it", async () => {
    const id = await newRelationship();
    const bare = bill(id, { kind: "PLATFORM", observedOn: null, reference: null, amount: null, currency: null });
    await write([bare]);
    expect(await write([bare])).toEqual([{ outcome: "UNCHANGED" }]);
    const { rows } = await asSystem(database.em, (tx) =>
      sql`select from evidence_detail where relationship_id = ${id}`.execute(tx.getKysely()),
    );
    expect(rows).toEqual([]);
  });

  it("equals a map from name to amount, and a replay writes nothing", async () => {
    const said = fc.record({
      kind: fc.constantFrom("BILL", "INVOICE"),
      source: fc.constantFrom("s", "t"),
      observedOn: fc.constantFrom(null, "2020-01-01", "2020-06-01"),
      reference: fc.constantFrom(null, "1", "2"),
      amount: fc.constantFrom(null, "1.5", "2"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(said, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
        async (calls) => {
          const id = await newRelationship();
          const rowsOf = (call: (typeof calls)[number]) =>
            call.map((s) => bill(id, { ...s, currency: s.amount === null ? null : "CNY" }));
          const model = new Map<string, string | null>();
          for (const call of calls) {
            await write(rowsOf(call));
            for (const s of call) model.set([s.kind, s.source, s.observedOn, s.reference].join(), s.amount);
          }
          const found = (await standing(id))
            .filter((e) => !e.gone)
            .map(
              (e) =>
                [
                  [e.kind, e.source, e.observedOn, e.reference].join(),
                  e.amount === null ? null : Number(e.amount),
                ] as const,
            );
          expect(new Map(found)).toEqual(
            new Map([...model].map(([key, amount]) => [key, amount === null ? null : Number(amount)])),
          );
          expect(found.length).toBe(model.size);
          const last = rowsOf(calls.at(-1)!);
          let outcomes: string[] = [];
          const written = await countWritten(database, async () => {
            outcomes = (await write(last)).map((row) => row.outcome);
          });
          expect({ written, outcomes: new Set(outcomes) }).toEqual({ written: 0, outcomes: new Set(["UNCHANGED"]) });
        },
      ),
      { numRuns: 25 },
    );
  });
});
