import { sql } from "kysely";
import type { Context } from "../../context.ts";
import type { Em } from "../../database.ts";
import { auditSubject, recordAct } from "../../shared/audit.service.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { keyOf } from "../../shared/ids.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import { withdrawEvidence } from "./evidence-withdrawal.service.ts";
import type { WithdrawEvidenceInput, WithdrawEvidencePayload } from "./evidence-withdrawal.type.ts";

/** At most this many ids a call. */
const rowLimit = 1_000;

/** What a viewer asks to be withdrawn, in one transaction with its line in the audit log; what is withdrawn already stays so. */
export async function withdrawEvidenceAsked(
  context: Context,
  { ids, reason }: WithdrawEvidenceInput,
): Promise<WithdrawEvidencePayload> {
  if (ids.length > rowLimit) return refused("TOO_MANY_ROWS", "ids");
  const why = cleanText(reason, { maxLength: 500 });
  if (why.error) return refused(why.error, "reason");
  const keys = ids.map((id) => keyOf("evidence", id));
  return retrying(() => asSystem(context.em, (tx) => withdraw(tx, context, keys, why.text)));
}

const refused = (code: ErrorCode, field: string): WithdrawEvidencePayload => ({
  results: [],
  userErrors: [{ code, message: errorCodes[code], field: [field] }],
});

async function withdraw(
  tx: Em,
  { viewer, today }: Context,
  keys: readonly (string | null)[],
  reason: string,
): Promise<WithdrawEvidencePayload> {
  const named = keys.filter((key) => key !== null);
  const { rows } = await sql<{ id: string }>`select id from evidence where id = any(${named}::bigint[])`.execute(
    tx.getKysely(),
  );
  const known = new Set(rows.map((row) => row.id));
  const withdrawn = await withdrawEvidence(tx, [...known], today, { by: viewer.subject, reason });
  if (withdrawn.length > 0) {
    const subjects = withdrawn.map((id) => auditSubject("evidence", id));
    await recordAct(tx, viewer, { operation: "withdrawEvidence", subjects });
  }
  const news = new Set(withdrawn);
  const results = keys.map((key, index) => {
    if (key === null || !known.has(key)) {
      const error = { code: "NOT_FOUND" as const, message: errorCodes.NOT_FOUND, field: ["ids", String(index)] };
      return { index, outcome: "REJECTED" as const, errors: [error] };
    }
    return { index, outcome: news.delete(key) ? ("WITHDRAWN" as const) : ("UNCHANGED" as const), errors: [] };
  });
  return { results, userErrors: [] };
}
