import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { keepNames } from "../src/modules/organizations/name.keeper.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, onServer, urlOf } from "./support/database.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";

const query = `query ($filter: OrganizationFilter, $first: Int!, $after: String) { organizations(filter: $filter, first: $first, after: $after) {
  totalCount edges { cursor node { id name } } pageInfo { hasNextPage endCursor } } }`;
type Edge = { cursor: string; node: { id: string; name: string } };
interface Page {
  totalCount: number;
  edges: Edge[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
const namesOf = (page: { edges: Edge[] }) => page.edges.map(({ node }) => node.name);

/** The same answers from docs/rules.md, word by word, over all names in memory. */
describe("pages in order", () => {
  let server: TestServer;
  const words = ["药店", "药房", "医院", "食品", "贸易", "科技", "电子", "银行", "a1", "xy"];
  const known: { id: string; entity: string; name: string }[] = [];
  let state = 5;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };

  beforeAll(async () => {
    server = await startServer("empty");
    const { em } = server.database;
    const name = () => Array.from({ length: 1 + next(4) }, () => words[next(words.length)]).join("");
    const rows = Array.from(
      { length: 150 },
      (_, at) => ({ type: "ORGANIZATION", source: "list", number: `${at}`, authority: "OWN", name: name() }) as const,
    );
    await asSystem(em, (tx) => resolveEntities(tx, rows));
    await keepNames(em);
    // A third has borne another name.
    const renamed = rows.filter(() => next(3) === 0).map((row) => ({ ...row, name: name() }));
    await asSystem(em, (tx) => resolveEntities(tx, renamed));
    await keepNames(em);
    known.push(
      ...(await asSystem(
        em,
        async (tx) =>
          (
            await sql<{
              id: string;
              entity: string;
              name: string;
            }>`select n.id, n.entity_id as entity, n.name from organization_name n`.execute(tx.getKysely())
          ).rows,
      )),
    );
  });

  afterAll(() => server.close());

  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  function expected(search: string): string[] {
    const best = new Map<string, [string, number]>();
    const precedes = (a: [string, number], b: [string, number]) => (a[0] === b[0] ? a[1] < b[1] : a[0] < b[0]);
    for (const { id, entity, name } of known) {
      const starts = new Set([...segmenter.segment(name)].map(({ index }) => index));
      for (let at = name.indexOf(search); at >= 0; at = name.indexOf(search, at + 1)) {
        const place = at === 0 ? `0${name}` : `${starts.has(at) ? 1 : 2}${name.slice(at, at + 12)}`;
        const hit: [string, number] = [place, Number(id)];
        const standing = best.get(entity);
        if (!standing || precedes(hit, standing)) best.set(entity, hit);
      }
    }
    return [...best].sort(([, a], [, b]) => (precedes(a, b) ? -1 : 1)).map(([entity]) => encodeId("entity", entity));
  }

  it("as an oracle finds them, each once, whatever the size of the page", async () => {
    const fragments = new Set(["药店", "药", "店药", "医院", "银行", "子"]);
    while (fragments.size < 60) {
      const { name } = known[next(known.length)]!;
      const from = next(name.length);
      // Latin letters may be pinyin, which the oracle does not speak.
      if (/^[^a-z]/.test(name.slice(from))) fragments.add(name.slice(from, from + 1 + next(6)));
    }
    for (const search of fragments) {
      const wanted = expected(search);
      const first = 1 + next(7);
      const found: string[] = [];
      let after: string | null = null;
      do {
        const page: Page = (
          await server.ask("HEAD_OFFICE", query, { filter: { search }, first: found.length ? first : 2, after })
        ).data.organizations;
        expect(page.totalCount).toBe(wanted.length);
        found.push(...page.edges.map(({ node }: Edge) => node.id));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after);
      expect([search, found]).toEqual([search, wanted]);
    }
  });
});

if (!onPostgres) console.log("SKIPPED on PGlite: how much a search of a frequent word reads");

/** SEARCH_NAMES=1000000 is the long form. */
describe.skipIf(!onPostgres)("of a frequent word", () => {
  const size = Number(process.env.SEARCH_NAMES ?? 20_000);
  let large: TestServer;
  beforeAll(async () => {
    large = await startServer("empty");
    const { em } = large.database;
    for (let from = 0; from < size; from += 10_000)
      await asSystem(em, (tx) =>
        sql`with made as (insert into entity (type, name, category, region)
            select 'ORGANIZATION', '城' || n || case when n % 5 < 3 then '药店' else '贸易' end || '有限公司', 'ENTERPRISE',
              case when n = ${size}::int - 2 then '350502' else '360902' end
            from generate_series(${from}::int, ${Math.min(from + 10_000, size) - 1}::int) n returning id)
          insert into organization (entity_id) select id from made`.execute(tx.getKysely()),
      );
    expect(await keepNames(em)).toBe(size);
    await onLarge("vacuum analyze");
  }, 3_600_000);
  afterAll(() => large.close());

  /** As the one who owns the server. */
  const onLarge = async (statements: string) => {
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(
      large.database.em.getKysely(),
    );
    await onServer(urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name), statements);
  };

  const page = async (filter: object, first: number, after: string | null = null) => {
    const short = query.replace("totalCount ", "");
    const { data, errors } = await large.ask("HEAD_OFFICE", short, { filter, first, after });
    expect(errors).toBeUndefined();
    return data.organizations;
  };

  /** Rows that the nodes of the statements' plans read, kept or not, the most of any node; and which tables were read from end to end. */
  async function reading(work: () => Promise<unknown>) {
    const statements = await recordStatements(large.database, work);
    let most = 0;
    const scanned: string[] = [];
    type Node = {
      "Node Type": string;
      "Relation Name"?: string;
      "Actual Rows": number;
      "Rows Removed by Filter"?: number;
      "Actual Loops": number;
      Plans?: Node[];
    };
    const look = (node: Node) => {
      most = Math.max(most, (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"]);
      // The queue is empty, or nearly so.
      const isQueue = node["Relation Name"] === "name_pending";
      if (node["Node Type"] === "Seq Scan" && !isQueue) scanned.push(node["Relation Name"]!);
      node.Plans?.forEach(look);
    };
    for (const one of statements.filter((statement) => /name_key|organization_match_key/.test(statement.sql))) {
      const { rows } = await asSystem(large.database.em, (tx) =>
        tx.getKysely().executeQuery<{ "QUERY PLAN": [{ Plan: Node }] }>({
          ...sql``.compile(tx.getKysely()),
          sql: `explain (analyze, format json) ${one.sql}`,
          parameters: one.parameters,
        }),
      );
      look(rows[0]!["QUERY PLAN"][0].Plan);
    }
    return { most, scanned, statements: statements.length };
  }

  it("reads little more than a page, on every page", async () => {
    let after: string | null = null;
    for (const first of [20, 20, 100]) {
      const { most, scanned } = await reading(async () => {
        const found = await page({ search: "药店" }, first, after);
        expect(found.edges).toHaveLength(first);
        after = found.pageInfo.endCursor;
      });
      expect(most).toBeGreaterThanOrEqual(first);
      expect(most).toBeLessThan(40 * first);
      expect(scanned).toEqual([]);
    }
    expect(namesOf(await page({ search: "城7药店有限公司" }, 5))).toEqual(["城7药店有限公司"]);
  });

  it("reads no more right after a large import, before anybody gathered statistics", async () => {
    // What the planner then thinks: so many rows, and nothing of them. A hundred times as many as there are, or a join of all were cheap.
    const tables =
      "('name_key'::regclass, 'organization_name'::regclass, 'entity'::regclass, 'organization'::regclass)";
    await onLarge(`delete from pg_statistic where starelid in ${tables};
      update pg_class set reltuples = 100 * reltuples where oid in ${tables}`);
    try {
      for (const search of ["药店", "城7药店有限公司"]) {
        const { most } = await reading(() => page({ search }, 20));
        expect(most).toBeLessThan(40 * 20);
      }
    } finally {
      await onLarge("vacuum analyze");
    }
  });

  it("in a place where almost none is, looks at so many and says where it stopped", { timeout: 600_000 }, async () => {
    const found: string[] = [];
    let after: string | null = null;
    let pages = 0;
    do {
      const one = await page({ search: "药店", region: "350502" }, 20, after);
      found.push(...namesOf(one));
      after = one.pageInfo.hasNextPage ? one.pageInfo.endCursor : null;
      pages += 1;
    } while (after && pages < 1_000);
    expect(found).toEqual([`城${size - 2}药店有限公司`].filter(() => (size - 2) % 5 < 3));
    expect(pages).toBe(Math.floor((size * 0.6) / 10_000) + 1);
  });
});
