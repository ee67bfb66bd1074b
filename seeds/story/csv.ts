import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type Cell = string | undefined;

/** Every file of the demo network with its columns, in the order in which a loader can read them. */
export const FILES = {
  branches: ["code", "name", "nameEn", "region"],
  staff: ["staffNumber", "branch", "name", "role"],
  entities: [
    ...["key", "type", "name", "creditCode", "category", "status", "region", "industry", "sizeClass"],
    ...["doNotContact", "scenario", "roles", "launchedOn"],
  ],
  relationships: ["key", "source", "target", "kind", "role", "since", "until"],
  evidence: ["relationship", "kind", "source", "observedOn", "reference", "amount", "currency"],
  accounts: ["number", "holder", "branch", "type", "openedOn", "closedOn"],
  balances: ["account", "monthEnd", "amount", "currency"],
  facilities: ["holder", "branch", "product", "limitAmount", "usedAmount", "currency", "grantedOn", "expiresOn"],
  cases: [
    ...["platform", "reference", "debtor", "administrator", "acceptedOn", "completedOn", "proceeds", "currency"],
    "depositAccount",
  ],
  contacts: ["subject", "organization", "branch", "kind", "value", "source"],
  consents: ["subject", "purpose", "source", "givenOn", "withdrawnOn", "branch"],
  moneyEvents: ["person", "branch", "kind", "happenedOn", "amount", "currency", "payee", "source"],
} as const;
export type FileName = keyof typeof FILES;
export type Row = Record<string, Cell>;

const quote = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export function csvText(file: FileName, rows: readonly Row[]): string {
  const columns: readonly string[] = FILES[file];
  const lines = rows.map((row) => columns.map((column) => quote(row[column] ?? "")).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

export function writeStory(folder: string, tables: Record<FileName, Row[]>, anchor: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of Object.keys(FILES) as FileName[])
    writeFileSync(join(folder, `${file}.csv`), csvText(file, tables[file]));
  writeFileSync(join(folder, "anchor.txt"), `${anchor}\n`);
}
