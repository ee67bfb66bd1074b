import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { z } from "zod";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { cleanText } from "../../shared/text.ts";
import type { ContactKind } from "./personal.enums.ts";

/** A contact in the one spelling that it is kept in, or the reason for which it is refused. */
export type ContactValue =
  | { kind: ContactKind; value: string; error: null }
  | { kind: null; value: null; error: ErrorCode };

/** What separates an extension in Chinese, in words that the parser knows. */
const extension = /\s*(转|分机)\s*/;
const email = z.email();

/** A telephone number as people write it, Chinese unless it begins with + : kept as E.164, an extension behind ";ext=". */
export function readPhone(text: string): ContactValue {
  const cleaned = cleanText(text, { maxLength: 64 });
  if (cleaned.error) return refused(cleaned.error);
  const spelled = cleaned.text.normalize("NFKC").replace(extension, " ext. ");
  const number = parsePhoneNumberFromString(spelled, { defaultCountry: "CN", extract: false });
  if (!number?.isValid()) return refused("PHONE_INVALID");
  const value = number.ext ? `${number.number};ext=${number.ext}` : number.number;
  return { kind: number.getType() === "MOBILE" ? "MOBILE" : "LANDLINE", value, error: null };
}

/** An e-mail address, in small letters: no provider tells them apart, and one person would have two. */
export function readEmail(text: string): ContactValue {
  const cleaned = cleanText(text, { maxLength: 254 });
  if (cleaned.error) return refused(cleaned.error);
  const parsed = email.safeParse(cleaned.text.normalize("NFKC").toLowerCase());
  return parsed.success ? { kind: "EMAIL", value: parsed.data, error: null } : refused("EMAIL_INVALID");
}

const refused = (error: ErrorCode): ContactValue => ({ kind: null, value: null, error });
