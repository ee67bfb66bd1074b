import * as fc from "fast-check";
import { sql } from "kysely";
import type { Em } from "../../src/database.ts";
import { asSystem } from "../../src/shared/session.ts";
import type { SharedWorld } from "./oracle.chains.ts";
import type { RelationshipKind, WorldRelationship } from "./oracle.world.ts";
import { organization, person, relationship, TODAY, world } from "./world.build.ts";
import { often, pick } from "./world.draft.ts";
import { loadWorld } from "./world.load.ts";

// Small worlds thick with one kind of relationship, so that chains meet, run parallel and close into circles.

const link = fc.record({
  source: fc.nat({ max: 99 }),
  target: fc.nat({ max: 99 }),
  role: pick(null, null, "A", "B"),
  since: often<string | null>(null, 4, "2024-01-01", "2026-01-01"),
  until: often<string | null>(null, 5, "2025-01-01", TODAY, "2025-07-01"),
  confidence: pick(0.3, 0.5, 0.75, 1),
  isWithdrawn: often(false, 20, true),
  shares: pick<[string, number][]>(
    [],
    [["2024-06-01", 0.5]],
    [["2020-01-01", 0.333333]],
    [["2020-01-01", 1]],
    [
      ["2020-01-01", 0.25],
      ["2025-03-01", 0.1],
    ],
    [["2020-01-01", 0.6]],
    [["2026-01-01", 0.9]],
  ),
});

/** Persons stand only where the kind lets them: as owners. */
export const thickWorlds = (kind: RelationshipKind): fc.Arbitrary<SharedWorld> =>
  fc
    .record({
      firstId: pick(1, 7, 95),
      size: fc.integer({ min: 3, max: 7 }),
      persons: kind === "OWNS" ? fc.integer({ min: 0, max: 2 }) : fc.constant(0),
      links: fc.array(link, { minLength: 2, maxLength: 14, size: "max" }),
    })
    .map(({ firstId, size, persons, links }) => {
      const ids = Array.from({ length: size + persons }, (_, i) => firstId + i);
      const entities = ids.map((id, i) => (i < size ? organization(id) : person(id)));
      const relationships: WorldRelationship[] = [];
      const shares: SharedWorld["shares"] = [];
      for (const one of links) {
        const [source, target] = [ids[one.source % ids.length]!, ids[one.target % size]!];
        const isKnown = relationships.some(
          (other) => other.source === String(source) && other.target === String(target) && other.role === one.role,
        );
        if (isKnown || (one.since && one.until && one.until <= one.since)) continue;
        const { role, since, until, confidence } = one;
        const id = firstId + relationships.length;
        relationships.push(
          relationship(id, kind, source, target, {
            role,
            since,
            until,
            confidence,
            ...(one.isWithdrawn ? { withdrawn: true as const } : {}),
          }),
        );
        if (kind === "OWNS")
          shares.push(...one.shares.map(([observedOn, share]) => ({ relationship: String(id), observedOn, share })));
      }
      // A share stands on evidence, and evidence decides how certain the relationship is.
      const evidence = shares.map((row) => ({
        relationship: row.relationship,
        kind: "REGISTRY" as const,
        source: "registry",
        reference: null,
        observedOn: row.observedOn,
        amount: null,
        currency: null,
      }));
      return { ...world(entities, relationships, { evidence }), shares };
    });

/** As loadWorld, with the shares on the evidence. */
export async function loadSharedWorld(em: Em, drawn: SharedWorld): Promise<void> {
  await loadWorld(em, drawn);
  await asSystem(em, async (tx) => {
    const db = tx.getKysely();
    const rows = drawn.shares.map((row, i) => ({ id: String(i + 1), share: row.share }));
    await sql`update evidence e set share = s.share from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) s(id bigint, share numeric) where e.id = s.id`.execute(
      db,
    );
    await sql`select refresh_relationships(array(select id from relationship), ${drawn.today}::date)`.execute(db);
  });
}
