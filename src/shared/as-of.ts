import type { Context } from "../context.ts";
import { parseDay } from "./day.ts";
import { badInput } from "./errors.ts";

/** The day asked for, today when omitted. Throws BAD_INPUT for what is no day of the calendar. */
export function dayAsked(context: Context, asOf: string | null | undefined): { asOf: string; isToday: boolean } {
  if (asOf == null) return { asOf: context.today, isToday: true };
  const day = parseDay(asOf);
  if (!day) throw badInput("asOf must be a day of the calendar, YYYY-MM-DD.");
  return { asOf: day, isToday: day === context.today };
}

/** A confidence asked for; null when omitted. Throws BAD_INPUT outside 0 to 1. */
export function confidenceAsked(minConfidence: number | null | undefined): number | null {
  if (minConfidence == null) return null;
  if (!(minConfidence >= 0 && minConfidence <= 1)) throw badInput("minConfidence must be between 0 and 1.");
  return minConfidence;
}
