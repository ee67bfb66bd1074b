import { sql } from "kysely";
import type { Direction } from "./graph.enums.ts";

export const directionsOf = (direction: Direction): ("OUT" | "IN")[] =>
  direction === "BOTH" ? ["OUT", "IN"] : [direction];

/** The ends of a relationship r as seen from one of them. */
export const ends = {
  OUT: { own: sql.ref("r.source_id"), other: sql.ref("r.target_id") },
  IN: { own: sql.ref("r.target_id"), other: sql.ref("r.source_id") },
};

/** By what relationships r are ordered, largest first; ties by the other end's id, then the relationship's. */
export const sortExpressions = {
  ANNUAL_AMOUNT: sql.ref("r.base_amount"),
  SINCE: sql`coalesce(r.since, '-infinity'::date)`,
  CONFIDENCE: sql.ref("r.confidence"),
};
