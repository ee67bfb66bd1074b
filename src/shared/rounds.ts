/** Work that is done again and again while the server runs. */
export interface Rounds {
  /** Begins a round at once, or, while one runs, another one right behind it. */
  wake(): void;
  /** Waits for the round that runs; no further one begins. */
  stop(): Promise<void>;
}

/** Does some work every so many milliseconds and whenever it is woken, one round after the other; of failures in a row the first is told. */
export function inRounds(
  work: () => Promise<unknown>,
  { everyMs, onError }: { everyMs: number; onError: (error: unknown) => void },
): Rounds {
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isStopped = false;
  let isFailing = false;
  const run = async () => {
    while (isWanted && !isStopped) {
      isWanted = false;
      try {
        await work();
        isFailing = false;
      } catch (error) {
        if (!isFailing) onError(error);
        isFailing = true;
      }
    }
    running = null;
  };
  const wake = () => {
    isWanted = true;
    if (!isStopped) running ??= run();
  };
  const timer = setInterval(wake, everyMs);
  wake();
  return {
    wake,
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
