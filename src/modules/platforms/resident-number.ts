import { parseDay } from "../../shared/day.ts";

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Whether a text is the number of a resident's identity card (GB 11643: region, day of birth, sequence, check character). */
export function isResidentNumber(text: string): boolean {
  if (!/^[1-8]\d{16}[\dXx]$/.test(text)) return false;
  const born = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  if (!/^(18|19|20)/.test(born) || parseDay(born) === null) return false;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(text[place]), 0);
  return "10X98765432"[sum % 11] === text[17]!.toUpperCase();
}
