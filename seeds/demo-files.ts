import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { addMonths, type Day } from "../src/shared/day.ts";
import { FILES, type FileName } from "./story/csv.ts";

/** A row of a demo file; an empty cell is null, a day is already shifted. */
export type DemoRow = Record<string, string | null>;
export type DemoFiles = Record<FileName, DemoRow[]>;

/** A column of days, by its name. */
const isDay = (column: string) => /(On|End)$|^(since|until)$/.test(column);

/** The demo as it is told in the month of `today`: every day shifted by the same number of whole months. */
export function readDemo(today: Day): DemoFiles {
  const text = (file: string) => readFileSync(join(import.meta.dirname, "demo", file), "utf8");
  const months = monthOf(today) - monthOf(text("anchor.txt").trim());
  const read = (file: FileName) =>
    parse<Record<string, string>>(text(`${file}.csv`), { columns: true }).map((row) => shifted(row, months));
  return Object.fromEntries((Object.keys(FILES) as FileName[]).map((file) => [file, read(file)])) as DemoFiles;
}

function shifted(row: Record<string, string>, months: number): DemoRow {
  const cell = ([name, value]: [string, string]) => {
    if (value === "") return [name, null];
    return [name, isDay(name) && months !== 0 ? addMonths(value, months) : value];
  };
  return Object.fromEntries(Object.entries(row).map(cell));
}

/** Months since year 0, for differences. */
const monthOf = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
