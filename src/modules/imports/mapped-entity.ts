import type { ErrorCode } from "../../shared/error-codes.ts";
import { checkCreditCode } from "../organizations/credit-code.ts";
import { isKnownIndustry, isKnownRegion } from "../organizations/reference.ts";
import type { EntityRow } from "./import-row.ts";
import type { EntityMapping } from "./mapping.ts";
import { type Cells, compile, type Lookups, RowError } from "./template.ts";

/** What a mapping makes of a line's cells, and the columns that it needs for it. make throws RowError for what must be refused. */
export interface Mapped<Row> {
  columns: string[];
  make: (cells: Cells) => Row;
}

/** Details may be longer than names: addresses, lists of titles. */
export const detailLimit = 2000;
// Bytes; with the source beside it a key stays under the third of a page that an index entry may take.
const numberLimit = 1500;

export function mapEntity(
  source: string,
  mapping: EntityMapping,
  lookups: Lookups,
): Mapped<Omit<EntityRow, "file" | "line">> {
  const columns: string[] = [];
  const use = (templates: string | string[] | undefined, maxLength?: number) => {
    const ready = [templates ?? []].flat().map((template) => compile(template, lookups, maxLength));
    columns.push(...ready.flatMap((template) => template.columns));
    return (cells: Cells) =>
      firstValue(
        ready.map((template) => template.of),
        cells,
      );
  };
  const [number, name, creditCode] = [use(mapping.number), use(mapping.name), use(mapping.creditCode)];
  const [region, industry, details] = [use(mapping.region), use(mapping.industry), mapDetails(mapping.details, use)];
  const make = (cells: Cells) => {
    const warnings: ErrorCode[] = [];
    return {
      row: "entity" as const,
      source,
      number: asKey(required(number(cells), "number")),
      type: mapping.type,
      name: required(name(cells), "name"),
      category: mapping.type === "ORGANIZATION" ? (mapping.category ?? "OTHER") : null,
      creditCode: checkedCode(creditCode(cells), warnings),
      region: known(region(cells), isKnownRegion, "REGION_UNKNOWN", warnings),
      industry: known(industry(cells), isKnownIndustry, "INDUSTRY_UNKNOWN", warnings),
      scenario: mapping.scenario ?? null,
      roles: mapping.roles ?? null,
      warnings,
      details: details(cells),
    };
  };
  return { columns, make };
}

/** Details of a line as lists of one value; what is empty has no key. */
export function mapDetails(
  details: Record<string, string> | undefined,
  use: (template: string, maxLength: number) => (cells: Cells) => string | null,
): (cells: Cells) => Record<string, string[]> {
  const ready = Object.entries(details ?? {}).map(([name, template]) => [name, use(template, detailLimit)] as const);
  return (cells) => {
    const values = ready.map(([name, value]) => [name, value(cells)] as const);
    return Object.fromEntries(values.flatMap(([name, value]) => (value === null ? [] : [[name, [value]]])));
  };
}

/** The value itself. Throws TEXT_EMPTY for null, which no row may do without. */
export function required(value: string | null, what: string): string {
  if (value === null) throw new RowError("TEXT_EMPTY", `the ${what} is empty`);
  return value;
}

/** The number itself. Throws TEXT_TOO_LONG for one that the index of identities could not hold. */
function asKey(number: string): string {
  if (Buffer.byteLength(number) > numberLimit) throw new RowError("TEXT_TOO_LONG", "the number is too long");
  return number;
}

function firstValue(templates: ((cells: Cells) => string | null)[], cells: Cells): string | null {
  for (const template of templates) {
    const value = template(cells);
    if (value !== null) return value;
  }
  return null;
}

function checkedCode(value: string | null, warnings: ErrorCode[]): string | null {
  if (value === null) return null;
  const { code, errors, warnings: found } = checkCreditCode(value);
  if (errors[0]) throw new RowError(errors[0], "the credit code is not one");
  warnings.push(...found);
  return code;
}

function known(
  value: string | null,
  isKnown: (code: string) => boolean,
  warning: ErrorCode,
  warnings: ErrorCode[],
): string | null {
  if (value !== null && !isKnown(value)) warnings.push(warning);
  return value;
}
