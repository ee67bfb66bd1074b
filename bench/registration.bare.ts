import pg from "pg";
import type { Timing } from "./http.ts";

/** One table's part of what the registrations wrote, and which rows belong to a participant `p` and its participation `n`. */
const tables: [name: string, key: string, from: string][] = [
  ["entity", "id", "join entity t on t.id = p.entity_id"],
  ["organization", "entity_id", "join organization t on t.entity_id = p.entity_id"],
  ["source_identity", "source, number", "join source_identity t on t.entity_id = p.entity_id"],
  ["organization_match_key", "entity_id", "join organization_match_key t on t.entity_id = p.entity_id"],
  ["relationship", "id", "join relationship t on t.id = n.relationship_id"],
  ["evidence", "id", "join evidence t on t.relationship_id = n.relationship_id"],
  ["participant", "id", "join participant t on t.id = p.id"],
  ["participation", "id", "join participation t on t.id = n.id"],
];

interface Upsert {
  text: string;
  arrays: unknown[][];
}

/**
 * The same rows by bare upserts: what stands in `from` after the registrations, cut into as many calls, is sent to `to` (the same migrations, so
 * the same indexes, checks and triggers), one `insert … select … from unnest(…) on conflict … do update` a table and one transaction a call.
 */
export async function upsertBare(from: string, to: string, calls: number, connections: number): Promise<Timing> {
  const batches = await readBatches(from, calls);
  const pool = new pg.Pool({ connectionString: to, max: connections });
  try {
    await pool.query("set session_replication_role = origin");
    const each: number[] = [];
    let next = 0;
    const started = performance.now();
    const work = async () => {
      const client = await pool.connect();
      try {
        while (next < batches.length) {
          const batch = batches[next++]!;
          const before = performance.now();
          await client.query("begin");
          for (const { text, arrays } of batch) await client.query({ name: nameOf(text), text, values: arrays });
          await client.query("commit");
          each.push(performance.now() - before);
        }
      } finally {
        client.release();
      }
    };
    await Promise.all(Array.from({ length: connections }, work));
    return { each, total: performance.now() - started };
  } finally {
    await pool.end();
  }
}

const nameOf = (text: string) => text.slice(0, 60);

async function readBatches(url: string, calls: number): Promise<Upsert[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const batches: Upsert[][] = Array.from({ length: calls }, () => []);
    for (const [table, key, join] of tables) {
      const columns = await columnsOf(client, table);
      const names = columns.map(({ name }) => name);
      const set = names.filter((name) => !key.split(", ").includes(name));
      const text = `insert into ${table} as t (${names}) select * from unnest(${columns.map(({ type }, at) => `$${at + 1}::${type}[]`)})
        on conflict (${key}) do ${
          set.length === 0
            ? "nothing"
            : `update set ${set.map((name) => `${name} = excluded.${name}`)}
        where (${set.map((name) => `t.${name}`)}) is distinct from (${set.map((name) => `excluded.${name}`)})`
        }`;
      const { rows } = await client.query<{ call: number } & Record<string, unknown>>(
        `select call, ${columns.map(({ name }) => `t.${name}::text as ${name}`)} from (
          select p.*, ntile(${calls}) over (order by p.recorded_at, p.id) - 1 as call from participant p
        ) p join participation n on n.participant_id = p.id ${join} order by 1`,
      );
      for (const [call, batch] of batches.entries()) {
        const own = rows.filter((row) => row.call === call);
        if (own.length > 0) batch.push({ text, arrays: names.map((name) => own.map((row) => row[name])) });
      }
    }
    return batches;
  } finally {
    await client.end();
  }
}

/** Arrays of arrays must be even in SQL, so array columns keep their default. */
async function columnsOf(client: pg.Client, table: string): Promise<{ name: string; type: string }[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and format_type(atttypid, atttypmod) not like '%[]'
     order by attnum`,
    [table],
  );
  return rows;
}
