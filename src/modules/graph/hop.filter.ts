import { type RawBuilder, type SqlBool, sql } from "kysely";
import { defineEnum, type EnumValue } from "../../shared/enum.ts";
import type { EdgeFilter } from "./edge.sql.ts";
import { isClientAt } from "./known.sql.ts";

export const HopEnds = defineEnum("HopEnds", "Whom a hop may lead to.", {
  ANY: "Anybody.",
  CLIENTS: "Organizations that hold an account with the bank on the day asked.",
  NON_CLIENTS: "Organizations that hold none on that day.",
});
export type HopEnds = EnumValue<typeof HopEnds>;

/** What the entity that a hop leads to must be. */
export interface ReachedFilter {
  region: string | null;
  industry: string | null;
  ends: HopEnds;
}
/** What one hop of a walk may use, and where it may lead; reached null: anywhere. */
export interface HopFilter extends EdgeFilter {
  reached: ReachedFilter | null;
}

/** Whether a hop may lead to the entity n. */
export function isReachedBy(filter: HopFilter): RawBuilder<SqlBool> {
  if (!filter.reached) return sql<SqlBool>`true`;
  const { region, industry, ends } = filter.reached;
  const tests = [
    region && sql`starts_with(n.region, ${region})`,
    industry && sql`starts_with(n.industry, ${industry})`,
    ends === "CLIENTS" && sql`n.type = 'ORGANIZATION' and ${isClientAt(filter, "n")}`,
    ends === "NON_CLIENTS" && sql`n.type = 'ORGANIZATION' and not ${isClientAt(filter, "n")}`,
  ].filter((test) => typeof test === "object" && test !== null);
  return sql<SqlBool>`(${sql.join(tests, sql` and `)})`;
}

/** The least that a relationship must be for some hop to use it, whichever way; for looking around before looking closely. */
export function loosest(hops: readonly HopFilter[]): HopFilter {
  const [first] = hops as [HopFilter];
  const isSame = hops.every((hop) => JSON.stringify(hop) === JSON.stringify(first));
  if (isSame) return first;
  const numbers = hops.map((hop) => hop.minConfidence);
  const amounts = hops.map((hop) => hop.minBase ?? null);
  return {
    ...first,
    kinds: hops.some((hop) => hop.kinds === null) ? null : [...new Set(hops.flatMap((hop) => hop.kinds!))],
    direction: hops.every((hop) => hop.direction === first.direction) ? first.direction : "BOTH",
    minConfidence: numbers.includes(null) ? null : Math.min(...(numbers as number[])),
    minBase: new Set(amounts).size > 1 ? null : amounts[0]!,
    reached: null,
  };
}
