import { type RawBuilder, type SqlBool, sql } from "kysely";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import { isMaskedPerson } from "./entity.loader.ts";
import type { RelationshipKind } from "./graph.enums.ts";
import { pastEntities } from "./known.sql.ts";
import { type AsOf, holds, relationshipsOf } from "./relationship.sql.ts";

/** Nothing with more current relationships than this is walked through. */
export const crowdLimit = 1_000;

/** True for a key with more than `limit` current relationships, both directions together, whatever the filters; of one kind: loops not counted. */
export function hasMoreThan(
  limit: number,
  key: RawBuilder<unknown>,
  time: AsOf,
  kind: RelationshipKind | null = null,
): RawBuilder<SqlBool> {
  const counted = kind ? sql`and r.kind = ${kind} and r.source_id <> r.target_id` : sql``;
  return sql<SqlBool>`(select count(*) from (
    (select 1 from ${relationshipsOf(time)} r where r.source_id = ${key} and ${holds("CURRENT", time)} ${counted} limit ${limit + 1})
    union all
    (select 1 from ${relationshipsOf(time)} r where r.target_id = ${key} and r.source_id <> r.target_id and ${holds("CURRENT", time)} ${counted} limit ${limit + 1})
  ) c) > ${limit}`;
}

export const DefaultStops = defineEnum("DefaultStops", "Whether a walk stops at what stands beside everybody.", {
  APPLY: "Courts and authorities (organizations of category GOVERNMENT) and banks are reached, and not walked through.",
  IGNORE: "They are walked through like all others.",
});
export type DefaultStops = EnumValue<typeof DefaultStops>;

export const WalkStopReason = defineEnum("WalkStopReason", "Why a walk did not go on through an entity.", {
  STOP_AT: "The question names it in stopAt.",
  GOVERNMENT: "It is a court or an authority.",
  BANK: "It is a bank.",
});
export type WalkStopReason = EnumValue<typeof WalkStopReason>;

/** Why an entity is not walked through. A masked person is none for whatever else may be, and is never told of. */
export type Barred = WalkStopReason | "MASKED";

/** At whom a walk stops. */
export interface StopRequest {
  /** Keys of entities that are reached but never walked through. */
  stopAt: ReadonlySet<string>;
  defaultStops: DefaultStops;
}

/**
 * Which of the stops that a walk has unless asked not to an entity e is, GOVERNMENT or BANK, by its values as they stood recorded at the time asked;
 * null: none.
 */
export function defaultStopOf(
  { defaultStops }: Pick<StopRequest, "defaultStops">,
  { knownAt }: AsOf,
): RawBuilder<unknown> {
  if (defaultStops === "IGNORE") return sql`null::text`;
  const reasonOf = (row: "e" | "f") =>
    sql`case when ${sql.ref(`${row}.category`)} = 'GOVERNMENT' then 'GOVERNMENT' when ${sql.ref(`${row}.is_bank`)} then 'BANK' end`;
  if (knownAt === null) return reasonOf("e");
  return sql`(select reason from (
    select 1 as place, ${reasonOf("f")} as reason from ${pastEntities(knownAt)} f where f.entity_id = e.id
    union all select 2, ${reasonOf("e")}) v order by place limit 1)`;
}

/** Why a walk does not go through an entity e; null: it does. */
export const barOf = (request: StopRequest, time: AsOf): RawBuilder<Barred | null> =>
  sql`case when ${isMaskedPerson} then 'MASKED' when e.id = any(${[...request.stopAt]}::bigint[]) then 'STOP_AT'
    else ${defaultStopOf(request, time)} end`;
