import { type RawBuilder, sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import {
  type CursorKey,
  type CursorPart,
  decodeCursorOf,
  encodeCursor,
  type Page,
  toPage,
} from "../../shared/connection.ts";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import {
  type Direction,
  type RelationshipKind,
  type RelationshipOrder,
  relationshipKinds,
  type Validity,
} from "./graph.enums.ts";
import { directionsOf, ends, sortExpressions } from "./relationship.order.ts";
import {
  type AsOf,
  holds,
  type RelationshipRow,
  relationshipsOf,
  shareOf,
  storedColumns,
  toRelationship,
  valuesOf,
} from "./relationship.sql.ts";
import type { RelationshipEdgeType, RelationshipType } from "./relationship.type.ts";

/** Which relationships of an entity are asked for; parent is the entity's key. */
export interface RelationshipSelection extends AsOf {
  parent: string;
  kinds: readonly RelationshipKind[] | null;
  direction: Direction;
  validity: Validity;
  minConfidence: number | null;
  orderBy: RelationshipOrder;
}
export interface RelationshipPageRequest extends RelationshipSelection {
  first: number;
  after: string | null;
}

/** A page as the resolvers return it, with how to count the whole list should totalCount be selected. */
export interface RelationshipPage extends Page<RelationshipEdgeType> {
  countAll(context: Context): Promise<number | null>;
}

interface PageRow extends RelationshipRow {
  parent: string;
  neighbour: string;
  sort_key: string;
}

/** Counting stops here; more is answered as null or capped. */
export const countLimit = 10_000;

// A relationship is a self-loop in both directions at once: with BOTH it is listed once.
const notTwice = (selection: RelationshipSelection, direction: "OUT" | "IN") =>
  selection.direction === "BOTH" && direction === "IN" ? sql`and r.source_id <> r.target_id` : sql``;

// What a page is ordered by, largest first. Compared as the column's own type; the cursor keeps it as text.
const sortKeys: Record<
  RelationshipOrder,
  { expression: RawBuilder<unknown>; type: RawBuilder<unknown>; part: CursorPart }
> = {
  ANNUAL_AMOUNT: { expression: sortExpressions.ANNUAL_AMOUNT, type: sql.raw("numeric"), part: "amount" },
  SINCE: { expression: sortExpressions.SINCE, type: sql.raw("date"), part: "day" },
  CONFIDENCE: { expression: sortExpressions.CONFIDENCE, type: sql.raw("double precision"), part: "amount" },
};

/** A page of an entity's relationships; all parents with the same arguments in one statement. */
export const loadRelationshipPage = requestLoader<RelationshipPageRequest, RelationshipPage>((context, keys) =>
  byArguments(keys, (parents, request) => loadPages(context.em, parents, request)),
);

async function loadPages(
  em: Em,
  parents: string[],
  request: RelationshipPageRequest,
): Promise<Map<string, RelationshipPage | Error>> {
  const { parent: _, first, after, ...selection } = request;
  const ofParent = (parent: string) => questionOf(request, parent);
  const { key, open, refused } = decodeCursorOf(parents, ofParent, [sortKeys[request.orderBy].part, "id"], after);
  if (!open.length) return refused;
  const statement = request.isToday ? storedPages(open, request, key) : pagesAsOf(open, request, key);
  const { rows } = await statement.execute(em.getKysely());
  const edges = new Map<string, RelationshipEdgeType[]>(open.map((parent) => [parent, []]));
  for (const row of rows) edges.get(row.parent)!.push(toEdge(row, request, ofParent(row.parent)));
  const pages = open.map((parent): [string, RelationshipPage] => {
    const countAll = (context: Context) => countRelationships(context, { ...selection, parent });
    return [parent, { ...toPage(edges.get(parent)!, first, after), countAll }];
  });
  return new Map<string, RelationshipPage | Error>([...refused, ...pages]);
}

// The parent is part of the mark, for a place in one list is none in another. A masked one shows no list, so this tells nobody who it is.
const questionOf = (
  { parent: _, first: __, after: ___, isToday: ____, ...question }: RelationshipPageRequest,
  parent: string,
): string => `rel:${parent}:${Object.values(question).join(":")}`;

// The other end orders the page and stays out of the cursor: it may be a person whose id is withheld.
const toEdge = (row: PageRow, time: AsOf, question: string): RelationshipEdgeType => ({
  cursor: encodeCursor(question, [row.sort_key, row.id]),
  node: toRelationship(row, time) as RelationshipType,
  entityKey: row.neighbour,
});

type Cursor = CursorKey | null;
/** What comes behind a cursor in the list of `parent`; other: the other end of r. A forged one that names others' relationship learns nothing of it. */
const behind = (
  cursor: Cursor,
  orderBy: RelationshipOrder,
  key: RawBuilder<unknown>,
  { parent, other }: { parent: RawBuilder<unknown>; other: RawBuilder<unknown> },
) => {
  if (!cursor) return sql``;
  const at = sql`${cursor[0]}::${sortKeys[orderBy].type}`;
  const there = sql`(select case when c.source_id = ${parent} then c.target_id else c.source_id end from relationship c where c.id = ${cursor[1]}::bigint and ${parent} in (c.source_id, c.target_id))`;
  return sql`and ${key} <= ${at} and (${key} < ${at} or (${other}, r.id) > (${there}, ${cursor[1]}::bigint))`;
};

/** Today: the first n+1 of each kind and direction, straight off the covering index, then merged. */
function storedPages(parents: string[], request: RelationshipPageRequest, cursor: Cursor) {
  const { expression } = sortKeys[request.orderBy];
  const confident = request.minConfidence === null ? sql`` : sql`and r.confidence >= ${request.minConfidence}`;
  const runs = directionsOf(request.direction).map(
    (
      direction,
    ) => sql`(select x.* from unnest(${[...(request.kinds ?? relationshipKinds)]}::text[]) k(kind) cross join lateral (
      select ${ends[direction].other} as neighbour, ${expression} as sort_key, r.id from ${relationshipsOf(request)} r
      where ${ends[direction].own} = p.id and r.kind = k.kind and ${holds(request.validity, request)} ${confident}
        ${notTwice(request, direction)} ${behind(cursor, request.orderBy, expression, { parent: sql.ref("p.id"), other: ends[direction].other })}
      order by ${expression} desc, ${ends[direction].other}, r.id limit ${request.first + 1}) x)`,
  );
  return sql<PageRow>`select p.id as parent, page.neighbour, page.sort_key::text as sort_key, ${storedColumns}
    from unnest(${parents}::bigint[]) p(id) cross join lateral (
      select * from (${sql.join(runs, sql` union all `)}) run order by sort_key desc, neighbour, id limit ${request.first + 1}
    ) page join relationship r on r.id = page.id
    order by p.id, page.sort_key desc, page.neighbour, page.id`;
}

/** Another day: amounts and confidence are computed from the evidence of everything that matches, before it is ordered. */
function pagesAsOf(parents: string[], request: RelationshipPageRequest, cursor: Cursor) {
  const kinds = request.kinds ? sql`and r.kind = any(${[...request.kinds]}::text[])` : sql``;
  const runs = directionsOf(request.direction).map(
    (
      direction,
    ) => sql`select p.id as parent, ${ends[direction].other} as neighbour, r.id, r.kind, r.source_id, r.target_id, r.role, r.since, r.until
      from unnest(${parents}::bigint[]) p(id) join ${relationshipsOf(request)} r on ${ends[direction].own} = p.id
      where ${holds(request.validity, request)} ${kinds} ${notTwice(request, direction)}`,
  );
  const key = sortKeys[request.orderBy].expression;
  const confident = request.minConfidence === null ? sql`true` : sql`r.confidence >= ${request.minConfidence}`;
  return sql<PageRow>`with matching as materialized (${sql.join(runs, sql` union all `)}),
    valued as (select m.*, v.base_amount, v.annual_amounts, v.confidence
      from matching m join ${valuesOf(sql`array(select id from matching)`, request)} v on v.relationship_id = m.id),
    ranked as (select r.*, ${key} as sort_key, row_number() over (partition by parent order by ${key} desc, neighbour, id) as place
      from valued r where ${confident} ${behind(cursor, request.orderBy, key, { parent: sql.ref("r.parent"), other: sql.ref("r.neighbour") })})
    select ranked.*, sort_key::text as sort_key, ${shareOf("ranked", request)} as share from ranked where place <= ${request.first + 1} order by parent, place`;
}

/** How many relationships a selection has; null past 10,000. Asked only when totalCount is selected. */
export const countRelationships = requestLoader<RelationshipSelection, number | null>((context, keys) =>
  byArguments(keys, async (parents, request) => {
    const kinds = request.kinds ? sql`and r.kind = any(${[...request.kinds]}::text[])` : sql``;
    const confidence = request.isToday
      ? sql`r.confidence`
      : sql`(select v.confidence from ${valuesOf(sql`array[r.id]`, request)} v)`;
    const confident = request.minConfidence === null ? sql`` : sql`and ${confidence} >= ${request.minConfidence}`;
    const runs = directionsOf(request.direction).map(
      (
        direction,
      ) => sql`(select 1 from ${relationshipsOf(request)} r where ${ends[direction].own} = p.id and ${holds(request.validity, request)}
        ${kinds} ${confident} ${notTwice(request, direction)} limit ${countLimit + 1})`,
    );
    const { rows } = await sql<{ parent: string; count: string }>`
      select p.id as parent, (select count(*) from (select 1 from (${sql.join(runs, sql` union all `)}) u limit ${countLimit + 1}) c) as count
      from unnest(${parents}::bigint[]) p(id)`.execute(context.em.getKysely());
    return new Map(rows.map((row) => [row.parent, Number(row.count) > countLimit ? null : Number(row.count)]));
  }),
);
