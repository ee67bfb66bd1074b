import { sql } from "kysely";
import { readConfig } from "../src/config.ts";
import { openPostgres } from "../src/database.ts";
import { signDevelopmentToken } from "../src/modules/access/token.service.ts";
import { keepNames } from "../src/modules/organizations/name.keeper.ts";
import { createServer } from "../src/server.ts";
import { asSystem } from "../src/shared/session.ts";
import { on, urlOf } from "./database.ts";

/**
 * `npm run bench:search [-- <organizations>]` on the PostgreSQL of BENCH_DATABASE_URL: what keeping the names costs beside writing the
 * organizations, and how long searches take then. A million unless said.
 */
const size = Number(process.argv[2] ?? 1_000_000);
const server = process.env.BENCH_DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
const name = `partner_graph_search_${process.pid}`;
const url = urlOf(server, name);

await on(server, (client) => client.query(`create database ${name}`));
try {
  const database = await openPostgres(url);
  const { em } = database;
  const seconds = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    return (performance.now() - began) / 1_000;
  };
  const chars = [..."宏远华盛泰康金鑫恒达安信瑞丰德隆兴旺永昌福禄祥和平顺天地海山明光新益民仁济同春"];
  let state = 7;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const one = (list: readonly string[]) => list[next(list.length)]!;
  const draw = () =>
    one(["泉州", "晋江市", "福州市鼓楼区", "厦门", "石狮", "南安市"]) +
    Array.from({ length: 2 + next(2) }, () => one(chars)).join("") +
    one(["药店", "药店", "药店", "贸易", "机械", "材料", "科技", "食品", "建筑", "纺织"]) +
    one(["有限公司", "有限公司", "", "股份有限公司"]);
  const written = await seconds(async () => {
    for (let from = 0; from < size; from += 5_000) {
      const names = Array.from({ length: Math.min(5_000, size - from) }, draw);
      await asSystem(em, (tx) =>
        sql`with made as (insert into entity (type, name, category, region) select 'ORGANIZATION', v, 'ENTERPRISE', '350502' from unnest(${names}::text[]) v returning id)
          insert into organization (entity_id) select id from made`.execute(tx.getKysely()),
      );
    }
  });
  const before = process.cpuUsage();
  const kept = await seconds(() => keepNames(em));
  const ours = process.cpuUsage(before);
  console.log(
    `${size} organizations written in ${written.toFixed(1)} s; their names kept in ${kept.toFixed(1)} s, ${((kept / size) * 100_000).toFixed(1)} s per 100,000, of which ${(((ours.user + ours.system) / 1e6 / size) * 100_000).toFixed(1)} s of our own processor time`,
  );
  await on(url, async (client) => {
    await client.query("vacuum analyze");
    const { rows } = await client.query(
      "select relname, pg_size_pretty(pg_total_relation_size(oid)) as size from pg_class where relname in ('entity', 'organization_name', 'name_key')",
    );
    console.log(rows.map((row) => `${row.relname} ${row.size}`).join(", "));
  });
  const config = readConfig({ DATABASE_URL: url, JWT_SECRET: "a key for the bench, of 32 characters" });
  const app = await createServer({ config, database });
  const token = await signDevelopmentToken(config, {
    name: "bench",
    role: "HEAD_OFFICE",
    branch: null,
    platform: null,
  });
  const ask = async (search: string, more = "", after: string | null = null, fields = "") => {
    const reply = await app.inject({
      method: "POST",
      url: "/graphql",
      headers: { authorization: `Bearer ${token}` },
      payload: {
        query: `query ($s: String, $after: String) { organizations(filter: { search: $s ${more} }, after: $after) { ${fields} nodes { id name } pageInfo { endCursor hasNextPage } } }`,
        variables: { s: search, after },
      },
    });
    return reply.json().data.organizations;
  };
  const searches: [string, string, string?, string?][] = [
    ["药店", "two characters, in three names of ten"],
    ["店", "one character"],
    ["恒安", "two characters of a name"],
    ["恒安药店有限公司", "the end of a name"],
    ["泉州恒安药店有限公司", "a whole name"],
    ["hengan", "pinyin"],
    ["qzha", "initials"],
    ["没有这家", "what nobody is called"],
    ["药店", "frequent, in a place where nobody is", 'region: "11"'],
    ["药店", "frequent, with totalCount", "", "totalCount"],
    ["恒安药", "with totalCount", "", "totalCount"],
  ];
  for (const [text, what, more, fields] of searches) {
    const times: number[] = [];
    let after: string | null = null;
    for (let run = 0; run < 30; run += 1) {
      const began = performance.now();
      const page: { pageInfo: { endCursor: string | null; hasNextPage: boolean } } = await ask(
        text,
        more,
        after,
        fields,
      );
      times.push(performance.now() - began);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    }
    times.sort((a, b) => a - b);
    console.log(
      `${text} (${what}): median ${times[15]!.toFixed(1)} ms, slowest ${times[29]!.toFixed(1)} ms, page by page`,
    );
  }
  await app.close();
  await database.close();
} finally {
  await on(server, (client) => client.query(`drop database if exists ${name} with (force)`));
}
