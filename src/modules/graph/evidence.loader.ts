import { sql } from "kysely";
import { decodeCursorOf, encodeCursor, type Page, toPage } from "../../shared/connection.ts";
import { encodeId } from "../../shared/ids.ts";
import { byArguments, requestLoader } from "../../shared/loader.ts";
import type { MoneyType } from "../../shared/money.ts";
import { asViewer } from "../../shared/session.ts";
import type { EvidenceKind } from "./graph.enums.ts";
import { evidenceOf } from "./known.sql.ts";
import { countLimit } from "./relationship.loader.ts";
import type { EvidenceEdgeType, EvidenceType } from "./relationship.type.ts";

interface EvidenceRow {
  parent: string;
  id: string;
  kind: EvidenceKind;
  source: string;
  observed_on: string | null;
  recorded_at: Date;
  asserted_by: string | null;
  retrieved_on: string | null;
  valid_from: string | null;
  valid_to: string | null;
}
const evidenceColumns = sql`e.id, e.kind, e.source, e.observed_on, e.recorded_at, e.asserted_by, e.retrieved_on, e.valid_from, e.valid_to`;

/** Of which relationship; only what stood recorded at an instant, null: what stands now. */
interface EvidenceSelection {
  parent: string;
  knownAt: string | null;
}
interface EvidencePageRequest extends EvidenceSelection {
  first: number;
  after: string | null;
}
export interface EvidencePage extends Page<EvidenceEdgeType> {
  relationshipKey: string;
  knownAt: string | null;
}

/** A page of a relationship's evidence, latest first (unknown days last); one statement for all relationships. */
export const loadEvidencePage = requestLoader<EvidencePageRequest, EvidencePage>((context, keys) =>
  byArguments(keys, async (all, { first, after, knownAt }) => {
    const questionOf = (relationship: string) => `evidence:${relationship}${knownAt === null ? "" : `:${knownAt}`}`;
    const { key: cursor, open: parents, refused } = decodeCursorOf(all, questionOf, ["day", "id"], after);
    if (!parents.length) return refused;
    const behind = cursor
      ? sql`and (coalesce(e.observed_on, '-infinity'), e.id) < (${cursor[0]}::date, ${cursor[1]}::bigint)`
      : sql``;
    const { rows } = await sql<EvidenceRow & { sort_key: string }>`
      select p.id as parent, page.* from unnest(${parents}::bigint[]) p(id) cross join lateral (
        select ${evidenceColumns}, coalesce(e.observed_on, '-infinity')::text as sort_key from ${evidenceOf(knownAt)} e
        where e.relationship_id = p.id and e.withdrawn_at is null ${behind}
        order by coalesce(e.observed_on, '-infinity') desc, e.id desc limit ${first + 1}) page
      order by p.id, coalesce(page.observed_on, '-infinity') desc, page.id desc`.execute(context.em.getKysely());
    const edges = new Map<string, EvidenceEdgeType[]>(parents.map((parent) => [parent, []]));
    for (const row of rows)
      edges
        .get(row.parent)!
        .push({ cursor: encodeCursor(questionOf(row.parent), [row.sort_key, row.id]), node: toEvidence(row) });
    return new Map<string, EvidencePage | Error>([
      ...refused,
      ...parents.map((parent): [string, EvidencePage] => [
        parent,
        { ...toPage(edges.get(parent)!, first, after), relationshipKey: parent, knownAt },
      ]),
    ]);
  }),
);

/** Of a registration as its platform sees it: what the bank knows of it stands elsewhere. */
export const noEvidence = (first: number): EvidencePage => ({
  ...toPage([], first, null),
  relationshipKey: "",
  knownAt: null,
});

const toEvidence = (row: EvidenceRow): EvidenceType => ({
  __typename: "Evidence",
  id: encodeId("evidence", row.id),
  key: row.id,
  kind: row.kind,
  source: row.source,
  observedOn: row.observed_on,
  recordedAt: new Date(row.recorded_at).toISOString(),
  assertedBy: row.asserted_by,
  retrievedOn: row.retrieved_on,
  validFrom: row.valid_from,
  validTo: row.valid_to,
});

/** How much evidence a relationship has; null past 10,000. */
export const countEvidence = requestLoader<EvidenceSelection, number | null>((context, keys) =>
  byArguments(keys, async (parents, { knownAt }) => {
    const { rows } = await sql<{ parent: string; count: string }>`
      select p.id as parent, (select count(*) from (
        select 1 from ${evidenceOf(knownAt)} e where e.relationship_id = p.id and e.withdrawn_at is null limit ${countLimit + 1}) c) as count
      from unnest(${parents}::bigint[]) p(id)`.execute(context.em.getKysely());
    return new Map(rows.map((row) => [row.parent, Number(row.count) > countLimit ? null : Number(row.count)]));
  }),
);

/** One evidence row by key; null when there is none. */
export const loadEvidence = requestLoader<string, EvidenceType | null>(async (context, keys) => {
  const { rows } = await sql<EvidenceRow>`select ${evidenceColumns} from evidence e
    where e.id = any(${[...keys]}::bigint[]) and e.withdrawn_at is null`.execute(context.em.getKysely());
  const found = new Map(rows.map((row) => [row.id, toEvidence(row)]));
  return keys.map((key) => found.get(key) ?? null);
});

/** The private part of evidence: reference and amount, null where row-level security shows the viewer nothing. */
export const loadEvidenceDetail = requestLoader<string, { reference: string | null; amount: MoneyType | null }>(
  async (context, keys) => {
    const rows = await asViewer(context.em, context.viewer, async (tx) => {
      const result = await sql<{
        evidence_id: string;
        reference: string | null;
        amount: string | null;
        currency: string;
      }>`
      select d.evidence_id, d.reference, d.amount::text as amount, d.currency from evidence_detail d
      where d.evidence_id = any(${[...keys]}::bigint[])`.execute(tx.getKysely());
      return result.rows;
    });
    const found = new Map(rows.map((row) => [row.evidence_id, row]));
    return keys.map((key) => {
      const row = found.get(key);
      return {
        reference: row?.reference ?? null,
        amount: row?.amount ? { amount: row.amount, currency: row.currency } : null,
      };
    });
  },
);
