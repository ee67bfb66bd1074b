import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../src/database.ts";
import { type Link, settleLinks, writeLinks } from "../src/modules/imports/link.writer.ts";
import { readDepartures } from "../src/shared/row-checks.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";

/** Relationships that are simply new are written past the services that hold the rules: both must come to the same. */
let database: Database;
let ids: string[];
beforeAll(async () => {
  database = await openTestDatabase();
  const { rows } = await asSystem(database.em, (tx) =>
    sql<{ id: string }>`insert into entity (type, name, category) select 'ORGANIZATION', 'F' || n, 'ENTERPRISE'
      from generate_series(1, 4) n returning id`.execute(tx.getKysely()),
  );
  ids = rows.map(({ id }) => id);
});
afterAll(() => database.close());

const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const days = ["1900-01-01", "2024-02-29", "2025-11-26", "2026-01-31", "2026-02-01", "2026-11-01", today];
const day = fc.constantFrom(null, ...days);
const link = fc
  .record({
    kind: fc.constantFrom("SUPPLIES", "OWNS"),
    from: fc.nat(3),
    to: fc.nat(3),
    role: fc.constantFrom(null, "A"),
    since: day,
    until: fc.constantFrom(null, null, "2026-02-02", "2099-01-01"),
    evidenceKind: fc.constantFrom("BILL", "INVOICE", "OTHER", "REGISTRY"),
    reference: fc.constantFrom(null, "R1", "1234567890123456789"),
    observedOn: day,
    amount: fc.constantFrom(null, "0", "12.3", "99999999999999999999.99"),
    currency: fc.constantFrom("CNY", "USD", "JPY"),
    share: fc.constantFrom(null, "0.5"),
  })
  .filter(({ since, until }) => !since || !until || since < until);

const standing = sql`select r.kind, r.role, r.source_id, r.target_id, r.since, r.until, r.base_amount, r.annual_amounts, r.confidence,
    r.recorded_confidence, r.last_observed_on, r.share, r.is_derived,
    (select json_agg(json_build_array(v.kind, v.source, v.observed_on, v.valid_from, v.valid_to, v.claims_period, v.share, v.import_id,
      d.reference, d.amount, d.currency) order by v.id)
      from evidence v left join evidence_detail d on d.evidence_id = v.id where v.relationship_id = r.id and v.withdrawn_at is null) as evidence
  from relationship r where r.withdrawn_at is null order by r.kind, r.source_id, r.target_id, r.role nulls first, r.since nulls first`;

class Undo extends Error {}

/** What two calls leave behind when written in a way; nothing of it stays. */
async function resultOf(write: typeof writeLinks, calls: readonly Link[][]): Promise<unknown> {
  let found: unknown;
  await asSystem(database.em, async (tx) => {
    const outcomes = [];
    for (const links of calls)
      outcomes.push(
        await write(tx, links, { source: "list", importId: "1", day: today, departures: await readDepartures(tx) }),
      );
    found = [outcomes, (await standing.execute(tx.getKysely())).rows];
    throw new Undo();
  }).catch((error) => {
    if (!(error instanceof Undo)) throw error;
  });
  return found;
}

test("new relationships come to the same by either way", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(link, { maxLength: 12 }), fc.array(link, { maxLength: 6 }), async (first, second) => {
      const calls = [first, second].map((list) =>
        list.map(({ from, to, currency, ...one }) => ({
          ...one,
          currency: one.amount === null ? null : currency,
          share: one.kind === "OWNS" ? one.share : null,
          ...{ sourceId: ids[from]!, targetId: ids[to]! },
        })),
      );
      expect(await resultOf(writeLinks, calls)).toEqual(await resultOf(settleLinks, calls));
    }),
    { numRuns: 60 },
  );
});
