import { pinyin } from "pinyin-pro";
import { bare, fold, fullForm, legalForms, nameForms } from "./company-name.ts";

/**
 * Where in a name a key begins. A key is this digit and the text from there on, so that keys in their order are names in the order of an
 * answer: those that begin with what is looked for, then those in which a word does, then those that hold it anywhere.
 */
export const keyPlaces = { NAME: "0", WORD: "1", INSIDE: "2" } as const;

/** So many characters a key has behind its place, unless it is that of a whole name. */
export const keyLength = 12;
/** And of a whole name: what is looked for is no longer. */
export const wholeLength = 100;

export interface NameKeys {
  /** By which likely matches are looked for (company-name.ts). */
  weak: string;
  /** The whole name as text, in pinyin and in initials: what the keys were cut from. */
  forms: string;
  keys: string[];
}

const words = new Intl.Segmenter("zh", { granularity: "word" });

/** Keys from every character of the name on; in pinyin and in initials from every word on, but for the legal form at the end. */
export function nameKeys(name: string): NameKeys {
  const folded = fold(name);
  const full = [...fullForm(name, folded)];
  const { core, weak } = nameForms(name, folded);
  const starts = wordStarts(folded);
  // A place that the dictionary of words does not know is no part of the word behind it.
  if (full.join("").startsWith(core)) starts.add([...core].length - [...weak].length);
  const syllables = syllablesOf(full);
  const keys = new Set<string>();
  for (const at of full.keys()) {
    const place = at === 0 ? keyPlaces.NAME : starts.has(at) ? keyPlaces.WORD : keyPlaces.INSIDE;
    const text = full.slice(at).join("");
    const isSpoken = syllables && place !== keyPlaces.INSIDE && !legalForms.has(text);
    const length = at === 0 ? wholeLength : keyLength;
    for (const form of isSpoken ? [text, ...spoken(syllables.slice(at))] : [text]) keys.add(place + cut(form, length));
  }
  return { weak, forms: [full.join(""), ...(syllables ? spoken(syllables) : [])].join(" "), keys: [...keys] };
}

/** In pinyin, and in initials. */
const spoken = (syllables: string[]): [string, string] => [
  syllables.join(""),
  syllables.map((syllable) => syllable[0]).join(""),
];

/** Indices of characters of the full form at which a word begins. */
function wordStarts(folded: string): Set<number> {
  const starts = new Set<number>();
  for (const { index, isWordLike } of words.segment(folded))
    if (isWordLike) starts.add([...bare(folded.slice(0, index))].length);
  return starts;
}

/** For each character its syllable as its neighbours have it read (重庆 chong, 银行 hang), ü as v; what is no Chinese character stays itself. Null: no Chinese character. */
function syllablesOf(characters: readonly string[]): string[] | null {
  const text = characters.join("");
  if (!/\p{Script=Han}/u.test(text)) return null;
  const syllables = pinyin(text, { toneType: "none", type: "array", v: true });
  return syllables.length === characters.length ? syllables : null;
}

/** The first characters of a text. */
export const cut = (text: string, length: number): string => {
  const characters = [...text];
  return characters.length > length ? characters.slice(0, length).join("") : text;
};
