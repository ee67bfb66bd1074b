import type { Em } from "../database.ts";

/** What one module decides and others, which it knows nothing of, act upon. */
export interface Announcements {
  /** A person decided about pairs of organizations, by their entity ids. */
  matchDecided: { pairs: readonly (readonly [first: string, second: string])[]; decision: string };
  /** Organizations opened accounts: the holder's entity id, and the day. */
  accountsOpened: { accounts: readonly { holderId: string; openedOn: string }[] };
}

type Listener<Kind extends keyof Announcements> = (tx: Em, news: Announcements[Kind]) => Promise<void>;
const listeners: { [Kind in keyof Announcements]: Listener<Kind>[] } = { matchDecided: [], accountsOpened: [] };

/** What is done when something is announced, in the transaction that it is announced in; each module states its own. */
export const onNews = <Kind extends keyof Announcements>(kind: Kind, listener: Listener<Kind>): void => {
  listeners[kind].push(listener);
};

/** Announces something to whoever acts upon it; all of it lasts, or nothing. */
export async function announce<Kind extends keyof Announcements>(tx: Em, kind: Kind, news: Announcements[Kind]) {
  for (const listener of listeners[kind]) await listener(tx, news);
}
