import type { Database } from "./database.ts";
import { publishAll } from "./modules/events/event.publisher.ts";
import { listen } from "./postgres/listener.ts";
import { inRounds } from "./shared/rounds.ts";

export interface EventsOptions {
  /** Where PostgreSQL tells of news; null: the embedded database, where looking is all there is. */
  databaseUrl: string | null;
  onError: (error: unknown) => void;
}

/** Publishes what happened, within a second, until it is stopped. Any number of servers may do so beside each other. */
export function startEvents(database: Database, { databaseUrl, onError }: EventsOptions): { stop(): Promise<void> } {
  const everyMs = databaseUrl ? 1_000 : 500;
  const publisher = inRounds(() => publishAll(database.em), { everyMs, onError });
  const listener = databaseUrl ? listen(databaseUrl, { platform_event_written: publisher.wake }, onError) : null;
  return {
    stop: async () => {
      await listener?.stop();
      await publisher.stop();
    },
  };
}
