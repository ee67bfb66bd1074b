import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database, Em } from "../src/database.ts";
import { writeEvidence } from "../src/modules/graph/evidence.service.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { today as dayOf } from "../src/shared/day.ts";
import { asSystem } from "../src/shared/session.ts";
import type { PlatformViewer } from "../src/shared/viewer.ts";
import { openTestDatabase } from "./support/database.ts";
import { creditCode, newPlatform } from "./support/platforms.ts";

/** Participants that are simply new are written past the services that work periods and values out: both must come to the same. */
let database: Database;
let platform: PlatformViewer;
let next = 1;
const today = dayOf();
beforeAll(async () => {
  database = await openTestDatabase();
  platform = await newPlatform(database);
});
afterAll(() => database.close());

const days = ["1900-01-01", "2024-02-29", "2025-11-26", "2026-02-01", today];
const row = fc
  .record({
    since: fc.constantFrom(null, ...days, "2099-01-01"),
    observedOn: fc.constantFrom(null, ...days),
    role: fc.constantFrom("STORE", "ADMINISTRATOR"),
  })
  .filter(({ since, observedOn }) => !since || !observedOn || since <= observedOn);

/** Relationships with their evidence, by where they begin, ids apart. */
async function standing(tx: Em, sourceIds: readonly string[]): Promise<unknown[]> {
  const { rows } =
    await sql`select r.kind, r.role, r.target_id, r.since, r.until, r.base_amount, r.annual_amounts, r.confidence, r.recorded_confidence,
      r.last_observed_on, r.share, r.is_derived, r.withdrawn_at,
      (select json_agg(json_build_array(e.kind, e.source, e.observed_on, e.asserted_by, e.retrieved_on, e.valid_from, e.valid_to,
        e.claims_period, e.share, e.import_id, e.withdrawn_at, d.evidence_id) order by e.id)
        from evidence e left join evidence_detail d on d.evidence_id = e.id where e.relationship_id = r.id) as evidence,
      (select count(*) from recorded_period p where p.relationship_id = r.id) as recorded
    from unnest(${[...sourceIds]}::bigint[]) with ordinality v(id, place) join relationship r on r.source_id = v.id order by v.place, r.id`.execute(
      tx.getKysely(),
    );
  return rows;
}

async function registered(rows: readonly { since: string | null; observedOn: string | null; role: string }[]) {
  const participants = rows.map((one) => ({ ...one, name: `药店${next}`, creditCode: creditCode(next++) }));
  const input = { platformId: platform.platformId, participants };
  const { results } = await registerParticipants(database.em, platform, input, today);
  expect(results.map(({ outcome }) => outcome)).toEqual(rows.map(() => "CREATED"));
  return asSystem(database.em, async (tx) => {
    const { rows: found } = await sql<{ entity_id: string; linked: boolean }>`
      select p.entity_id, n.relationship_id = r.id and n.since is not distinct from r.since as linked
      from unnest(${results.map((one) => one.participantId)}::uuid[]) with ordinality v(id, place) join participant p on p.id = v.id
      join participation n on n.participant_id = p.id join relationship r on r.source_id = p.entity_id order by v.place`.execute(
      tx.getKysely(),
    );
    expect(found.map(({ linked }) => linked)).toEqual(rows.map(() => true));
    return standing(
      tx,
      found.map((one) => one.entity_id),
    );
  });
}

const workedOut = (rows: readonly { since: string | null; observedOn: string | null; role: string }[]) =>
  asSystem(database.em, async (tx) => {
    const { rows: made } = await sql<{ id: string }>`insert into entity (type, name, category)
      select 'ORGANIZATION', 'F' || n, 'ENTERPRISE' from generate_series(1, ${rows.length}::int) n returning id`.execute(
      tx.getKysely(),
    );
    const source = `platform:${platform.platformId}`;
    const claims = rows.map(({ role, since, observedOn }, index) => ({
      ...{
        kind: "PARTICIPATES_IN",
        sourceId: made[index]!.id,
        targetId: platform.platformId,
        role,
        since,
        until: null,
      },
      ...{ observedOn: observedOn ?? today, isEvidenced: true, source },
    }));
    const written = await writeRelationships(tx, claims);
    const evidence = claims.map(({ since, observedOn }, index) => ({
      ...{ relationshipId: written[index]!.relationshipId, kind: "PLATFORM", source, observedOn },
      ...{ reference: null, amount: null, currency: null, validFrom: since, validTo: null },
    }));
    await writeEvidence(tx, evidence, today);
    return standing(
      tx,
      made.map(({ id }) => id),
    );
  });

test("new participants come to what the services for all cases make of them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
      expect(await registered(rows)).toEqual(await workedOut(rows));
    }),
    { numRuns: 25 },
  );
}, 120_000);
