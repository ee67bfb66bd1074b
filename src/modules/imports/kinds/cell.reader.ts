import { type Day, parseDay } from "../../../shared/day.ts";
import type { ErrorCode } from "../../../shared/error-codes.ts";
import { cleanText, nameLimit, normalizeName } from "../../../shared/text.ts";
import { checkCreditCode } from "../../organizations/credit-code.ts";
import type { EntityType } from "../../organizations/identity.policy.ts";
import type { Column, End } from "./kind.ts";

/** What a row is refused for, and the cell that is to blame; null: the row as a whole. Messages never repeat what stood there. */
export class CellError extends Error {
  readonly code: ErrorCode;
  readonly field: string | null;

  constructor(code: ErrorCode, field: string | null, message: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

// Bytes; with the source beside it a key stays under the third of a page that an index entry may take.
const numberLimit = 1500;
const amountShape = /^\d{1,22}(\.\d{1,2})?0*$/;
const shareShape = /^(0(\.\d{1,6}0*)?|1(\.0+)?)$/;
const codeShape = /^[A-Z]{3}$/;

/** What the cells of a row are read against. */
export interface CellContext {
  source: string;
  namesIdentify: boolean;
  today: Day;
  /** Currencies that head office keeps a rate for. */
  currencies: ReadonlySet<string>;
}

/** The cells of one row, checked as they are read: every method throws CellError. An empty or absent cell says nothing: null. */
export class CellReader {
  readonly cells: Readonly<Record<string, string>>;
  readonly context: CellContext;

  constructor(cells: Readonly<Record<string, string>>, context: CellContext) {
    this.cells = cells;
    this.context = context;
  }

  text(field: string, maxLength = nameLimit): string | null {
    const { text, error } = cleanText(this.cells[field], { maxLength });
    if (error && error !== "TEXT_EMPTY") throw new CellError(error, field, `${field} is no text that can be kept`);
    return text;
  }

  required(field: string, maxLength = nameLimit): string {
    const text = this.text(field, maxLength);
    if (text === null) throw new CellError("TEXT_EMPTY", field, `${field} is empty`);
    return text;
  }

  /** One of the values, in capital letters. */
  oneOf<Value extends string>(field: string, values: readonly Value[]): Value | null {
    const text = this.text(field, 100)?.toUpperCase() as Value | undefined;
    if (text === undefined) return null;
    if (!values.includes(text))
      throw new CellError("VALUE_UNKNOWN", field, `${field} takes ${values.join(", ")} and nothing else`);
    return text;
  }

  day(field: string): Day | null {
    const text = this.text(field, 100);
    if (text !== null && parseDay(text) === null)
      throw new CellError("DATE_INVALID", field, `${field} is no day of the calendar, written YYYY-MM-DD`);
    return text;
  }

  /** A day on which something was seen: not after today. */
  pastDay(field: string): Day | null {
    const day = this.day(field);
    if (day !== null && day > this.context.today)
      throw new CellError("DATE_FUTURE", field, `${field} has not come yet, and nothing was seen on it`);
    return day;
  }

  /** Exact decimal text with at most two decimals. */
  amount(field: string): string | null {
    const text = this.text(field, 100);
    if (text?.startsWith("-")) throw new CellError("AMOUNT_NEGATIVE", field, `${field} must not be negative`);
    if (text !== null && !amountShape.test(text))
      throw new CellError("AMOUNT_INVALID", field, `${field} is no decimal number with at most two decimals`);
    return text;
  }

  /** An amount's currency: CNY unless said, null without an amount. */
  currency(field: string, amount: string | null): string | null {
    const text = this.text(field, 100)?.toUpperCase() ?? "CNY";
    if (amount === null) return null;
    if (!codeShape.test(text) || !this.context.currencies.has(text))
      throw new CellError("CURRENCY_UNKNOWN", field, `${field} is no currency that head office keeps a rate for`);
    return text;
  }

  /** 0 to 1 as decimal text with at most six decimals. */
  share(field: string): string | null {
    const text = this.text(field, 100);
    if (text !== null && !shareShape.test(text))
      throw new CellError("SHARE_RANGE", field, `${field} lies between 0 and 1, with at most six decimals`);
    return text;
  }

  creditCode(field: string): string | null {
    const text = this.text(field, 100);
    if (text === null) return null;
    const { code, errors } = checkCreditCode(text);
    if (errors[0]) throw new CellError(errors[0], field, `${field} is no unified social credit code`);
    return code;
  }

  /** The source's own number, or, where the source declares names to be numbers, the name's key; null: neither. */
  number(numberField: string, nameField: string): string | null {
    const number = this.text(numberField, numberLimit);
    const name = this.context.namesIdentify && number === null ? this.text(nameField) : null;
    const key = number ?? (name === null ? null : normalizeName(name) || name);
    if (key !== null && Buffer.byteLength(key) > numberLimit)
      throw new CellError("TEXT_TOO_LONG", numberField, `${numberField} is too long for a number`);
    return key;
  }

  /** What the cells prefix_code, prefix_number and prefix_name name; the first of them that says something counts. */
  end(prefix: string, types: readonly EntityType[]): End {
    const field = endFields(prefix);
    const code = types.includes("ORGANIZATION") ? this.creditCode(field.code) : null;
    if (code !== null) return { source: null, number: code, types, field: field.code };
    const number = this.number(field.number, field.name);
    if (number !== null) {
      const isNamed = this.context.namesIdentify && this.text(field.number, numberLimit) === null;
      return { source: this.context.source, number, types, field: isNamed ? field.name : field.number };
    }
    throw new CellError(
      "IDENTITY_MISSING",
      field.number,
      `the row says by neither code nor number which ${prefix} it means`,
    );
  }
}

interface EndFields {
  code: string;
  number: string;
  name: string;
}

const fieldsOfEnds = new Map<string, EndFields>();

/** What the columns of an end are called: put together once, not for every row. */
function endFields(prefix: string): EndFields {
  const known = fieldsOfEnds.get(prefix);
  if (known) return known;
  const fields = { code: `${prefix}_code`, number: `${prefix}_number`, name: `${prefix}_name` };
  fieldsOfEnds.set(prefix, fields);
  return fields;
}

/** The columns that name one end of a row. */
export function endColumns(prefix: string, what: string, takesCode = true): Column[] {
  const { code, number, name } = endFields(prefix);
  return [
    ...(takesCode ? [{ name: code, required: false, about: `${what}: its unified social credit code.` }] : []),
    { name: number, required: false, about: `${what}: the source's own number for it.` },
    {
      name,
      required: false,
      about: `${what}: its name; it identifies where the job takes names for numbers.`,
    },
  ];
}
