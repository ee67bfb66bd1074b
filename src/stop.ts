/** Who tells a process to stop, and how it ends. */
export interface Stopping {
  /** Finishes what runs. */
  stop: () => Promise<void>;
  /** In milliseconds; what has not come to its end by then is broken off. */
  within?: number;
}

/**
 * On SIGTERM or SIGINT what runs is finished and the process ends with 0. After ten seconds it ends with 1 all the same: whatever it was
 * writing is rolled back by the database. A second signal ends it at once.
 */
export function stopOnSignal({ stop, within = 9_500 }: Stopping): void {
  let isStopping = false;
  const onSignal = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), within).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}
