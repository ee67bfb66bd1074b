import { Field, Float, InputType, Int } from "type-graphql";
import type { Context } from "../../context.ts";
import { confidenceAsked, dayAsked, type TimeAsked } from "../../shared/asked.ts";
import { badInput } from "../../shared/errors.ts";
import { DateScalar, DateTimeScalar } from "../../shared/scalars.ts";
import { knownAtField } from "./known.field.ts";

/** What the time budget of every walk is. */
export const timeBudget =
  "What the hops together may take in milliseconds, 1 to 60,000; then what was reached so far is answered, as truncated. When omitted a walk that takes longer than a request may ends with TIMED_OUT.";

/** What the inputs of the larger walks have in common: the time, how certain, and how much may be looked at. */
@InputType()
export abstract class WalkInput {
  @Field(() => DateScalar, { nullable: true, description: "The day asked about; today when omitted." })
  asOf?: string | null;
  @Field(() => DateTimeScalar, knownAtField)
  knownAt?: string | null;
  @Field(() => Float, { nullable: true, description: "Only relationships at least this certain on that day, 0 to 1." })
  minConfidence?: number | null;
  @Field(() => Int, { defaultValue: 1_000, description: "How many entities may be walked through, 1 to 5,000." })
  maxNodes!: number;
  @Field(() => Int, { nullable: true, description: timeBudget })
  timeBudgetMs?: number | null;
}

/** The common part checked and resolved. Throws BAD_INPUT. */
export function walkInputAsked(
  context: Context,
  input: WalkInput | null,
): TimeAsked & { minConfidence: number | null; maxNodes: number; timeBudgetMs: number | null } {
  return {
    ...dayAsked(context, input?.asOf, input?.knownAt),
    minConfidence: confidenceAsked(input?.minConfidence),
    maxNodes: within("maxNodes", input?.maxNodes ?? 1_000, 1, 5_000),
    timeBudgetMs: timeBudgetAsked(input?.timeBudgetMs),
  };
}

/** A budget of time asked for; null when omitted. Throws BAD_INPUT. */
export const timeBudgetAsked = (milliseconds: number | null | undefined): number | null =>
  milliseconds == null ? null : within("timeBudgetMs", milliseconds, 1, 60_000);

/** A number in its range, or BAD_INPUT that names it. */
export function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw badInput(`${name} must be between ${least} and ${most.toLocaleString("en")}.`);
}
