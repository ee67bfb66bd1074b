import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import { prefixAsked, textAsked } from "../../shared/asked.ts";
import { type CursorKey, decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { answersCreditCode } from "../../shared/nodes.ts";
import { asViewer } from "../../shared/session.ts";
import { loadEntities, loadEntity } from "../graph/entity.loader.ts";
import { countLimit } from "../graph/relationship.loader.ts";
import { type Ask, countNames, type Hit, searchNames } from "./name.search.ts";
import type { OrganizationEdgeType, OrganizationFilter, OrganizationType } from "./organization.type.ts";

export interface OrganizationPage extends Page<OrganizationEdgeType> {
  countAll(): Promise<number | null>;
}

/**
 * A page of organizations: by id, or with search by how well they are called so. With hasFacility the whole question runs in the viewer's own
 * transaction, since facilities are private.
 */
export async function findOrganizations(
  context: Context,
  filter: OrganizationFilter,
  first: number,
  after: string | null,
): Promise<OrganizationPage> {
  const question = `org:${JSON.stringify(filter)}`;
  const search = textAsked("search", filter.search, 100);
  const matching = conditions(filter);
  const asker: Ask = (statement) => ask(context, filter, statement);
  const cursor = decodeCursor(question, search === null ? ["id"] : ["word", "key", "id"], after);
  const { hits, stoppedAt } =
    search === null
      ? { hits: await listHits(asker, matching, first + 1, cursor), stoppedAt: null }
      : await searchNames(asker, search, matching, { wanted: first + 1, after: cursor });
  const organizations = await loadEntities(
    context.em,
    hits.slice(0, first).map(({ id }) => id),
  );
  const edges = hits.map(({ id, place }) => ({
    cursor: encodeCursor(question, place),
    node: organizations.get(id) as OrganizationType,
  }));
  const page = toPage(edges, first, after);
  const pageInfo = stoppedAt
    ? { ...page.pageInfo, hasNextPage: true, endCursor: encodeCursor(question, stoppedAt) }
    : page.pageInfo;
  return {
    ...{ ...page, pageInfo },
    countAll: () => (search === null ? countAll(asker, matching) : countNames(asker, search, matching, countLimit)),
  };
}

async function listHits(
  asker: Ask,
  matching: RawBuilder<SqlBool>,
  wanted: number,
  cursor: CursorKey | null,
): Promise<Hit[]> {
  const behind = cursor ? sql`and e.id > ${cursor[0]}::bigint` : sql``;
  const rows = await asker<{ id: string }>(
    sql`select e.id from entity e where ${matching} ${behind} order by e.id limit ${wanted}`,
  );
  return rows.map(({ id }) => ({ id, place: [id] }));
}

async function countAll(asker: Ask, matching: RawBuilder<SqlBool>): Promise<number | null> {
  const limited = sql`select 1 from entity e where ${matching} limit ${countLimit + 1}`;
  const [row] = await asker<{ count: string }>(sql`select count(*) as count from (${limited}) c`);
  return Number(row!.count) > countLimit ? null : Number(row!.count);
}

async function ask<Row>(context: Context, filter: OrganizationFilter, statement: RawBuilder<unknown>): Promise<Row[]> {
  if (filter.hasFacility == null) return ((await statement.execute(context.em.getKysely())) as { rows: Row[] }).rows;
  return asViewer(
    context.em,
    context.viewer,
    async (tx) => ((await statement.execute(tx.getKysely())) as { rows: Row[] }).rows,
  );
}

function conditions(filter: OrganizationFilter): RawBuilder<SqlBool> {
  const all: RawBuilder<unknown>[] = [sql`e.type = 'ORGANIZATION' and e.merged_into is null`];
  const region = prefixAsked("region", filter.region);
  const industry = prefixAsked("industry", filter.industry);
  if (filter.category) all.push(sql`e.category = ${filter.category}`);
  if (region) all.push(sql`e.region like ${`${region}%`}`);
  if (industry) all.push(sql`e.industry like ${`${industry}%`}`);
  if (filter.isClient != null) all.push(filter.isClient ? sql`e.is_client` : sql`not e.is_client`);
  if (filter.hasFacility != null) {
    const held = sql`exists (select from facility f where f.holder_id = e.id and f.withdrawn_at is null)`;
    all.push(filter.hasFacility ? held : sql`not ${held}`);
  }
  return sql`${sql.join(all, sql` and `)}`;
}

answersCreditCode("staff", async (context, creditCode) => {
  const { rows } = await sql<{
    entity_id: string;
  }>`select entity_id from organization where credit_code = ${creditCode}`.execute(context.em.getKysely());
  return rows[0] ? loadEntity(context, rows[0].entity_id) : null;
});
