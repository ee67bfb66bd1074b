import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { type ErrorCode, errorCodes } from "../../shared/error-codes.ts";
import { onceOnly } from "../../shared/idempotency.service.ts";
import { retrying } from "../../shared/retry.ts";
import { asSystem } from "../../shared/session.ts";
import { cleanText } from "../../shared/text.ts";
import type { UserError } from "../../shared/user-error.ts";
import { callerOf, type Viewer } from "../../shared/viewer.ts";

/** At most this many rows a call. */
export const rowLimit = 5_000;

/** What every bulk call about a platform says besides its rows. */
export interface PlatformCall {
  /** Entity id of the platform. */
  platformId: string;
  errorPolicy?: "REJECT_ALL" | "REJECT_ROW";
  dryRun?: boolean;
  idempotencyKey?: string | null;
}

/** The platform that a call is about, as far as its rows are judged by it. */
export interface CalledPlatform {
  id: string;
  scenario: string;
  roles: readonly string[];
}

/** results and counts are empty when there are userErrors: then nothing was done. */
export interface BulkReply<Result> {
  results: Result[];
  /** Outcomes that occur, in the order of the schema. */
  counts: { outcome: RowOutcome; count: number }[];
  userErrors: UserError[];
}

const outcomes = ["CREATED", "UPDATED", "UNCHANGED", "REJECTED", "NEEDS_REVIEW", "NOT_WRITTEN"] as const;
export type RowOutcome = (typeof outcomes)[number];

/** How many results had which outcome. */
export const countOutcomes = (results: readonly { outcome: RowOutcome }[]) =>
  outcomes
    .map((outcome) => ({ outcome, count: results.filter((result) => result.outcome === outcome).length }))
    .filter(({ count }) => count > 0);

/** The mutation, the name of its list of rows, and the rows. */
export interface CalledRows {
  mutation: string;
  list: string;
  rows: readonly unknown[];
}

/**
 * Runs a bulk call about one platform in one transaction of the system, after its caller's right to the platform: again when the database
 * gave it up for another one, and once only under its idempotency key. Problems of the caller are answered, never thrown.
 */
export async function callPlatform<Result>(
  em: Em,
  viewer: Viewer,
  call: PlatformCall,
  { mutation, list, rows }: CalledRows,
  work: (tx: Em, platform: CalledPlatform) => Promise<BulkReply<Result>>,
): Promise<BulkReply<Result>> {
  const isOwn = viewer.kind === "platform" ? viewer.platformId === call.platformId : viewer.role === "HEAD_OFFICE";
  if (!isOwn || !/^[1-9]\d{0,17}$/.test(call.platformId)) return refused("PLATFORM_NOT_FOUND", "platformId");
  if (rows.length > rowLimit) return refused("TOO_MANY_ROWS", list);
  const key = call.idempotencyKey ?? null;
  const keyProblem = key === null ? null : cleanText(key, { maxLength: 200 }).error;
  if (keyProblem) return refused(keyProblem, "idempotencyKey");

  const attempt = async (tx: Em): Promise<BulkReply<Result>> => {
    const platform = await readPlatform(tx, call.platformId);
    if (!platform) return refused("PLATFORM_NOT_FOUND", "platformId");
    // A dry run leaves nothing behind, not even its key.
    if (key === null || call.dryRun) return work(tx, platform);
    const content = [call.platformId, call.errorPolicy ?? "REJECT_ROW", rows];
    const request = { caller: callerOf(viewer), mutation, key, content };
    return (
      (await onceOnly(tx, request, () => work(tx, platform))) ?? refused("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")
    );
  };
  return retrying(() => asSystem(em, attempt));
}

/** Whether rows are written at all: not in a dry run, and not beside a bad one when the caller wants all or none. */
export const isWriting = (call: PlatformCall, rows: readonly { errors: readonly UserError[] }[]): boolean =>
  !call.dryRun && !(call.errorPolicy === "REJECT_ALL" && rows.some((row) => row.errors.length > 0));

const refused = (code: ErrorCode, field: string) => ({
  results: [],
  counts: [],
  userErrors: [{ code, message: errorCodes[code], field: [field] }],
});

async function readPlatform(tx: Em, platformId: string): Promise<CalledPlatform | null> {
  const { rows } = await sql<CalledPlatform>`
    select entity_id as id, scenario, roles from scenario_platform where entity_id = ${platformId}`.execute(
    tx.getKysely(),
  );
  return rows[0] ?? null;
}
