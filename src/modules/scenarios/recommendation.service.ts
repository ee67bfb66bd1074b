import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { rowSet } from "../../shared/bulk.ts";
import { parseDay } from "../../shared/day.ts";
import { onceOnly } from "../../shared/idempotency.service.ts";
import { keyOf } from "../../shared/ids.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { callerOf } from "../../shared/viewer.ts";
import { countOutcomes, isWriting, rowLimit } from "../platforms/platform.call.ts";
import { writeDeclared } from "./declared.writer.ts";
import { dayProblems, problem } from "./problem.ts";
import type { RecordRecommendationsInput, RecordRecommendationsPayload } from "./recommendation.type.ts";

/** A row as it may be written. */
interface Recommendation {
  index: number;
  sourceId: string;
  targetId: string;
  on: string;
  note: string | null;
}

const refused = (...userErrors: UserError[]): RecordRecommendationsPayload => ({ results: [], counts: [], userErrors });

/** Records recommendations as relationships from their day on, each with a declaration of the bank's staff and its note. */
export async function recordRecommendations(
  { em, viewer, today }: Context,
  input: RecordRecommendationsInput,
): Promise<RecordRecommendationsPayload> {
  const { recommendations, idempotencyKey, errorPolicy, dryRun } = input;
  if (recommendations.length > rowLimit) return refused(problem("TOO_MANY_ROWS", "recommendations"));
  const key = idempotencyKey == null ? null : cleanText(idempotencyKey, { maxLength: 200 });
  if (key?.error) return refused(problem(key.error, "idempotencyKey"));
  const work = (tx: Em) => record(tx, { em, viewer, today } as Context, input);
  return retrying(() =>
    asSystem(em, async (tx) => {
      if (!key || dryRun) return work(tx);
      const content = [errorPolicy, recommendations];
      const request = { caller: callerOf(viewer), mutation: "recordRecommendations", key: idempotencyKey!, content };
      const reply = await onceOnly(tx, request, () => work(tx));
      return reply ?? refused(problem("IDEMPOTENCY_KEY_REUSED", "idempotencyKey"));
    }),
  );
}

async function record(
  tx: Em,
  { viewer, today }: Context,
  input: RecordRecommendationsInput,
): Promise<RecordRecommendationsPayload> {
  const known = await readEnds(tx, input);
  const checked = input.recommendations.map(({ fromId, toId, on, note }, index) => {
    const at = (field: string) => `recommendations.${index}.${field}`;
    const from = known.get(fromId);
    const to = known.get(toId);
    const text = note == null ? null : cleanText(note);
    const errors = [
      ...(from && from.type !== "SCENARIO_PLATFORM" ? [] : [problem("NOT_FOUND", at("fromId"))]),
      ...(to ? [] : [problem("NOT_FOUND", at("toId"))]),
      ...(from && from.key === to?.key ? [problem("BAD_INPUT", at("toId"), "Nobody recommends to itself.")] : []),
      ...dayProblems(at("on"), parseDay(on), today),
      ...(text?.error ? [problem(text.error, at("note"))] : []),
    ];
    const row: Recommendation = {
      index,
      sourceId: from?.key ?? "",
      targetId: to?.key ?? "",
      on,
      note: text?.text ?? null,
    };
    return { index, errors, row };
  });
  const good = checked.filter(({ errors }) => errors.length === 0).map(({ row }) => row);
  const written = isWriting({ ...input, platformId: "" }, checked)
    ? await write(tx, good, { viewer, today } as Context)
    : null;
  const results = checked.map(({ index, errors }) => {
    const outcome = errors.length > 0 ? "REJECTED" : (written?.get(index) ?? "NOT_WRITTEN");
    return { index, errors, outcome } as const;
  });
  return { results, counts: countOutcomes(results), userErrors: [] };
}

/** The ends that rows name, by their ids; one that was merged as what it is part of. Persons recommend nothing here: they are no hubs. */
async function readEnds(tx: Em, { recommendations }: RecordRecommendationsInput) {
  const ids = [...new Set(recommendations.flatMap(({ fromId, toId }) => [fromId, toId]))];
  const keys = ids.map((id) => keyOf("entity", id));
  const { rows } = await sql<{
    id: string;
    key: string;
    type: string;
  }>`select id, coalesce(merged_into, id) as key, type from entity
    where id = any(${keys.filter((key) => key !== null)}::bigint[]) and type <> 'PERSON'`.execute(tx.getKysely());
  const found = new Map(rows.map((row) => [row.id, row]));
  return new Map(ids.map((id, i) => [id, keys[i] ? found.get(keys[i]) : undefined]));
}

async function write(tx: Em, rows: readonly Recommendation[], { viewer, today }: Context) {
  const outcomes = new Map<number, "CREATED" | "UPDATED" | "UNCHANGED">();
  if (rows.length === 0) return outcomes;
  const written = await writeDeclared(
    tx,
    rows.map((row) => ({ ...row, kind: "RECOMMENDED", since: row.on, observedOn: row.on })),
    today,
  );
  const noted = await writeNotes(tx, rows, written, viewer.kind === "staff" ? viewer.branchId : null, viewer.subject);
  for (const [i, { index }] of rows.entries()) {
    const { outcome } = written[i]!;
    outcomes.set(index, outcome === "UNCHANGED" && noted.has(i) ? "UPDATED" : outcome);
  }
  const subjects = new Set(rows.flatMap((row) => [row.sourceId, row.targetId]));
  await recordAct(tx, viewer, {
    operation: "recordRecommendations",
    subjects: [...subjects].map((id) => auditSubject("entity", id)),
  });
  return outcomes;
}

/** Notes under the declarations of their rows; of several for one declaration the last holds. Answers the places of those that are new. */
async function writeNotes(
  tx: Em,
  rows: readonly Recommendation[],
  written: readonly { relationshipId: string }[],
  branch: string | null,
  by: string,
): Promise<Set<number>> {
  const places = rows.map((row, place) => ({ ...row, place, relationshipId: written[place]!.relationshipId }));
  const last = new Map(places.filter(({ note }) => note).map((row) => [`${row.relationshipId} ${row.on}`, row]));
  if (last.size === 0) return new Set();
  const asked = rowSet([...last.values()], {
    relationship_id: ["bigint", (row) => row.relationshipId],
    said_on: ["date", (row) => row.on],
    note: ["text", (row) => row.note],
    row_place: ["int", (row) => row.place],
  });
  const { rows: changed } = await sql<{ evidence_id: string; row_place: number }>`
    with said as (
      select e.id as evidence_id, v.note, v.row_place from ${asked} join evidence e on e.relationship_id = v.relationship_id
        and e.kind = 'DECLARATION' and e.source = 'bank' and e.observed_on = v.said_on and e.withdrawn_at is null
    ), kept as (
      insert into recommendation_note as n (evidence_id, note, branch_id, recorded_by)
      select evidence_id, note, ${branch}::bigint, ${by} from said
      on conflict (evidence_id, recorded_by) do update set note = excluded.note, branch_id = excluded.branch_id, recorded_at = now() where n.note <> excluded.note returning evidence_id
    ) select s.evidence_id, s.row_place from said s join kept using (evidence_id)`.execute(tx.getKysely());
  return new Set(changed.map((row) => row.row_place));
}
