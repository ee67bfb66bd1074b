import type { ErrorCode } from "./error-codes.ts";

/** Longest name of anything, in characters (code points). */
export const nameLimit = 300;

export type TextErrorCode = Extract<
  ErrorCode,
  "TEXT_EMPTY" | "TEXT_TOO_LONG" | "TEXT_CONTROL_CHARACTER" | "TEXT_ILL_FORMED"
>;

/** Either the cleaned text or the one reason for which it is refused. */
export type CleanedText = { text: string; error: null } | { text: null; error: TextErrorCode };

// One for all: most cells of a list are empty.
const empty: CleanedText = { text: null, error: "TEXT_EMPTY" };
const plain = /^[\x21-\x7e]+$/;
const loneSurrogate = /\p{Surrogate}/u;
// Control characters but tab, line feed and carriage return, and the overrides that let a name read as another one.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const invisible = /[\u200b\u2060\ufeff]/g;

/**
 * Text as it may be stored: NFC, without white space at its ends, every inner run of white space (line breaks and the
 * ideographic space U+3000 included) one space, zero-width spaces gone. Null and undefined count as empty. Refused: null
 * bytes and other control characters, bidirectional overrides, lone surrogates, nothing left, more than maxLength characters.
 */
export function cleanText(value: string | null | undefined, { maxLength = nameLimit } = {}): CleanedText {
  if (!value) return empty;
  // Codes, numbers, days and amounts: nothing of the rest could touch them.
  if (value.length <= maxLength && plain.test(value)) return { text: value, error: null };
  // Ten megabytes are refused before anything walks over them; white space around a name is forgiven up to a point.
  if (value.length > 20 * maxLength + 1000) return refused("TEXT_TOO_LONG");
  if (loneSurrogate.test(value)) return refused("TEXT_ILL_FORMED");
  if (control.test(value)) return refused("TEXT_CONTROL_CHARACTER");
  const text = value.normalize("NFC").replace(invisible, "").replace(/\s+/g, " ").trim();
  if (text === "") return refused("TEXT_EMPTY");
  return text.length > maxLength && [...text].length > maxLength ? refused("TEXT_TOO_LONG") : { text, error: null };
}

/** What keeps a text from being taken at all, whatever it is for; null: nothing does. Length in UTF-16 units. */
export function textProblem(value: string, maxLength: number): Exclude<TextErrorCode, "TEXT_EMPTY"> | null {
  if (value.length > maxLength) return "TEXT_TOO_LONG";
  if (loneSurrogate.test(value)) return "TEXT_ILL_FORMED";
  return control.test(value) ? "TEXT_CONTROL_CHARACTER" : null;
}

const refused = (error: TextErrorCode): CleanedText => ({ text: null, error });

/**
 * The key under which two spellings of a name in ONE source are the same name: NFKC (full-width letters, digits and
 * brackets become ordinary ones), lower case, all white space and invisible characters removed. Punctuation and legal
 * forms stay, so `3M` and `3M Co.` are two names. Never a reason to join organizations of different sources.
 */
export function normalizeName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFKC")
    .replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, "");
}
