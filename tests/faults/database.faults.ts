import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "../support/cluster.ts";
import { onServer } from "../support/database.ts";
import { holdTableAt } from "../support/holding.ts";
import type { Line } from "../support/line.ts";
import type { Reply, Service } from "../support/service.ts";
import { longest, outcomes, startCallers, untilAnswered } from "./asking.ts";
import { countRegistered, type Registered, startWriters } from "./registering.ts";

/** What is done to a database under a running service, and what its callers see. Each answers what happened; tests judge it, the drill prints it. */

export const question = "query Drill { organizations(first: 3) { totalCount nodes { name } } }";

/** The backend of a running statement is terminated. */
export async function terminateBackend(service: Service, url: string, token: string) {
  const held = await holdTableAt(url, "entity");
  const asked = service.ask(token, question);
  await held.until(1);
  await onServer(
    url,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  const reply = await asked;
  await held.release();
  return { reply, next: await service.ask(token, question) };
}

export interface Killed {
  outcomes: Record<string, number>;
  /** Answers that say something else than before. */
  wrong: number;
  /** Bad answers outside of the time from the kill to healing. */
  badBefore: number;
  downMs: number;
  /** From the moment on which the database takes connections again. */
  healedMs: number;
  written: Registered;
}

/** kill -9 of the whole database server under readers and writers; a second later it is started again. */
export async function killDatabase(
  service: Service,
  cluster: Cluster,
  url: string,
  token: string,
  platform: string,
): Promise<Killed> {
  const before = JSON.stringify((await service.ask(token, question))?.data.organizations.nodes);
  const run = `dbkill${Date.now()}`;
  const readers = startCallers(service, token, question, 4);
  const writers = await startWriters(() => service, platform, run, 2);
  // However busy the machine: something was acknowledged before, and something after.
  const acknowledged = async (more: number) => {
    const goal = writers.acknowledged.length + more;
    while (writers.acknowledged.length < goal) await pause(10);
  };
  await Promise.all([pause(700), acknowledged(3)]);
  const killedAt = readers.now();
  cluster.kill();
  await pause(1_000);
  await cluster.start();
  const startedAt = readers.now();
  const healedMs = await untilAnswered(service, token, question);
  await Promise.all([pause(1_000), acknowledged(3)]);
  await Promise.all([readers.end(), writers.end()]);
  const isGood = (reply: Reply | null) => reply?.status === 200 && reply.codes.length === 0;
  return {
    outcomes: outcomes(readers.answers.map(({ reply }) => reply)),
    wrong: readers.answers.filter(
      ({ reply }) => isGood(reply) && JSON.stringify(reply!.data.organizations.nodes) !== before,
    ).length,
    badBefore: readers.answers.filter(({ at, reply }) => at < killedAt && !isGood(reply)).length,
    downMs: Math.round(startedAt - killedAt),
    healedMs: Math.round(healedMs),
    written: await countRegistered(url, run, writers),
  };
}

export interface Cut {
  outcomes: Record<string, number>;
  longestMs: number;
  healedMs: number;
}

/** The database hangs: connections stand, nothing comes. Then it goes on. */
export async function stallDatabase(service: Service, line: Line, token: string, callers = 20): Promise<Cut> {
  await service.ask(token, question);
  line.stall();
  const replies = await Promise.all(Array.from({ length: callers }, () => service.ask(token, question)));
  line.resume();
  return cut(service, token, replies);
}

/** Connections are half open: nobody told the server that the other side is gone. New ones work when the callers of that time are answered. */
export async function loseConnections(service: Service, line: Line, token: string, callers = 20): Promise<Cut> {
  await Promise.all(Array.from({ length: callers }, () => service.ask(token, question)));
  line.loseEverything();
  const replies = await Promise.all(Array.from({ length: callers }, () => service.ask(token, question)));
  line.healNew();
  return cut(service, token, replies);
}

const cut = async (service: Service, token: string, replies: (Reply | null)[]): Promise<Cut> => ({
  outcomes: outcomes(replies),
  longestMs: longest(replies),
  healedMs: Math.round(await untilAnswered(service, token, question)),
});

/** Every connection of the pool is busy, and more come. */
export async function exhaustPool(service: Service, url: string, token: string, poolSize: number, more = 10) {
  const held = await holdTableAt(url, "entity");
  const first = Array.from({ length: poolSize }, () => service.ask(token, question));
  await held.until(poolSize);
  const late = await Promise.all(Array.from({ length: more }, () => service.ask(token, question)));
  await held.release();
  return { first: outcomes(await Promise.all(first)), late, longestLateMs: longest(late) };
}
