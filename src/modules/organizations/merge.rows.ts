import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import { moveNames, restoreNames } from "./merge.names.ts";
import { item, type MergeItem, type MergeKind, type MergePair } from "./merge.plan.ts";

/** Tables whose rows follow the organization as they are. */
const simple = {
  PARTICIPANT: { table: "participant", column: "entity_id", id: "uuid" },
  MONEY_EVENT: { table: "money_event", column: "payee_id", id: "bigint" },
} as const;

/** Moves what stands for the merged one alone and can stand for the kept one as it is. */
export async function moveRows(tx: Em, pair: MergePair): Promise<MergeItem[]> {
  const items: MergeItem[] = [];
  for (const [kind, { table, column }] of Object.entries(simple)) {
    const { rows } = await sql<{ id: string }>`update ${sql.table(table)} set ${sql.ref(column)} = ${pair.keep}::bigint
      where ${sql.ref(column)} = ${pair.drop}::bigint returning id`.execute(tx.getKysely());
    items.push(...rows.map((row) => item(kind as MergeKind, row.id)));
  }
  return [
    ...(await moveIdentities(tx, pair)),
    ...items,
    ...(await moveNames(tx, pair)),
    ...(await moveSites(tx, pair)),
    ...(await moveContacts(tx, pair)),
    ...(await moveConsents(tx, pair)),
    ...(await moveCandidates(tx, pair)),
    ...(await moveMerged(tx, pair)),
  ];
}

