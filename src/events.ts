import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import { type DispatcherOptions, startDispatcher } from "./modules/events/delivery.dispatcher.ts";
import { queueDeliveries } from "./modules/events/delivery.queue.ts";
import type { EventNews } from "./modules/events/event.news.ts";
import { publishAll } from "./modules/events/event.publisher.ts";
import { listen } from "./postgres/listener.ts";
import { inRounds } from "./shared/rounds.ts";

/**
 * Publishes what happened, within a second, and sends it to the webhooks, until it is stopped. Any number of servers may do so beside each
 * other. Streams that wait on this server are woken. PostgreSQL tells of news; the embedded database is looked at, which is all there is.
 */
export function startEvents(
  database: Database,
  { databaseUrl, webhooks }: Pick<Config, "databaseUrl" | "webhooks">,
  heard: EventNews,
  onError: (error: unknown) => void,
  onTried?: DispatcherOptions["onTried"],
): { stop(): Promise<void> } {
  const { timeoutMs, mayLoopback } = webhooks;
  const dispatcher = startDispatcher(database, { timeoutMs, mayLoopback, onError, onTried });
  const tell = () => {
    dispatcher.wake();
    heard.wake();
  };
  const publish = async () => {
    if ((await publishAll(database.em, queueDeliveries)) > 0) tell();
  };
  const publisher = inRounds(publish, { everyMs: databaseUrl ? 1_000 : 500, apartMs: 200, onError });
  const news = { platform_event_written: publisher.wake, platform_event_published: tell };
  const listener = databaseUrl ? listen(databaseUrl, news, onError) : null;
  return {
    stop: async () => {
      await listener?.stop();
      await publisher.stop();
      await dispatcher.stop();
    },
  };
}
