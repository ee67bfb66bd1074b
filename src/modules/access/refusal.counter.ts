import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { rowSet } from "../../shared/bulk.ts";
import type { ErrorCode } from "../../shared/error-codes.ts";
import { asSystem } from "../../shared/session.ts";
import type { Viewer } from "../../shared/viewer.ts";

/** Who was refused: a viewer; a key whose text was wrong or that is no longer taken; or null, somebody unknown. */
export type Refused = Viewer | { kind: "key"; keyId: string } | null;

export interface RefusalCounter {
  /** operation: a root field, or "signIn"; a name of ours, never the caller's text. */
  count(who: Refused, operation: string, code: ErrorCode): void;
  /** Writes what is counted; without `all` only minutes that are over. */
  flush(all?: boolean): Promise<void>;
  /** Writes everything, and counts no more. */
  close(): Promise<void>;
}

interface Tally {
  minute: number;
  actor: string;
  role: string;
  client: string | null;
  branchId: string | null;
  platformId: string | null;
  operation: string;
  code: string;
  count: number;
}

/** Beyond as many different rows, further ones are counted together, whoever it was: memory stays bounded under any flood. */
const rowLimit = 2_000;
const minuteLength = 60_000;

/**
 * Refusals by client, minute, operation and code, counted in memory and written as one row each when the minute is over: a flood of
 * them must not become a flood of writes. A killed server loses the counts of at most its last minute.
 */
export function refusalCounter(em: Em, { now = Date.now, onError = (_: unknown) => {} } = {}): RefusalCounter {
  let tallies = new Map<string, Tally>();

  const count: RefusalCounter["count"] = (who, operation, code) => {
    const minute = Math.floor(now() / minuteLength) * minuteLength;
    const one = { minute, ...identityOf(who), operation, code };
    const key = JSON.stringify(Object.values(one));
    const known = tallies.get(key);
    if (known) known.count += 1;
    else if (tallies.size < rowLimit) tallies.set(key, { ...one, count: 1 });
    else countOthers(minute, operation, code);
  };
  const countOthers = (minute: number, operation: string, code: string) => {
    const key = JSON.stringify([minute, "others", operation, code]);
    const known = tallies.get(key);
    if (known) known.count += 1;
    else tallies.set(key, { minute, ...identityOf(null), actor: "others", operation, code, count: 1 });
  };
  const flush = async (all = false): Promise<void> => {
    const current = Math.floor(now() / minuteLength) * minuteLength;
    const due = [...tallies].filter(([, tally]) => all || tally.minute < current);
    if (due.length === 0) return;
    tallies = new Map([...tallies].filter(([, tally]) => !all && tally.minute >= current));
    // Kept for the next time, behind what has come meanwhile.
    const keep = (some: typeof due) => {
      for (const [key, tally] of some) if (tallies.size < 2 * rowLimit) tallies.set(key, tally);
    };
    try {
      await writeRefusals(
        em,
        due.map(([, tally]) => tally),
      );
    } catch (error) {
      if (isUnwritable(error)) keep(await writeSingly(due));
      else keep(due);
      onError(error);
    }
  };
  /** Each by itself, so that one that can never be written keeps no other from it; answers those to try again. */
  const writeSingly = async (due: readonly [string, Tally][]): Promise<[string, Tally][]> => {
    const left: [string, Tally][] = [];
    for (const one of due) {
      await writeRefusals(em, [one[1]]).catch((error) => {
        if (!isUnwritable(error)) left.push(one);
      });
    }
    return left;
  };
  const timer = setInterval(() => void flush(), 5_000);
  timer.unref();
  return {
    count,
    flush,
    close: async () => {
      clearInterval(timer);
      await flush(true);
    },
  };
}

function identityOf(who: Refused): Pick<Tally, "actor" | "role" | "client" | "branchId" | "platformId"> {
  const nobody = { role: "NOBODY", client: null, branchId: null, platformId: null };
  if (who === null) return { ...nobody, actor: "anonymous" };
  if (who.kind === "key") return { ...nobody, actor: `key:${who.keyId}` };
  const own =
    who.kind === "platform"
      ? { branchId: null, platformId: who.platformId }
      : { branchId: who.branchId, platformId: null };
  return { actor: who.subject, role: who.role, client: who.client, ...own };
}

/** A value that the database cannot hold (SQLSTATE class 22), today or ever. */
function isUnwritable(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === "string" ? code.startsWith("22") : cause != null && isUnwritable(cause);
}

async function writeRefusals(em: Em, tallies: readonly Tally[]): Promise<void> {
  const rows = rowSet(tallies, {
    minute: ["timestamptz", (one) => new Date(one.minute).toISOString()],
    actor: ["text", (one) => one.actor],
    role: ["text", (one) => one.role],
    client: ["text", (one) => one.client],
    branch_id: ["bigint", (one) => one.branchId],
    platform_id: ["bigint", (one) => one.platformId],
    operation: ["text", (one) => one.operation],
    code: ["text", (one) => one.code],
    count: ["integer", (one) => one.count],
  });
  await asSystem(em, (tx) =>
    sql`insert into audit_entry (minute, actor, role, client, branch_id, platform_id, operation, outcome, code, subjects, count)
      select minute, actor, role, client, branch_id, platform_id, operation, 'REFUSED', code, '{}', count from ${rows}`.execute(
      tx.getKysely(),
    ),
  );
}
