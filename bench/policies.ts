import Table from "cli-table3";
import type pg from "pg";
import { enterSession } from "../src/database.ts";
import { makeCity, on } from "./database.ts";

/**
 * `npm run bench:policies`: what row-level security costs where private rows are read. Each statement runs as its owner without policies,
 * as the owner in a transaction, and as a viewer of one branch in a transaction with role and variables, in turns; medians over all.
 */
const rounds = Number(process.argv[2] ?? 300);
const server =
  process.env.BENCH_DATABASE_URL ?? process.env.DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
const size = { organizations: 100_000, relationships: 650_000, hubs: [30_000, 15_000, 8_000, 4_000, 2_000, 1_000] };

interface Question {
  name: string;
  sql: string;
  /** The filter that the policy adds for the viewer; the owner's statement carries it by hand, so that both answer the same. */
  own: string;
  parameters(client: pg.Client): Promise<unknown[]>;
}

const today = "(now() at time zone 'Asia/Shanghai')::date";
const open = `a.withdrawn_at is null and a.opened_on <= ${today} and (a.closed_on is null or a.closed_on > ${today})`;
const some = (sql: string) => async (client: pg.Client) => [(await client.query(sql)).rows.map((row) => row.id)];
const questions: Question[] = [
  {
    name: "references and amounts of 50 pieces of evidence",
    sql: "select d.evidence_id, d.reference, d.amount from evidence_detail d where d.evidence_id = any($1::bigint[])",
    own: `and exists (select from relationship r join account a on a.holder_id in (r.source_id, r.target_id)
      where r.id = d.relationship_id and ${open} and a.branch_id = 1)`,
    parameters: some(`select d.evidence_id as id from evidence_detail d join relationship r on r.id = d.relationship_id
      join account a on a.holder_id = r.source_id and a.branch_id = 1 order by md5(d.evidence_id::text) limit 50`),
  },
  {
    name: "clients of a branch to start from",
    sql: "select distinct a.holder_id from account a where a.withdrawn_at is null and a.opened_on <= current_date and (a.closed_on is null or a.closed_on > current_date)",
    own: "and a.branch_id = 1",
    parameters: async () => [],
  },
  {
    name: "which of 100 organizations have a facility",
    sql: "select distinct f.holder_id from facility f where f.holder_id = any($1::bigint[]) and f.withdrawn_at is null",
    own: `and exists (select from account a where a.holder_id = f.holder_id and ${open} and a.branch_id = 1)`,
    parameters: some("select distinct holder_id as id from facility order by holder_id limit 100"),
  },
];

const viewer = `set local role partner_graph_staff;
  select set_config('app.scope', 'branch', true), set_config('app.branch', '1', true)`;
const ways = {
  "owner, no transaction": (client: pg.Client, { sql, own }: Question, p: unknown[]) =>
    client.query(`${sql} ${own}`, p),
  "owner, transaction": (client: pg.Client, { sql, own }: Question, p: unknown[]) =>
    inTransaction(client, "", () => client.query(`${sql} ${own}`, p)),
  "viewer, policies": (client: pg.Client, { sql }: Question, p: unknown[]) =>
    inTransaction(client, viewer, () => client.query(sql, p)),
};

async function inTransaction<T>(client: pg.Client, session: string, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  if (session) await client.query(session);
  const answer = await work();
  await client.query("commit");
  return answer;
}

const city = await makeCity(server, size, process.argv.includes("--keep"));
try {
  await on(city.url, async (client) => {
    await client.query(enterSession.replace("'partner_graph_login'", "'none'"));
    const table = new Table({ head: ["question", "rows", ...Object.keys(ways)], style: { head: [], border: [] } });
    for (const question of questions) {
      const parameters = await question.parameters(client);
      const times = Object.fromEntries(Object.keys(ways).map((way) => [way, [] as number[]]));
      const counts = new Set<number>();
      for (let round = 0; round < rounds; round++) {
        for (const [way, ask] of Object.entries(ways)) {
          const started = performance.now();
          const { rowCount } = await ask(client, question, parameters);
          times[way]!.push(performance.now() - started);
          counts.add(rowCount ?? 0);
        }
      }
      if (counts.size !== 1) throw new Error(`${question.name}: different answers, ${[...counts]} rows`);
      table.push([
        question.name,
        [...counts][0],
        ...Object.values(times).map((list) => `${median(list).toFixed(2)} ms`),
      ]);
    }
    console.log(table.toString());
  });
} finally {
  await city.release();
}

function median(list: number[]): number {
  return list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!;
}
