import { sql } from "kysely";
import type { Em } from "../../database.ts";

/** How far events are published. */
export async function headPosition(em: Em): Promise<string> {
  const { rows } = await sql<{ position: string }>`select position from event_head`.execute(em.getKysely());
  return rows[0]!.position;
}

interface Waiting {
  position: bigint;
  resolve: (head: string | null) => void;
}

export interface EventNews {
  /** Waits until more is published than stood at a position; null: the signal came first. */
  behind(position: string, signal: AbortSignal): Promise<string | null>;
  /** Looks at once: the database told of news. */
  wake(): void;
  stop(): void;
}

/** Tells all who wait on a server of news, for one statement a second however many they are, and none while nobody waits. */
export function eventNews(em: Em, onError: (error: unknown) => void, everyMs = 1_000): EventNews {
  const waiting = new Set<Waiting>();
  let timer: NodeJS.Timeout | null = null;
  let isLooking = false;
  let isWanted = false;
  const look = async () => {
    isWanted = true;
    if (isLooking) return;
    isLooking = true;
    while (isWanted && waiting.size > 0) {
      isWanted = false;
      try {
        const head = await headPosition(em);
        for (const one of [...waiting]) if (one.position < BigInt(head)) one.resolve(head);
      } catch (error) {
        onError(error);
      }
    }
    isLooking = false;
    rest();
  };
  const rest = () => {
    if (waiting.size > 0) timer ??= setInterval(look, everyMs);
    else if (timer) {
      clearInterval(timer);
      timer = null;
    }
  };
  return {
    behind: (position, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(null);
        const end = () => one.resolve(null);
        const one: Waiting = {
          position: BigInt(position),
          resolve: (head) => {
            waiting.delete(one);
            signal.removeEventListener("abort", end);
            resolve(head);
          },
        };
        waiting.add(one);
        signal.addEventListener("abort", end);
        rest();
        void look();
      }),
    wake: () => void look(),
    stop: () => {
      for (const one of [...waiting]) one.resolve(null);
      rest();
    },
  };
}
