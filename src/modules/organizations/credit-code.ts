import type { ErrorCode } from "../../shared/error-codes.ts";
import { isKnownRegion } from "./reference.ts";

// GB 32100-2015: digits and capital letters without I, O, S, V, Z. A character's place here is its value.
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
// What the registers of the state itself write where others write their region; GB/T 2260 has no such code.
const nationalRegister = "100000";
const modulus = 31;
const weights = Array.from({ length: 17 }, (_, index) => 3 ** index % modulus);

export type CreditCodeErrorCode = Extract<ErrorCode, "CREDIT_CODE_LENGTH" | "CREDIT_CODE_ALPHABET">;
export type CreditCodeWarningCode = Extract<ErrorCode, "CREDIT_CODE_CHECK" | "CREDIT_CODE_REGION">;

/** A code with errors must not be stored; one with warnings is kept together with them, for firms do hold such codes. */
export interface CreditCodeCheck {
  /** Trimmed, full-width characters made half-width, upper case. */
  code: string;
  errors: CreditCodeErrorCode[];
  warnings: CreditCodeWarningCode[];
}

/** Checks a unified social credit code: its form, its check character, and whether the place that registered it was ever a region. */
export function checkCreditCode(text: string): CreditCodeCheck {
  const code = normalize(text);
  const errors: CreditCodeErrorCode[] = [];
  if (code.length !== 18) errors.push("CREDIT_CODE_LENGTH");
  if (!/^[0-9A-HJ-NPQRTUWXY]*$/.test(code)) errors.push("CREDIT_CODE_ALPHABET");
  const warnings: CreditCodeWarningCode[] = [];
  if (errors.length === 0) {
    if (creditCodeCheckCharacter(code.slice(0, 17)) !== code[17]) warnings.push("CREDIT_CODE_CHECK");
    const region = regionOfCreditCode(code);
    if (region !== nationalRegister && !isKnownRegion(region)) warnings.push("CREDIT_CODE_REGION");
  }
  return { code, errors, warnings };
}

/** The 18th character that belongs to the first 17, which must be of the alphabet; 0 is a valid one. */
export function creditCodeCheckCharacter(first17: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * alphabet.indexOf(first17[index] ?? ""), 0);
  return alphabet[(modulus - (sum % modulus)) % modulus]!;
}

/** Characters 3 to 8 of a normalised code: where it was registered, a GB/T 2260 code that may since have been withdrawn. */
export const regionOfCreditCode = (code: string): string => code.slice(2, 8);

const normalize = (text: string): string =>
  text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .trim()
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
