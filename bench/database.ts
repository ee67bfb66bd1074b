import pg from "pg";
import { openPostgres } from "../src/database.ts";
import { today } from "../src/shared/day.ts";
import { type CitySize, drawCity } from "./city.draw.ts";
import { loadCity } from "./city.load.ts";

/** A city of its own for one run. */
export interface CityDatabase {
  url: string;
  /** Drops it, unless it is to be kept. */
  release(): Promise<void>;
}

/** Makes the city in a database of its own on a server; with keep it stays, and the next run of the same day and size finds it. */
export async function makeCity(server: string, size: CitySize, keep: boolean): Promise<CityDatabase> {
  const name = keep ? "partner_graph_bench" : `partner_graph_bench_${process.pid}`;
  const url = urlOf(server, name);
  const mark = `${JSON.stringify(size)} ${today()}`;
  const drop = `drop database if exists ${name} with (force)`;
  const release = async () => {
    if (!keep) await on(server, (client) => client.query(drop));
  };
  if (keep && (await markOf(server, name)) === mark) return { url, release };
  await on(server, async (client) => {
    await client.query(drop);
    await client.query(`create database ${name}`);
  });
  await (await openPostgres(url)).close();
  await on(url, (client) => loadCity(client, drawCity(size), today()));
  // Last, so that a load that was broken off is not taken for a city.
  await on(server, (client) => client.query(`comment on database ${name} is '${mark}'`));
  return { url, release };
}

/** The address of a database on a server. */
export function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function markOf(server: string, name: string): Promise<string | undefined> {
  const { rows } = await on(server, (client) =>
    client.query("select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1", [name]),
  );
  return rows[0]?.mark;
}

/** Runs some work as the server's own user. */
export async function on<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
