import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Context } from "../../context.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { notFound } from "../../shared/errors.ts";
import { nodeOf } from "../../shared/nodes.ts";
import { loadEntities } from "../graph/entity.loader.ts";
import { countLimit } from "../graph/relationship.loader.ts";
import type { Scenario, ScenarioPlatformEdgeType, ScenarioPlatformType } from "./platform.type.ts";

export interface PlatformPage extends Page<ScenarioPlatformEdgeType> {
  countAll(context: Context): Promise<number | null>;
}

/** The platform that an argument names. Throws NOT_FOUND, also for a platform that asks for another one. */
export async function platformAsked(context: Context, id: string): Promise<ScenarioPlatformType & { key: string }> {
  const node = (await nodeOf(context, id)) as (ScenarioPlatformType & { key: string }) | null;
  if (node?.__typename !== "ScenarioPlatform") throw notFound("platform");
  return node;
}

/** A page of platforms by id; a platform sees itself alone. */
export async function findPlatforms(
  context: Context,
  scenario: Scenario | null,
  first: number,
  after: string | null,
): Promise<PlatformPage> {
  const question = `platforms:${scenario}`;
  const cursor = decodeCursor(question, ["id"], after);
  const matching = visible(context, scenario);
  const { rows } = await sql<{ id: string }>`select s.entity_id as id from scenario_platform s
    where ${matching} and s.entity_id > ${cursor?.[0] ?? "0"}::bigint order by s.entity_id limit ${first + 1}`.execute(
    context.em.getKysely(),
  );
  const platforms = await loadEntities(
    context.em,
    rows.map((row) => row.id),
  );
  const edges = rows.map(({ id }) => ({
    cursor: encodeCursor(question, [id]),
    node: platforms.get(id) as ScenarioPlatformType,
  }));
  return { ...toPage(edges, first, after), countAll: (asker) => countPlatforms(asker, visible(asker, scenario)) };
}

const visible = ({ viewer }: Context, scenario: Scenario | null): RawBuilder<SqlBool> =>
  sql`${scenario ? sql`s.scenario = ${scenario}` : sql`true`} and ${viewer.kind === "platform" ? sql`s.entity_id = ${viewer.platformId}::bigint` : sql`true`}`;

async function countPlatforms(context: Context, matching: RawBuilder<SqlBool>): Promise<number | null> {
  const { rows } = await sql<{ count: string }>`select count(*) as count from (
    select 1 from scenario_platform s where ${matching} limit ${countLimit + 1}) c`.execute(context.em.getKysely());
  return Number(rows[0]!.count) > countLimit ? null : Number(rows[0]!.count);
}
