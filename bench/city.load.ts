import type { Client } from "pg";
import type { Day } from "../src/shared/day.ts";
import type { City, Columns } from "./city.draw.ts";

const tables = [
  "branch",
  "entity",
  "organization",
  "scenario_platform",
  "relationship",
  "evidence",
  "evidence_detail",
  "account",
  "facility",
] as const;
const days = ["since", "until", "opened_on", "closed_on", "observed_on", "granted_on"];
const amounts = ["amount", "limit_amount", "used_amount"];
const chunkSize = 5_000;

/** Writes a drawn city into an empty, migrated database as its owner; what is derived is derived by the product's own functions. */
export async function loadCity(client: Client, city: City, today: Day): Promise<void> {
  // The drawing refers to nothing that it did not draw, so foreign keys need not be checked a million times.
  await client.query("set session_replication_role = replica");
  for (const table of tables) await write(client, table, city[table], today);
  await client.query("analyze");
  for (const ids of slices(city.relationship.id!))
    await client.query("select refresh_relationships($1::bigint[], $2::date)", [ids, today]);
  for (const ids of slices(city.account.holder_id!))
    await client.query("select refresh_clients($1::bigint[], $2::date)", [ids, today]);
  await client.query("insert into rolled_day (day) values ($1::date)", [today]);
  await client.query("vacuum analyze");
  await client.query("reset session_replication_role");
}

async function write(client: Client, table: string, columns: Columns, today: Day): Promise<void> {
  const names = Object.keys(columns);
  const arrays = names.map((name, place) => `$${place + 1}::${typeOf(name)}[]`);
  const values = names.map((name) =>
    days.includes(name) ? `'${today}'::date - ${name}` : name === "roles" ? "roles::text[]" : name,
  );
  const statement = `insert into ${table} (${names}) select ${values} from unnest(${arrays}) v(${names})`;
  for (let from = 0; from < columns[names[0]!]!.length; from += chunkSize)
    await client.query(
      statement,
      names.map((name) => columns[name]!.slice(from, from + chunkSize)),
    );
}

function typeOf(column: string): string {
  if (days.includes(column)) return "int";
  if (amounts.includes(column)) return "numeric";
  return column === "id" || column.endsWith("_id") ? "bigint" : "text";
}

function* slices<T>(list: readonly T[]): Generator<T[]> {
  for (let from = 0; from < list.length; from += chunkSize) yield list.slice(from, from + chunkSize);
}
