import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import { decodeCursor, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { encodeId } from "../../shared/ids.ts";
import { answersNode } from "../../shared/nodes.ts";
import type { MergeItem, MergeKind, MergePair } from "./merge.plan.ts";
import type { OrganizationMergeEdgeType, OrganizationMergeType } from "./merge.type.ts";

interface MergeRow {
  id: string;
  keepKey: string;
  dropKey: string;
  note: string | null;
  mergedBy: string;
  mergedAt: string;
  undoneBy: string | null;
  undoneAt: string | null;
}
const columns = sql`m.id, m.keep_id as "keepKey", m.drop_id as "dropKey", m.note, m.merged_by as "mergedBy", m.merged_at as "mergedAt",
  m.undone_by as "undoneBy", m.undone_at as "undoneAt"`;

const toMerge = ({ id, ...row }: MergeRow): OrganizationMergeType => ({ ...row, key: id, id: encodeId("merge", id) });

export async function recordMerge(
  tx: Em,
  { keep, drop, by }: MergePair,
  note: string | null,
): Promise<OrganizationMergeType> {
  const { rows } = await sql<MergeRow>`insert into organization_merge as m (keep_id, drop_id, note, merged_by)
    values (${keep}::bigint, ${drop}::bigint, ${note}, ${by}) returning ${columns}`.execute(tx.getKysely());
  return toMerge(rows[0]!);
}

export async function readMerge(em: Em, key: string): Promise<OrganizationMergeType | null> {
  const { rows } = await sql<MergeRow>`select ${columns} from organization_merge m where m.id = ${key}::bigint`.execute(
    em.getKysely(),
  );
  return rows[0] ? toMerge(rows[0]) : null;
}

/** A page of the merges, latest first; of: those in which this organization is kept or merged, null for all. */
export async function findMerges(
  { em }: Context,
  of: string | null,
  first: number,
  after: string | null,
): Promise<Page<OrganizationMergeEdgeType>> {
  const question = `merges:${of}`;
  const cursor = decodeCursor(question, ["id"], after);
  const { rows } = await sql<MergeRow>`select ${columns} from organization_merge m
    where (${of}::bigint is null or ${of}::bigint in (m.keep_id, m.drop_id)) ${cursor ? sql`and m.id < ${cursor[0]}::bigint` : sql``}
    order by m.id desc limit ${first + 1}`.execute(em.getKysely());
  return toPage(
    rows.map((row) => ({ cursor: encodeCursor(question, [row.id]), node: toMerge(row) })),
    first,
    after,
  );
}

export async function writeItems(tx: Em, merge: string, items: readonly MergeItem[]): Promise<void> {
  let written = 0;
  for (const chunk of chunks(items)) {
    const rows = rowSet(chunk, {
      kind: ["text", (one) => one.kind],
      row_key: ["text", (one) => one.rowKey],
      into_key: ["text", (one) => one.intoKey],
      before: ["jsonb", (one) => (one.before === null ? null : JSON.stringify(one.before))],
      after: ["jsonb", (one) => (one.after === null ? null : JSON.stringify(one.after))],
    });
    await sql`insert into organization_merge_item (merge_id, place, kind, row_key, into_key, before, after)
      select ${merge}::bigint, place + ${written}::bigint, kind, row_key, into_key, before, after from ${rows}`.execute(
      tx.getKysely(),
    );
    written += chunk.length;
  }
}

export async function readItems(tx: Em, merge: string): Promise<MergeItem[]> {
  const { rows } = await sql<MergeItem>`select kind, row_key as "rowKey", into_key as "intoKey", before, after
    from organization_merge_item where merge_id = ${merge}::bigint order by place`.execute(tx.getKysely());
  return rows;
}

/**
 * Rows that an undoing wrote again have new ids: what earlier merges of the two remember is told of them, so that these can be undone as well.
 * moved: of the kinds, the old id and the new one.
 */
export async function renameItems(
  tx: Em,
  { keep, drop }: Pick<MergePair, "keep" | "drop">,
  moved: readonly { kinds: readonly MergeKind[]; from: string; into: string }[],
): Promise<void> {
  for (const chunk of chunks(moved.flatMap(({ kinds, ...ids }) => kinds.map((kind) => ({ kind, ...ids }))))) {
    const rows = rowSet(chunk, {
      kind: ["text", (one) => one.kind],
      from_key: ["text", (one) => one.from],
      into_key: ["text", (one) => one.into],
    });
    await sql`update organization_merge_item i
      set row_key = case when i.row_key = v.from_key and i.kind like '%\_RELATIONSHIP' then v.into_key else i.row_key end,
        into_key = case when i.into_key = v.from_key then v.into_key else i.into_key end
      from ${rows}, organization_merge m
      where m.keep_id in (${keep}::bigint, ${drop}::bigint) and m.undone_at is null and i.merge_id = m.id and i.kind = v.kind
        and v.from_key in (i.row_key, i.into_key)`.execute(tx.getKysely());
  }
}

answersNode("merge", async ({ em, viewer }, key) =>
  viewer.role === "HEAD_OFFICE" || viewer.role === "AUDITOR" ? readMerge(em, key) : null,
);
