import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { chunks, rowSet } from "../../shared/bulk.ts";
import type { ReadRow, WrittenSlice } from "./job.slice.ts";
import type { End } from "./kinds/kind.ts";

const countOf = {
  CREATED: "created",
  UPDATED: "updated",
  UNCHANGED: "unchanged",
  REJECTED: "rejected",
  PENDING: "pending",
} as const;

/** Keeps what was refused and what waits, and answers how many rows came to what. */
export async function recordOutcomes(
  tx: Em,
  jobId: string,
  rows: readonly ReadRow[],
  { outcomes }: WrittenSlice,
): Promise<{ created: number; updated: number; unchanged: number; rejected: number; pending: number }> {
  const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0, pending: 0 };
  const refused: RefusedRow[] = [];
  const waiting: { line: number; cells: Record<string, string> | undefined; missing: readonly End[] }[] = [];
  outcomes.forEach((one, index) => {
    counts[countOf[one.outcome]] += 1;
    const { file } = rows[index]!;
    // What was erased is not kept in another place.
    if (one.problem)
      refused.push({
        line: file.line,
        fields: one.problem.code === "PERSON_ERASED" ? [] : file.fields,
        ...one.problem,
      });
    if (one.outcome === "PENDING") waiting.push({ line: file.line, cells: file.cells, missing: one.missing });
  });
  await recordErrors(tx, jobId, refused);
  for (const chunk of chunks(waiting)) {
    const values = rowSet(chunk, {
      line: ["bigint", (row) => row.line],
      cells: ["json", (row) => JSON.stringify(row.cells)],
    });
    const { rows: made } = await sql<{ id: string; line: string }>`insert into import_pending (job_id, line, cells)
      select ${jobId}::bigint, line, cells from ${values} returning id, line`.execute(tx.getKysely());
    const idOf = new Map(made.map(({ id, line }) => [Number(line), id]));
    const ends = chunk.flatMap(({ line, missing }) =>
      missing.map((end, place) => ({ ...end, place, pending: idOf.get(line)! })),
    );
    const endValues = rowSet(ends, {
      pending_id: ["bigint", (end) => end.pending],
      end_place: ["bigint", (end) => end.place],
      source: ["text", (end) => end.source],
      number: ["text", (end) => end.number],
    });
    await sql`insert into import_pending_end (pending_id, place, source, number)
      select pending_id, end_place, source, number from ${endValues}`.execute(tx.getKysely());
  }
  return counts;
}

interface RefusedRow {
  line: number;
  field: string | null;
  code: string;
  message: string;
  fields: readonly string[];
  file?: number;
}

/** Keeps refused rows with why. A row that was refused already keeps its first reason. */
export async function recordErrors(tx: Em, jobId: string, refused: readonly RefusedRow[]): Promise<void> {
  for (const chunk of chunks(refused)) {
    const values = rowSet(chunk, {
      file_number: ["bigint", (row) => row.file ?? 1],
      line: ["bigint", (row) => row.line],
      field: ["text", (row) => row.field],
      code: ["text", (row) => row.code],
      message: ["text", (row) => row.message],
      // Arrays of arrays must be even in SQL; as JSON they need not.
      fields: ["jsonb", (row) => JSON.stringify(row.fields.map(storable))],
    });
    await sql`insert into import_error (job_id, file_number, line, field, code, message, fields)
      select ${jobId}::bigint, file_number, line, field, code, message, array(select jsonb_array_elements_text(v.fields)) from ${values}
      on conflict (job_id, file_number, line) do nothing`.execute(tx.getKysely());
  }
}

/** A refused cell may hold what no database keeps, and be as long as it likes. */
const storable = (field: string): string =>
  field
    .slice(0, 2000)
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replaceAll("\0", "\ufffd");
