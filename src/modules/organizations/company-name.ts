import { Converter } from "opencc-js/t2cn";
import { placeNames } from "./reference.ts";

/** What is left of a name for comparing it, strongest first. Equal full means equal core, and equal core means equal weak. */
export interface NameForms {
  /** Without case, width, white space, punctuation, and traditional characters. */
  full: string;
  /** And without the legal form, and without a place in brackets. */
  core: string;
  /** And without the places that it begins with: the key by which likely matches are looked for. */
  weak: string;
  /** The legal form that was taken away: SHARES, LIMITED, GROUP or OTHER; null: none. */
  legalForm: LegalForm | null;
  /** The place that was taken away, without 省 or 市; null: none. */
  place: string | null;
}
type LegalForm = "SHARES" | "LIMITED" | "GROUP" | "OTHER";

const simplified = Converter({ from: "t", to: "cn" });

/** Longest first: what a longer one holds must not be taken for it. */
const endings: readonly [string, LegalForm][] = [
  ["集团股份有限公司", "SHARES"],
  ["股份有限公司", "SHARES"],
  ["集团有限责任公司", "LIMITED"],
  ["集团有限公司", "LIMITED"],
  ["有限责任公司", "LIMITED"],
  ["股份公司", "SHARES"],
  ["集团公司", "GROUP"],
  ["有限公司", "LIMITED"],
  ["责任公司", "LIMITED"],
  ["总公司", "OTHER"],
  ["集团", "GROUP"],
  ["股份", "SHARES"],
  ["公司", "OTHER"],
];
/** Legal forms at the end of Chinese names. */
export const legalForms: ReadonlySet<string> = new Set(endings.map(([ending]) => ending));
// What ends so is part of another organization, and no legal form.
const branch = /(分公司|子公司|分店|分行|支行|分部|办事处)$/;

const words: Readonly<Record<string, LegalForm>> = Object.fromEntries([
  ...["ltd", "limited", "llc", "llp", "gmbh", "bv", "srl", "sarl", "pte", "pty", "sdn", "bhd", "oy", "kg"].map(
    (word) => [word, "LIMITED"],
  ),
  ...["inc", "incorporated", "corp", "corporation", "plc", "ag", "sa", "spa", "nv", "ab", "kk", "jsc", "tbk"].map(
    (word) => [word, "SHARES"],
  ),
  ...["group", "holding", "holdings"].map((word) => [word, "GROUP"]),
  ...["co", "company", "companies", "cie", "and"].map((word) => [word, "OTHER"]),
]);

/** The forms of a name, which is not empty. Of what would leave nothing, nothing is taken away. */
export function nameForms(name: string, folded = fold(name)): NameForms {
  const full = fullForm(name, folded);
  const unplaced = withoutBrackets(folded);
  const formed = withoutLegalForm(unplaced.text);
  const core = bare(formed.text) || full;
  const leading = withoutPlaces(core);
  return { full, core, weak: leading.text, legalForm: formed.legalForm, place: leading.place ?? unplaced.place };
}

/** Without case, width, white space, punctuation and traditional characters; a name of nothing but punctuation keeps it. */
export const fullForm = (name: string, folded = fold(name)): string =>
  bare(folded) || name.normalize("NFKC").toLowerCase().replace(/\s/gu, "");

/** Lower case, half-width, simplified; every run of punctuation a space, brackets of any kind round ones, no spaces beside Han characters. */
export function fold(name: string): string {
  const plain = name
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/[[{【〔〖〈《「『]/gu, "(")
    .replace(/[\]}】〕〗〉》」』]/gu, ")")
    .replace(/[.'’·]/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}()]+/gu, " ")
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, "")
    .trim();
  return toSimplified(plain);
}

// Phrases decide some characters, so what was simplified is looked at once more.
function toSimplified(text: string): string {
  if (!/\p{Script=Han}/u.test(text)) return text;
  const once = simplified(text);
  return once === text ? text : simplified(once);
}

export const bare = (text: string): string => text.replace(/[() ]/g, "");

/** Places in brackets go, and so do brackets around anything else, whose text stays. */
function withoutBrackets(text: string): { text: string; place: string | null } {
  let place: string | null = null;
  const rest = text.replace(/\(([^()]*)\)/gu, (whole, inner: string) => {
    if (!placeNames().has(bare(inner))) return whole;
    place ??= shortPlace(bare(inner));
    return "";
  });
  return bare(rest) ? { text: rest, place } : { text, place: null };
}

function withoutLegalForm(text: string): { text: string; legalForm: LegalForm | null } {
  // Another name in brackets stands behind the legal form: Hon Hai Co., Ltd. (Foxconn).
  const [, name, alias] = (!/\p{Script=Han}/u.test(text) && /^([^()]+)(\([^()]+\))$/u.exec(text)) || [];
  if (name && alias) {
    const formed = withoutLegalForm(name);
    return { ...formed, text: `${formed.text} ${alias}` };
  }
  let rest = text.replace(/[()]/g, /\p{Script=Han}/u.test(text) ? "" : " ").trim();
  let legalForm: LegalForm | null = null;
  for (;;) {
    if (branch.test(rest)) return { text: rest, legalForm };
    const last = /(?:^|[ ])([a-z]+)$/.exec(rest);
    const ending = last
      ? Object.hasOwn(words, last[1]!)
        ? ([last[1]!, words[last[1]!]!] as const)
        : undefined
      : endings.find(([one]) => rest.endsWith(one));
    const shorter = ending ? rest.slice(0, -ending[0].length).trim() : "";
    if (!ending || !shorter) return { text: rest, legalForm };
    legalForm = legalForm === null || legalForm === "OTHER" ? ending[1] : legalForm;
    rest = shorter;
  }
}

/** At least so many characters of a name stay when the places before it go. */
const leastRest = 2;

function withoutPlaces(text: string): { text: string; place: string | null } {
  let rest = text;
  let place: string | null = null;
  for (;;) {
    let length = Math.min(12, rest.length - leastRest);
    while (length >= 2 && !placeNames().has(rest.slice(0, length))) length -= 1;
    if (length < 2) return { text: rest, place };
    place = shortPlace(rest.slice(0, length));
    rest = rest.slice(length);
  }
}

const shortPlace = (name: string): string => (name.length > 2 ? name.replace(/[省市]$/, "") : name);
