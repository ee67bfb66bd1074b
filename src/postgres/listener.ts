import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

/** What is called for news of a channel. */
export type OnNews = Readonly<Record<string, () => void>>;

export interface Listener {
  stop(): Promise<void>;
}

/** Between two attempts to listen again, in milliseconds. */
const patience = 2_000;

/**
 * Listens on channels of PostgreSQL over a connection of its own, which a pooler in transaction mode cannot give. Whoever is woken polls as
 * well: a connection that broke loses nothing, and is made again. After each connect everybody is woken once, for what was missed.
 */
export function listen(connectionString: string, onNews: OnNews, onError: (error: unknown) => void): Listener {
  const stopping = new AbortController();
  let client: pg.Client | null = null;
  let isFailing = false;
  const listenOnce = async () => {
    const connected = new pg.Client({ connectionString, connectionTimeoutMillis: 3_000, keepAlive: true });
    client = connected;
    const ended = new Promise<unknown>((resolve) => {
      connected.on("error", resolve);
      connected.on("end", () => resolve(null));
    });
    connected.on("notification", ({ channel }) => onNews[channel]?.());
    try {
      await connected.connect();
      for (const channel of Object.keys(onNews)) await connected.query(`listen ${connected.escapeIdentifier(channel)}`);
      isFailing = false;
      for (const wake of Object.values(onNews)) wake();
      const error = await ended;
      if (error) throw error;
    } finally {
      await connected.end().catch(() => {});
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        await listenOnce();
      } catch (error) {
        if (!isFailing && !stopping.signal.aborted) onError(error);
        isFailing = true;
      }
      await pause(patience, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const ended = run();
  return {
    stop: async () => {
      stopping.abort();
      await client?.end().catch(() => {});
      await ended;
    },
  };
}
