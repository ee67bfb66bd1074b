import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { keyOf } from "../../shared/ids.ts";
import { lockKeys, lockSpace } from "../../shared/locks.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import { findDecisions } from "./match.loader.ts";
import { moveAccounts, restoreAccounts } from "./merge.accounts.ts";
import { readItems, readMerge, recordMerge, renameItems, writeItems } from "./merge.loader.ts";
import { type MergeItem, type MergePair, UndoBlocked } from "./merge.plan.ts";
import { moveRelationships } from "./merge.relationships.ts";
import { restoreRelationships } from "./merge.relationships.undo.ts";
import { moveRows, restoreRows } from "./merge.rows.ts";
import { MergedKind, type MergeOrganizationsInput, type MergePayload, type UndoMergeInput } from "./merge.type.ts";
import { mergeValues, readOrganizations, restoreValues } from "./merge.values.ts";

/** A merge of more relationships than these would hold everybody up for too long: keep the larger of the two. */
const relationshipLimit = 20_000;
const relationshipKinds = ["RELATIONSHIP", "KEPT_RELATIONSHIP", "MADE_RELATIONSHIP"] as const;
/** So many items of a merge are shown. */
const shown = 100;
export const noteLimit = 500;

const refused = (code: ErrorCode, field: string, message: string = errorCodes[code]): MergePayload => ({
  ...{ merge: null, moves: [], sample: [] },
  userErrors: [{ code, message, field: [field] }],
});

/** What a dry run found; thrown so that nothing of it lasts. */
class DryRun extends Error {
  constructor(readonly payload: MergePayload) {
    super("a dry run");
  }
}

/** Everything of one organization stands under another from now on; both ids and codes lead there. A dry run does the same, and keeps nothing of it. */
export async function mergeOrganizations(context: Context, input: MergeOrganizationsInput): Promise<MergePayload> {
  const note = input.note == null ? null : cleanText(input.note, { maxLength: noteLimit });
  if (note?.error) return refused(note.error, "note");
  const keep = keyOf("entity", input.keep);
  const drop = keyOf("entity", input.drop);
  if (!keep) return refused("NOT_FOUND", "keep");
  if (!drop) return refused("NOT_FOUND", "drop");
  if (keep === drop) return refused("ALREADY_MERGED", "drop");
  const pair = { keep, drop, by: context.viewer.subject, today: context.today };
  const attempt = async (tx: Em): Promise<MergePayload> => {
    await lockAll(tx, pair);
    const problem = await problemOf(tx, pair);
    if (problem) return problem;
    const payload = await merge(tx, context, pair, note?.text ?? null);
    if (input.dryRun) throw new DryRun({ ...payload, merge: null });
    return payload;
  };
  try {
    return await retrying(() => asSystem(context.em, attempt));
  } catch (error) {
    if (error instanceof DryRun) return error.payload;
    throw error;
  }
}

/** Nobody resolves, joins, observes or contacts anything meanwhile: a merge is rare, and touches whatever hangs on two organizations. */
async function lockAll(tx: Em, { keep, drop }: Pick<MergePair, "keep" | "drop">): Promise<void> {
  await lockSpace(tx, "identity");
  await lockSpace(tx, "relationship");
  await lockSpace(tx, "evidence");
  await lockKeys(tx, "person", [keep, drop]);
}

async function problemOf(tx: Em, { keep, drop }: MergePair): Promise<MergePayload | null> {
  const found = await readOrganizations(tx, [keep, drop]);
  const [kept, dropped] = [found.get(keep), found.get(drop)];
  if (!kept) return refused("NOT_FOUND", "keep");
  if (!dropped) return refused("NOT_FOUND", "drop");
  if (kept.mergedInto) return refused("ALREADY_MERGED", "keep");
  if (dropped.mergedInto) return refused("ALREADY_MERGED", "drop");
  if (kept.creditCode && dropped.creditCode) return refused("CREDIT_CODES_DIFFER", "drop");
  const decisions = await findDecisions(tx, [[keep, drop]]);
  if ([...decisions.values()].includes("DIFFERENT")) return refused("DECIDED_DIFFERENT", "drop");
  const { rows } = await sql<{ count: string }>`select count(*) as count from (select from relationship r
    where ${drop}::bigint in (r.source_id, r.target_id) and r.withdrawn_at is null limit ${relationshipLimit + 1}) c`.execute(
    tx.getKysely(),
  );
  if (Number(rows[0]!.count) > relationshipLimit)
    return refused(
      "TOO_MANY_ROWS",
      "drop",
      `It has more than ${relationshipLimit} relationships; keep this one and drop the other.`,
    );
  return null;
}

