import { setTimeout as pause } from "node:timers/promises";

/** Work that is done again and again while the server runs. */
export interface Rounds {
  /** Begins a round at once, or, while one runs, another one right behind it. */
  wake(): void;
  /** Waits for the round that runs; no further one begins. */
  stop(): Promise<void>;
}

/**
 * Does some work every so many milliseconds and whenever it is woken, one round after the other; of failures in a row the first is told.
 * apartMs: so long at least lies between the beginnings of two, so that what comes in between is done at once.
 */
export function inRounds(
  work: () => Promise<unknown>,
  { everyMs, apartMs = 0, onError }: { everyMs: number; apartMs?: number; onError: (error: unknown) => void },
): Rounds {
  let running: Promise<void> | null = null;
  let isWanted = false;
  const stopping = new AbortController();
  let isFailing = false;
  const run = async () => {
    while (isWanted && !stopping.signal.aborted) {
      isWanted = false;
      const next = performance.now() + apartMs;
      try {
        await work();
        isFailing = false;
      } catch (error) {
        if (!isFailing) onError(error);
        isFailing = true;
      }
      if (apartMs > 0)
        await pause(Math.max(0, next - performance.now()), null, { signal: stopping.signal }).catch(() => {});
    }
    running = null;
  };
  const wake = () => {
    isWanted = true;
    if (!stopping.signal.aborted) running ??= run();
  };
  const timer = setInterval(wake, everyMs);
  wake();
  return {
    wake,
    stop: async () => {
      stopping.abort();
      clearInterval(timer);
      await running;
    },
  };
}
