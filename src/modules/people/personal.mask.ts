import type { ContactKind } from "./personal.enums.ts";

/**
 * What everybody may see of a contact. The mask of two values that differ in what is hidden is the same text, so nothing can be
 * computed back from it; at least four digits are hidden, and of a short number all.
 */
export function maskContact(kind: ContactKind, value: string): string {
  return kind === "EMAIL" ? maskEmail(value) : maskPhone(value);
}

/** 138****1234 of a Chinese mobile number, 0791-****1234 of a landline, ****567 of others. Values are E.164, ";ext=" behind. */
function maskPhone(value: string): string {
  const number = value.replace(/;.*$/, "");
  const mobile = /^\+86(1[3-9]\d)\d{4}(\d{4})$/.exec(number);
  if (mobile) return `${mobile[1]}****${mobile[2]}`;
  // Peking and 02x have area codes of two digits behind the zero, all others of three; 400 and 800 are service numbers without one.
  const landline = /^\+86(?!400|800)(10|2\d|[3-9]\d\d)\d{4}(\d{3,4})$/.exec(number);
  if (landline) return `0${landline[1]}-****${landline[2]}`;
  // A calling code has at most three digits, so that of ten in all four stay hidden behind it.
  const other = /^\+\d{7,}(\d{3})$/.exec(number);
  return other ? `****${other[1]}` : "****";
}

/** l***@example.com; of a part of one or two characters before the @ none is shown. */
function maskEmail(value: string): string {
  const at = value.lastIndexOf("@");
  if (at < 1) return "***";
  const [first, ...rest] = value.slice(0, at);
  return `${rest.length > 1 ? first : ""}***${value.slice(at)}`;
}

/** The first character of a person's name, and no hint of how many follow. */
export const maskName = (name: string): string => `${[...name][0] ?? ""}**`;
