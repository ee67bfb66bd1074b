import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { announce } from "../../shared/announcements.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { rowSet } from "../../shared/bulk.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { keyOf } from "../../shared/ids.ts";
import { lockKeys } from "../../shared/locks.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import { readCandidates } from "./candidate.loader.ts";
import type { DecideMatchInput, DecideMatchPayload } from "./candidate.type.ts";
import { findByIds, pairKey } from "./match.loader.ts";

/** So many are decided in one call. */
export const decisionLimit = 100;
const noteLimit = 500;

const refused = (code: ErrorCode, ...field: string[]): DecideMatchPayload => ({
  candidates: [],
  userErrors: [{ code, message: errorCodes[code], field }],
});

/** Where a pair stands in the input, and the organizations that it names. */
interface Pair {
  field: string[];
  first: string;
  second: string;
}

/** Keeps what a person decided about pairs of organizations: all of them or, when one cannot be decided, none. */
export async function decideMatch(context: Context, input: DecideMatchInput): Promise<DecideMatchPayload> {
  const { candidateIds, pairs } = { candidateIds: input.candidateIds ?? [], pairs: input.pairs ?? [] };
  if (candidateIds.length + pairs.length > decisionLimit)
    return refused("TOO_MANY_ROWS", candidateIds.length > decisionLimit ? "candidateIds" : "pairs");
  const note = input.note == null ? null : cleanText(input.note, { maxLength: noteLimit });
  if (note?.error) return refused(note.error, "note");
  return retrying(() => asSystem(context.em, (tx) => decide(tx, context, input, note?.text ?? null)));
}

async function decide(
  tx: Em,
  { viewer }: Context,
  input: DecideMatchInput,
  note: string | null,
): Promise<DecideMatchPayload> {
  const named: Pair[] = (input.pairs ?? []).map(({ first, second }, index) => ({
    field: ["pairs", String(index)],
    first: keyOf("entity", first) ?? "0",
    second: keyOf("entity", second) ?? "0",
  }));
  const ids = (input.candidateIds ?? []).map((id) => keyOf("matchCandidate", id) ?? "0");
  const queued = new Map((await readCandidates(tx, ids)).map((one) => [one.key, one]));
  for (const [index, id] of ids.entries()) {
    const one = queued.get(id);
    if (!one) return refused("NOT_FOUND", "candidateIds", String(index));
    named.push({ field: ["candidateIds", String(index)], first: one.firstKey, second: one.secondKey });
  }
  const organizations = await findByIds(
    tx,
    named.flatMap(({ first, second }) => [first, second]),
  );
  const pairs = new Map<string, [string, string]>();
  for (const { field, first, second } of named) {
    const [a, b] = [organizations.get(first), organizations.get(second)];
    if (!a || !b) return refused("NOT_FOUND", ...field);
    if (a.id === b.id) return refused("ALREADY_MERGED", ...field);
    if (input.decision === "SAME" && a.creditCode && b.creditCode) return refused("CREDIT_CODES_DIFFER", ...field);
    pairs.set(pairKey(a.id, b.id), [a.id, b.id]);
  }
  // Whoever queues, merges or decides the same pair waits.
  await lockKeys(
    tx,
    "identity",
    [...pairs.keys()].map((key) => `pair:${key}`),
  );
  const decided = await write(tx, [...pairs.values()], { decision: input.decision, by: viewer.subject, note });
  await announce(tx, "matchDecided", { pairs: [...pairs.values()], decision: input.decision });
  if (decided.length > 0)
    await recordAct(tx, viewer, {
      operation: "decideMatch",
      subjects: [
        ...decided.map((id) => auditSubject("matchCandidate", id)),
        ...[...new Set([...pairs.values()].flat())].map((id) => auditSubject("entity", id)),
      ],
      purpose: input.decision,
    });
  return { candidates: await readCandidates(tx, decided), userErrors: [] };
}

/** Decides the pairs that are queued, whichever way round, and queues the others decided. Answers their ids. */
async function write(
  tx: Em,
  pairs: readonly (readonly [string, string])[],
  { decision, by, note }: { decision: string; by: string; note: string | null },
): Promise<string[]> {
  const asked = rowSet(pairs, { a: ["bigint", (pair) => pair[0]], b: ["bigint", (pair) => pair[1]] });
  const { rows: known } = await sql<{ id: string; a: string; b: string }>`update match_candidate m
    set decision = ${decision}, decided_by = ${by}, decided_at = now(), note = ${note} from ${asked}
    where (m.entity_id, m.candidate_id) in ((v.a, v.b), (v.b, v.a)) returning m.id, v.a, v.b`.execute(tx.getKysely());
  const found = new Set(known.map(({ a, b }) => pairKey(a, b)));
  const fresh = pairs.filter(([a, b]) => !found.has(pairKey(a, b)));
  const { rows: made } = await sql<{ id: string }>`
    insert into match_candidate (entity_id, candidate_id, reason, decision, decided_by, decided_at, note)
    select v.a, v.b, 'ASKED', ${decision}, ${by}, now(), ${note}
    from ${rowSet(fresh, { a: ["bigint", (pair) => pair[0]], b: ["bigint", (pair) => pair[1]] })} returning id`.execute(
    tx.getKysely(),
  );
  return [...known, ...made].map((row) => row.id);
}
