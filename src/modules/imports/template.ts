import type { ErrorCode } from "../../shared/error-codes.ts";
import { cleanText, normalizeName } from "../../shared/text.ts";

/** What a line is refused for; caught by the reader, which knows the line. */
export class RowError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, reason: string) {
    super(reason);
    this.code = code;
  }
}

export type Lookups = Map<string, Map<string, string>>;
export type Cells = Record<string, string>;

/** A template made ready: the columns that it needs, and its value for a line (null when a cell is empty). */
export interface Template {
  columns: string[];
  /** Throws RowError for cells that no text may be made of. */
  of: (cells: Cells) => string | null;
}

type Filter = (value: string) => string | null;

const filters: Record<string, (lookups: Lookups, ...args: string[]) => Filter> = {
  // Full-width letters and digits as ordinary ones: 万科Ａ is 万科A.
  width: () => (value) =>
    value.replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (wide) =>
      String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
    ),
  // The key under which spellings of a name are one name.
  key: () => normalizeName,
  // A number that lost its leading zeros: digits:6 makes 000009 of 9. What is no number stays as it is.
  digits: (_lookups, length) => (value) => (/^\d+$/.test(value) ? value.padStart(Number(length), "0") : value),
  // endsWith:银行:J66 is J66 for what ends in 银行, else nothing.
  endsWith: (_lookups, ending, result) => (value) => (value.endsWith(ending!) ? result! : null),
  // What the mapping's lookup has under the value, else nothing.
  in: (lookups, name) => {
    const lookup = lookups.get(name!);
    if (!lookup) throw new Error(`The mapping has no lookup ${name}.`);
    return (value) => lookup.get(value) ?? null;
  },
};

/** Makes a template ready. Cells are cleaned (see cleanText) before any filter. Throws for an unknown filter or lookup. */
export function compile(source: string, lookups: Lookups, maxLength?: number): Template {
  const columns: string[] = [];
  const parts = source.split(/(\{[^}]*\})/).map((part) => {
    if (!part.startsWith("{")) return () => part;
    const [column, ...names] = part.slice(1, -1).split("|") as [string, ...string[]];
    columns.push(column);
    const steps = names.map((name) => filterOf(name, lookups));
    return (cells: Cells) =>
      steps.reduce<string | null>((value, step) => value && step(value), cleanCell(column, cells[column], maxLength));
  });
  const of = (cells: Cells): string | null => {
    const values = parts.map((part) => part(cells));
    return values.includes(null) ? null : values.join("");
  };
  return { columns, of };
}

function filterOf(call: string, lookups: Lookups): Filter {
  const [name, ...args] = call.split(":") as [string, ...string[]];
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
  if (!filter) throw new Error(`The mapping uses a filter ${name}, which there is not.`);
  return filter(lookups, ...args);
}

function cleanCell(column: string, cell: string | undefined, maxLength?: number): string | null {
  const { text, error } = cleanText(cell, { maxLength });
  if (error && error !== "TEXT_EMPTY") throw new RowError(error, `in column ${column}`);
  return text;
}
