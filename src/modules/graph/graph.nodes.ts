import { sql } from "kysely";
import type { Context } from "../../context.ts";
import { dayAsked } from "../../shared/asked.ts";
import { requestLoader } from "../../shared/loader.ts";
import { answersNode } from "../../shared/nodes.ts";
import { loadEntity } from "./entity.loader.ts";
import { loadEvidence } from "./evidence.loader.ts";
import { type RelationshipRow, storedColumns, toRelationship } from "./relationship.sql.ts";
import type { RelationshipType } from "./relationship.type.ts";

/** A relationship by key, with today's amounts; null when there is none. */
export const loadRelationship = requestLoader<string, RelationshipType | null>(async (context, keys) => {
  const { rows } = await sql<RelationshipRow>`select ${storedColumns} from relationship r
    where r.id = any(${[...keys]}::bigint[]) and r.withdrawn_at is null`.execute(context.em.getKysely());
  const found = new Map(rows.map((row) => [row.id, toRelationship(row, dayAsked(context, null))]));
  return keys.map((key) => found.get(key) ?? null);
});

const isStaff = (context: Context) => context.viewer.kind === "staff";

answersNode("entity", async (context, key) => {
  // A platform's own entity is all of the bank's graph that it may name.
  if (context.viewer.kind === "platform" && context.viewer.platformId !== key) return null;
  const entity = await loadEntity(context, key);
  return entity?.isMasked ? null : entity;
});
answersNode("relationship", async (context, key) => (isStaff(context) ? loadRelationship(context, key) : null));
answersNode("evidence", async (context, key) => (isStaff(context) ? loadEvidence(context, key) : null));
