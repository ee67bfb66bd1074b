import { type RawBuilder, sql } from "kysely";
import { badInput } from "./errors.ts";

/** A column of type timestamptz as an instant of the API: RFC 3339, UTC, milliseconds. Column names are ours, never input. */
export const instantText = (column: string): RawBuilder<string | null> =>
  sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const syntax = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;

/** An instant asked for, in UTC; null when omitted. Throws BAD_INPUT for what is no instant of RFC 3339 in the years 0001 to 9999. */
export function instantAsked(name: string, text: string | null | undefined): string | null {
  if (text == null) return null;
  const time = syntax.test(text) ? Date.parse(text) : Number.NaN;
  const utc = Number.isNaN(time) ? "" : new Date(time).toISOString();
  if (!/^(?!0000)\d{4}-/.test(utc))
    throw badInput(`${name} must be an instant with its offset, such as 2026-02-28T09:30:00Z.`);
  return utc;
}
