/** Unified social credit codes (GB 32100-2015) with the organization code of GB 11714 inside. */
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** Registration authority and kind of organization: the two leading characters. */
export type CodeKind = "GOVERNMENT" | "INSTITUTION" | "LAW_FIRM" | "ASSOCIATION" | "ENTERPRISE" | "INDIVIDUAL";
const LEADING: Record<CodeKind, string> = {
  GOVERNMENT: "11",
  INSTITUTION: "12",
  LAW_FIRM: "31",
  ASSOCIATION: "51",
  ENTERPRISE: "91",
  INDIVIDUAL: "92",
};

export function checkCharacter(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new Error(`${character} is not in the alphabet of credit codes`);
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31]!;
}

/** The check character of the nine-character organization code: modulus 11, ten is written X. */
function organizationCheck(first8: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...first8].reduce(
    (total, character, index) => total + Number.parseInt(character, 36) * weights[index]!,
    0,
  );
  return "0123456789X0"[11 - (sum % 11)]!;
}

/** Firms carry the MA prefix that registration offices have given out since 2015. */
export function creditCode(kind: CodeKind, county: string, serial: number): string {
  const body =
    kind === "ENTERPRISE" || kind === "INDIVIDUAL" ? `MA${base31(serial, 6)}` : String(serial).padStart(8, "0");
  const first17 = LEADING[kind] + county + body + organizationCheck(body);
  return first17 + checkCharacter(first17);
}

function base31(value: number, width: number): string {
  let text = "";
  for (let rest = value; text.length < width; rest = Math.floor(rest / 31)) text = ALPHABET[rest % 31] + text;
  return text;
}
