import type { Context } from "../context.ts";
import { parseDay } from "./day.ts";
import { errorCodes } from "./error-codes.ts";
import { ApiError, badInput } from "./errors.ts";
import { instantAsked } from "./instant.ts";
import { cleanText } from "./text.ts";

/** What a question about another time asks: what was true on a day, as far as it was known at an instant. */
export interface TimeAsked {
  asOf: string;
  /** Only what stood recorded at this instant, the last of its millisecond; null: what stands recorded now. */
  knownAt: string | null;
  /** True when stored values answer: today, and all that is known now. */
  isToday: boolean;
}

/**
 * The time asked for: today when no day is given, and all that is recorded when no instant is, or one that has not come yet. Throws BAD_INPUT for
 * what is no day of the calendar or no instant, and FORBIDDEN for a platform that asks what was known.
 */
export function dayAsked(
  context: Context,
  asOf: string | null | undefined,
  knownAt: string | null | undefined = null,
): TimeAsked {
  const day = asOf == null ? context.today : parseDay(asOf);
  if (!day) throw badInput("asOf must be a day of the calendar, YYYY-MM-DD.");
  return timeOn(context, day, knownAsked(context, knownAt));
}

/** A time that was checked and resolved before. */
export const timeOn = (context: Pick<Context, "today">, asOf: string, knownAt: string | null): TimeAsked => ({
  asOf,
  knownAt,
  isToday: asOf === context.today && knownAt === null,
});

function knownAsked(context: Context, knownAt: string | null | undefined): string | null {
  const instant = instantAsked("knownAt", knownAt);
  if (instant === null) return null;
  if (context.viewer.kind === "platform")
    throw new ApiError("FORBIDDEN", "A platform reads its registrations as they stand now; knownAt is for the bank.");
  return Date.parse(instant) >= Date.now() ? null : instant.replace("Z", "999Z");
}

/** A confidence asked for; null when omitted. Throws BAD_INPUT outside 0 to 1. */
export function confidenceAsked(minConfidence: number | null | undefined, name = "minConfidence"): number | null {
  if (minConfidence == null) return null;
  if (!(minConfidence >= 0 && minConfidence <= 1)) throw badInput(`${name} must be between 0 and 1.`);
  return minConfidence;
}

/** Text asked for, cleaned; null when omitted. Throws TEXT_* for what is empty, too long or no clean text. */
export function textAsked(name: string, text: string | null | undefined, maxLength: number): string | null {
  if (text == null) return null;
  const cleaned = cleanText(text, { maxLength });
  if (cleaned.error) throw new ApiError(cleaned.error, `${name}: ${errorCodes[cleaned.error]}`);
  return cleaned.text;
}

const prefixes = {
  region: { shape: /^\d{1,6}$/, is: "one to six digits of a GB/T 2260 code" },
  industry: { shape: /^[A-Z]\d{0,4}$/, is: "a section letter of GB/T 4754 and up to four digits, e.g. C30" },
};

/** Prefix of a code table asked for (region: GB/T 2260, industry: GB/T 4754), in the input at a path; null when omitted or empty. Throws BAD_INPUT for what begins no code. */
export function prefixAsked(name: keyof typeof prefixes, prefix: string | null | undefined, path = ""): string | null {
  if (!prefix || prefixes[name].shape.test(prefix)) return prefix || null;
  throw badInput(`${path ? `${path}.` : ""}${name} must be ${prefixes[name].is}.`);
}