async function merge(tx: Em, { viewer }: Context, pair: MergePair, note: string | null): Promise<MergePayload> {
  const organizations = await readOrganizations(tx, [pair.keep, pair.drop]);
  const record = await recordMerge(tx, pair, note);
  const items: MergeItem[] = [
    ...(await mergeValues(tx, pair, organizations.get(pair.keep)!, organizations.get(pair.drop)!)),
    ...(await moveRelationships(tx, pair)),
    ...(await moveAccounts(tx, pair)),
    ...(await moveRows(tx, pair)),
  ];
  await writeItems(tx, record.key, items);
  await recordAct(tx, viewer, {
    operation: "mergeOrganizations",
    subjects: [auditSubject("merge", record.key), auditSubject("entity", pair.keep), auditSubject("entity", pair.drop)],
  });
  return { merge: record, ...told(items), userErrors: [] };
}

/** How many rows of each kind move, and the first of them. */
function told(items: readonly MergeItem[]): Pick<MergePayload, "moves" | "sample"> {
  const moves = Object.values(MergedKind).flatMap((kind) => {
    const count = items.filter((one) => one.kind === kind).length;
    return count > 0 ? [{ kind, count }] : [];
  });
  const sample = items
    .filter((one) => one.kind === "RELATIONSHIP")
    .slice(0, shown)
    .map((one) => {
      const { kind, sourceId, targetId, role, since, until } = one.before as Record<string, string | null>;
      return {
        key: one.rowKey,
        kind,
        sourceKey: sourceId!,
        targetKey: targetId!,
        role,
        since,
        until,
        isWithdrawn: one.intoKey === null,
      };
    });
  return { moves, sample: sample as MergePayload["sample"] };
}

/** Parts two organizations again: everything stands where it stood, and what came since stays with the kept one. */
export async function undoMerge(context: Context, { mergeId }: UndoMergeInput): Promise<MergePayload> {
  const key = keyOf("merge", mergeId);
  if (!key) return refused("NOT_FOUND", "mergeId");
  try {
    return await retrying(() => asSystem(context.em, (tx) => undo(tx, context, key)));
  } catch (error) {
    if (error instanceof UndoBlocked) return refused("UNDO_BLOCKED", "mergeId", error.message);
    throw error;
  }
}

async function undo(tx: Em, { viewer, today }: Context, key: string): Promise<MergePayload> {
  const found = await readMerge(tx, key);
  if (!found) return refused("NOT_FOUND", "mergeId");
  await lockAll(tx, { keep: found.keepKey, drop: found.dropKey });
  const record = (await readMerge(tx, key))!;
  if (record.undoneAt) return refused("ALREADY_UNDONE", "mergeId");
  const pair = { keep: record.keepKey, drop: record.dropKey, by: viewer.subject, today };
  const db = tx.getKysely();
  const { rows: later } = await sql`select from organization_merge where id > ${key}::bigint and undone_at is null
    and (keep_id = ${pair.keep}::bigint or drop_id = ${pair.keep}::bigint)`.execute(db);
  if (later.length > 0) throw new UndoBlocked("A later merge stands on it; undo that one first.");
  const items = await readItems(tx, key);
  const { rows } = await sql<{
    at: string;
  }>`update organization_merge set undone_by = ${viewer.subject}, undone_at = now()
    where id = ${key}::bigint returning undone_at as at`.execute(db);
  if (!(await restoreValues(tx, pair, items))) throw new UndoBlocked("The credit code was changed since.");
  await restoreRows(tx, pair, items);
  const relationships = await restoreRelationships(tx, items, today);
  const accounts = await restoreAccounts(tx, pair, items);
  await renameItems(tx, pair, [
    ...[...relationships].map(([from, into]) => ({ kinds: relationshipKinds, from, into })),
    ...accounts.map(({ kind, from, into }) => ({ kinds: [kind], from, into })),
  ]);
  await recordAct(tx, viewer, {
    operation: "undoMerge",
    subjects: [auditSubject("merge", key), auditSubject("entity", pair.keep), auditSubject("entity", pair.drop)],
  });
  return { merge: { ...record, undoneAt: rows[0]!.at, undoneBy: viewer.subject }, ...told(items), userErrors: [] };
}
