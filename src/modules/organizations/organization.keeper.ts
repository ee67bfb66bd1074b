import { sql } from "kysely";
import type { Em } from "../../database.ts";
import { asSystem } from "../../shared/session.ts";
import { keepSlice } from "./name.keeper.ts";
import { foldReferenceCounts } from "./reference-count.ts";

/**
 * Does every second what writers of organizations leave to be done behind them: keys of names, and sums of counts. Several servers may.
 * Answers how to stop: it ends with the slice that is being written.
 */
export function keepRegularly(em: Em, onError: (error: unknown) => void): () => Promise<void> {
  let running: Promise<void> | null = null;
  let isStopping = false;
  const round = async () => {
    // Asked without a transaction: an idle server spends one statement a second.
    const { rows } = await sql<{ named: boolean; counted: boolean }>`
      select not exists (select from name_pending) as named, not exists (select from reference_change) as counted`.execute(
      em.getKysely(),
    );
    const { named, counted } = rows[0]!;
    if (!counted) await asSystem(em, foldReferenceCounts);
    // Null: what waits is another server's work.
    while (!named && !isStopping && (await asSystem(em, keepSlice)) !== null);
  };
  const timer = setInterval(() => {
    running ??= round()
      .catch(onError)
      .finally(() => {
        running = null;
      });
  }, 1_000);
  return async () => {
    isStopping = true;
    clearInterval(timer);
    await running;
  };
}
