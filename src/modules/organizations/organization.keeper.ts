import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { asSystem } from "../../shared/session.ts";
import { keepSlice } from "./name.keeper.ts";
import { foldReferenceCounts } from "./reference-count.ts";

/** So many times as long as a slice took the next one waits while callers are served. */
const politeness = 4;

/**
 * Does every second what writers of organizations leave to be done behind them: keys of names, and sums of counts. Several servers may.
 * Callers come first: while any are served, names are given a fifth of the time, and what piles up is worked off afterwards. Answers how to
 * stop: it ends with the slice that is being written.
 */
export function keepRegularly(
  em: Em,
  { isBusy, onError }: { isBusy: () => boolean; onError: (error: unknown) => void },
): () => Promise<void> {
  let running: Promise<void> | null = null;
  const stopping = new AbortController();
  const rest = (milliseconds: number) => pause(milliseconds, null, { signal: stopping.signal }).catch(() => {});
  const round = async () => {
    // Asked without a transaction: an idle server spends one statement a second.
    const { rows } = await sql<{ named: boolean; counted: boolean }>`
      select not exists (select from name_pending) as named, not exists (select from reference_change) as counted`.execute(
      em.getKysely(),
    );
    const { named, counted } = rows[0]!;
    if (!counted) await asSystem(em, foldReferenceCounts);
    // Null: what waits is another server's work.
    while (!named && !stopping.signal.aborted) {
      const began = performance.now();
      if ((await asSystem(em, keepSlice)) === null) return;
      if (isBusy()) await rest(politeness * (performance.now() - began));
    }
  };
  const timer = setInterval(() => {
    running ??= round()
      .catch(onError)
      .finally(() => {
        running = null;
      });
  }, 1_000);
  return async () => {
    stopping.abort();
    clearInterval(timer);
    await running;
  };
}