/** Puts those rows back that still stand for the kept one; what was taken elsewhere since stays there. */
export async function restoreRows(tx: Em, pair: MergePair, items: readonly MergeItem[]): Promise<void> {
  const { keep, drop } = pair;
  const db = tx.getKysely();
  const keys = (kind: MergeKind, isMoved = true) =>
    items.filter((one) => one.kind === kind && (one.intoKey === null) === isMoved).map((one) => one.rowKey);
  const identities = keys("SOURCE_IDENTITY").map((key) => JSON.parse(key) as [string, string]);
  await sql`update source_identity i set entity_id = ${drop}::bigint
    from ${rowSet(identities, { source: ["text", ([source]) => source], number: ["text", ([, number]) => number] })}
    where i.source = v.source and i.number = v.number and i.entity_id = ${keep}::bigint`.execute(db);
  for (const [kind, { table, column, id }] of Object.entries(simple))
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${drop}::bigint
      where id = any(${keys(kind as MergeKind)}::${sql.raw(id)}[]) and ${sql.ref(column)} = ${keep}::bigint`.execute(
      db,
    );
  await restoreNames(tx, pair, items);
  await restoreSites(tx, { keep, drop }, items);
  await sql`update contact set subject_id = case when subject_id = ${keep}::bigint then ${drop}::bigint else subject_id end,
      organization_id = case when organization_id = ${keep}::bigint then ${drop}::bigint else organization_id end
    where id = any(${keys("CONTACT")}::bigint[])`.execute(db);
  // The number was kept once: it comes back as far as it was not ended meanwhile.
  await sql`update contact c set value = k.value, ended_by = null, ended_at = null from ${pairsOf(items, "CONTACT")}
    join contact k on k.id = v.into_id and k.ended_at is null where c.id = v.id`.execute(db);
  await sql`update consent set subject_id = ${drop}::bigint where id = any(${keys("CONSENT")}::bigint[]) and subject_id = ${keep}::bigint`.execute(
    db,
  );
  // Whoever took consent back from the one took it back from the other, for they were one.
  await sql`update consent c set withdrawn_on = k.withdrawn_on, withdrawn_by = k.withdrawn_by, withdrawn_at = k.withdrawn_at
    from ${pairsOf(items, "CONSENT")} join consent k on k.id = v.into_id and k.withdrawn_on is not null
    where c.id = v.id and c.withdrawn_on is null`.execute(db);
  await restoreCandidates(tx, items);
  await sql`update entity set merged_into = ${drop}::bigint where id = any(${keys("MERGED_BEFORE")}::bigint[])`.execute(
    db,
  );
}

const pairsOf = (items: readonly MergeItem[], kind: MergeKind) =>
  rowSet(
    items.filter((one) => one.kind === kind && one.intoKey !== null),
    { id: ["bigint", (one) => one.rowKey], into_id: ["bigint", (one) => one.intoKey] },
  );

/** Later imports and registrations of the merged one's numbers find the kept one. */
async function moveIdentities(tx: Em, { keep, drop }: MergePair): Promise<MergeItem[]> {
  const { rows } = await sql<{ source: string; number: string }>`update source_identity set entity_id = ${keep}::bigint
    where entity_id = ${drop}::bigint returning source, number`.execute(tx.getKysely());
  return rows.map(({ source, number }) => item("SOURCE_IDENTITY", JSON.stringify([source, number])));
}

type Days = { first: string | null; last: string | null };

/** An address that both have in the same words is one, seen from the earlier to the later day. */
async function moveSites(tx: Em, { keep, drop }: MergePair): Promise<MergeItem[]> {
  const db = tx.getKysely();
  const { rows: joined } = await sql<{ source: string; address: string; before: Days; after: Days }>`
    update organization_site k set first_observed_on = least(k.first_observed_on, d.first_observed_on),
      last_observed_on = greatest(k.last_observed_on, d.last_observed_on)
    from organization_site d, organization_site o
    where d.entity_id = ${drop}::bigint and k.entity_id = ${keep}::bigint and d.source = k.source and d.address = k.address
      and o.entity_id = k.entity_id and o.source = k.source and o.address = k.address
    returning k.source, k.address, jsonb_build_object('first', o.first_observed_on, 'last', o.last_observed_on) as before,
      jsonb_build_object('first', k.first_observed_on, 'last', k.last_observed_on) as after`.execute(db);
  const { rows: moved } = await sql<{ source: string; address: string }>`
    update organization_site d set entity_id = ${keep}::bigint where d.entity_id = ${drop}::bigint
      and not exists (select from organization_site k where k.entity_id = ${keep}::bigint and k.source = d.source and k.address = d.address)
    returning d.source, d.address`.execute(db);
  const key = (row: { source: string; address: string }) => JSON.stringify([row.source, row.address]);
  return [
    ...joined.map(({ before, after, ...row }) => item("SITE", key(row), { intoKey: keep, before, after })),
    ...moved.map((row) => item("SITE", key(row))),
  ];
}

async function restoreSites(tx: Em, { keep, drop }: Pick<MergePair, "keep" | "drop">, items: readonly MergeItem[]) {
  const sites = items.filter((one) => one.kind === "SITE");
  const columns = {
    source: ["text", (one: MergeItem) => (JSON.parse(one.rowKey) as [string, string])[0]],
    address: ["text", (one: MergeItem) => (JSON.parse(one.rowKey) as [string, string])[1]],
  } satisfies Record<string, [string, (one: MergeItem) => unknown]>;
  const moved = sites.filter((one) => one.intoKey === null);
  await sql`update organization_site s set entity_id = ${drop}::bigint from ${rowSet(moved, columns)}
    where s.entity_id = ${keep}::bigint and s.source = v.source and s.address = v.address`.execute(tx.getKysely());
  const day = (which: "before" | "after", end: keyof Days): [string, (one: MergeItem) => unknown] => [
    "date",
    (one) => (one[which] as Days)[end],
  ];
  const joined = rowSet(
    sites.filter((one) => one.intoKey !== null),
    {
      ...columns,
      ...{ first_before: day("before", "first"), last_before: day("before", "last") },
      ...{ first_after: day("after", "first"), last_after: day("after", "last") },
    },
  );
  // Seen again since: the later day is the kept one's own.
  await sql`update organization_site s set first_observed_on = v.first_before, last_observed_on = v.last_before from ${joined}
    where s.entity_id = ${keep}::bigint and s.source = v.source and s.address = v.address
      and (s.first_observed_on, s.last_observed_on) is not distinct from (v.first_after, v.last_after)`.execute(
    tx.getKysely(),
  );
}

/** A number that one branch keeps for both is kept once. */
async function moveContacts(tx: Em, { keep, drop, by }: MergePair): Promise<MergeItem[]> {
  const db = tx.getKysely();
  const onKept = (column: string) =>
    sql`case when ${sql.ref(column)} = ${drop}::bigint then ${keep}::bigint else ${sql.ref(column)} end`;
  const { rows: twins } = await sql<{ id: string; into: string }>`
    update contact c set value = null, ended_by = ${by}, ended_at = now() from contact k
    where ${drop}::bigint in (c.subject_id, c.organization_id) and c.ended_at is null and k.ended_at is null and k.id <> c.id
      and k.subject_id = ${onKept("c.subject_id")} and k.organization_id is not distinct from ${onKept("c.organization_id")}
      and k.branch_id is not distinct from c.branch_id and k.kind = c.kind and k.value = c.value
    returning c.id, k.id as into`.execute(db);
  const ids = twins.map((row) => row.id);
  const { rows: moved } = await sql<{ id: string }>`
    update contact c set subject_id = ${onKept("c.subject_id")}, organization_id = ${onKept("c.organization_id")}
    where (c.subject_id = ${drop}::bigint or c.organization_id = ${drop}::bigint) and c.id <> all(${ids}::bigint[])
    returning c.id`.execute(db);
  return [
    ...twins.map((row) => item("CONTACT", row.id, { intoKey: row.into })),
    ...moved.map((row) => item("CONTACT", row.id)),
  ];
}

/** A consent that one branch has from both stands once; the other waits where it was. */
async function moveConsents(tx: Em, { keep, drop }: MergePair): Promise<MergeItem[]> {
  const db = tx.getKysely();
  const { rows: twins } = await sql<{ id: string; into: string }>`
    select d.id, k.id as into from consent d join consent k on k.subject_id = ${keep}::bigint and k.purpose = d.purpose
      and k.branch_id is not distinct from d.branch_id and k.withdrawn_on is null
    where d.subject_id = ${drop}::bigint and d.withdrawn_on is null`.execute(db);
  const { rows: moved } = await sql<{ id: string }>`update consent set subject_id = ${keep}::bigint
    where subject_id = ${drop}::bigint and id <> all(${twins.map((row) => row.id)}::bigint[]) returning id`.execute(db);
  return [
    ...twins.map((row) => item("CONSENT", row.id, { intoKey: row.into })),
    ...moved.map((row) => item("CONSENT", row.id)),
  ];
}

interface Candidate {
  id: string;
  entityId: string;
  candidateId: string;
  decision: string | null;
  decidedBy: string | null;
  decidedAt: string | null;
  note: string | null;
}
const candidateColumns = sql`id, entity_id as "entityId", candidate_id as "candidateId", decision, decided_by as "decidedBy",
  decided_at::text as "decidedAt", note`;

/** What was decided about the merged one holds for the kept one, unless that one's own says something; the two themselves are SAME. */
async function moveCandidates(tx: Em, { keep, drop, by }: MergePair): Promise<MergeItem[]> {
  const db = tx.getKysely();
  const { rows } = await sql<Candidate>`select ${candidateColumns} from match_candidate
    where entity_id in (${keep}::bigint, ${drop}::bigint) or candidate_id in (${keep}::bigint, ${drop}::bigint) order by id for update`.execute(
    db,
  );
  const otherOf = (one: Candidate, own: string) => (one.entityId === own ? one.candidateId : one.entityId);
  const isOf = (one: Candidate, own: string) => one.entityId === own || one.candidateId === own;
  const kept = new Map(rows.filter((one) => isOf(one, keep)).map((one) => [otherOf(one, keep), one]));
  const items: MergeItem[] = [];
  for (const one of rows.filter((row) => isOf(row, drop))) {
    const other = otherOf(one, drop);
    const twin = kept.get(other);
    if (other === keep) {
      items.push(item("MATCH_CANDIDATE", one.id, { before: one }));
      await sql`update match_candidate set decision = 'SAME', decided_by = ${by}, decided_at = now() where id = ${one.id}::bigint`.execute(
        db,
      );
    } else if (!twin) {
      items.push(item("MATCH_CANDIDATE", one.id, { before: one }));
      await sql`update match_candidate set entity_id = case when entity_id = ${drop}::bigint then ${keep}::bigint else entity_id end,
        candidate_id = case when candidate_id = ${drop}::bigint then ${keep}::bigint else candidate_id end where id = ${one.id}::bigint`.execute(
        db,
      );
    } else if (twin.decision === null && one.decision !== null) {
      items.push(item("MATCH_CANDIDATE", twin.id, { before: twin }));
      await sql`update match_candidate set decision = ${one.decision}, decided_by = ${one.decidedBy}, decided_at = ${one.decidedAt}::timestamptz,
        note = ${one.note} where id = ${twin.id}::bigint`.execute(db);
    }
  }
  return items;
}

async function restoreCandidates(tx: Em, items: readonly MergeItem[]): Promise<void> {
  const before = items.filter((one) => one.kind === "MATCH_CANDIDATE").map((one) => one.before as Candidate);
  const rows = rowSet(before, {
    id: ["bigint", (one) => one.id],
    entity_id: ["bigint", (one) => one.entityId],
    candidate_id: ["bigint", (one) => one.candidateId],
    decision: ["text", (one) => one.decision],
    decided_by: ["text", (one) => one.decidedBy],
    decided_at: ["timestamptz", (one) => one.decidedAt],
    note: ["text", (one) => one.note],
  });
  await sql`update match_candidate m set entity_id = v.entity_id, candidate_id = v.candidate_id, decision = v.decision,
    decided_by = v.decided_by, decided_at = v.decided_at, note = v.note from ${rows} where m.id = v.id`.execute(
    tx.getKysely(),
  );
}

/** Those that were merged into the merged one before are part of the kept one now; their ids lead there in one step. */
async function moveMerged(tx: Em, { keep, drop }: MergePair): Promise<MergeItem[]> {
  const found: string[] = [];
  for (let frontier = [drop]; frontier.length > 0; ) {
    const { rows } = await sql<{ id: string }>`select drop_id as id from organization_merge
      where keep_id = any(${frontier}::bigint[]) and undone_at is null`.execute(tx.getKysely());
    frontier = rows.map((row) => row.id).filter((id) => !found.includes(id));
    found.push(...frontier);
  }
  for (const ids of chunks(found))
    await sql`update entity set merged_into = ${keep}::bigint where id = any(${ids}::bigint[])`.execute(tx.getKysely());
  return found.map((id) => item("MERGED_BEFORE", id));
}
