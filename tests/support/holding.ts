import { sql } from "kysely";
import pg from "pg";
import type { Database } from "../../src/database.ts";
import { urlOf } from "./database.ts";

type Mode = "access exclusive" | "share";

/** A session outside of the product that holds a table, so that whatever reads it waits; in share mode, whatever writes it. */
export interface Holding {
  /** Statements of the server that wait for it at this moment. */
  waiting(): Promise<number>;
  /** Waits until so many do. */
  until(count: number): Promise<void>;
  /** Statements of the server that have a transaction open. */
  openTransactions(): Promise<number>;
  release(): Promise<void>;
}

export async function holdTable(database: Database, table: string, mode?: Mode): Promise<Holding> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
  return holdTableAt(urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name), table, mode);
}

export async function holdTableAt(url: string, table: string, mode: Mode = "access exclusive"): Promise<Holding> {
  const [holder, looker] = [new pg.Client(url), new pg.Client(url)];
  await Promise.all([holder.connect(), looker.connect()]);
  await holder.query(`begin; lock table ${table} in ${mode} mode`);
  const count = async (condition: string) => {
    const { rows } = await looker.query(
      `select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
       and pid <> ${(holder as unknown as { processID: number }).processID} and ${condition}`,
    );
    return rows[0].count as number;
  };
  const waiting = () => count("state = 'active' and wait_event_type = 'Lock'");
  const until = async (expected: number) => {
    for (let tries = 0; (await waiting()) !== expected; tries++) {
      if (tries > 500) throw new Error(`${await waiting()} wait and not ${expected}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    waiting,
    until,
    openTransactions: () => count("xact_start is not null"),
    release: async () => {
      await holder.query("rollback");
      await Promise.all([holder.end(), looker.end()]);
    },
  };
}
