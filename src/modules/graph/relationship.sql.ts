import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { TimeAsked } from "../../shared/asked.ts";
import { encodeId } from "../../shared/ids.ts";
import type { RelationshipKind, Validity } from "./graph.enums.ts";
import { instantOf, isKnownAt } from "./known.sql.ts";
import type { RelationshipType } from "./relationship.type.ts";

/** A time to look at the graph. Stored values are today's; at any other time they are computed from the evidence. */
export type AsOf = TimeAsked;

/** A relationship as SQL answers it; amounts and confidence are those of the day asked. */
export interface RelationshipRow {
  id: string;
  kind: RelationshipKind;
  source_id: string;
  target_id: string;
  role: string | null;
  since: string | null;
  until: string | null;
  annual_amounts: { amount: string; currency: string }[];
  confidence: number;
  /** 0 to 1, exact; null: unknown, or no OWNS. */
  share: string | null;
}

/** The relation to read as r, so that its periods are those known at the time asked; its values are none of any time but today. */
export const relationshipsOf = (time: AsOf): RawBuilder<unknown> =>
  time.knownAt === null
    ? sql`relationship`
    : sql`(select * from relationship_history h where ${isKnownAt("h", time.knownAt)})`;

/** Amounts, confidence and recency of relationships (an array of ids) at a time: columns of relationship_values. */
export const valuesOf = (ids: RawBuilder<unknown>, time: AsOf): RawBuilder<unknown> =>
  sql`relationship_values(${ids}, ${instantOf(time)})`;

/** What sources own of targets by relationships (an array of ids) at a time: columns of relationship_shares; those without a known share are missing. */
export const sharesOf = (ids: RawBuilder<unknown>, time: AsOf): RawBuilder<unknown> =>
  sql`relationship_shares(${ids}, ${instantOf(time)})`;

/** The part of its target that the source of a row owns at a time; null: unknown, or no OWNS. The row has id and kind. */
export const shareOf = (row: string, time: AsOf): RawBuilder<string | null> =>
  time.isToday
    ? sql`${sql.ref(`${row}.share`)}`
    : sql`case when ${sql.ref(`${row}.kind`)} = 'OWNS' then (select s.share from ${sharesOf(sql`array[${sql.ref(`${row}.id`)}]`, time)} s) end`;

/** Stands for the relationship r at that time: docs/rules.md, "Time and validity". Withdrawn ones hold on no day. */
export function holds(validity: Validity, { asOf }: AsOf): RawBuilder<SqlBool> {
  const started = sql<SqlBool>`(r.since is null or r.since <= ${asOf}::date)`;
  switch (validity) {
    case "CURRENT":
      return sql`r.withdrawn_at is null and ${started} and (r.until is null or r.until > ${asOf}::date)`;
    case "FORMER":
      return sql`r.withdrawn_at is null and r.until <= ${asOf}::date`;
    case "ANY":
      return sql`r.withdrawn_at is null and ${started}`;
  }
}

/** Columns of RelationshipRow from r alone: today's copy. */
export const storedColumns = sql`r.id, r.kind, r.source_id, r.target_id, r.role, r.since, r.until, r.annual_amounts, r.confidence, r.share`;

/** The API's relationship for a row that was read at a time. */
export const toRelationship = (row: RelationshipRow, { asOf, knownAt, isToday }: AsOf): RelationshipType => ({
  __typename: "Relationship",
  time: { asOf, knownAt, isToday },
  id: encodeId("relationship", row.id),
  key: row.id,
  sourceKey: row.source_id,
  targetKey: row.target_id,
  kind: row.kind,
  role: row.role,
  annualAmounts: row.annual_amounts,
  since: row.since,
  until: row.until,
  confidence: row.confidence,
  share: row.kind === "OWNS" && row.share !== null ? Number(row.share) : null,
});
