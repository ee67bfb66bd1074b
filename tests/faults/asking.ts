import { setTimeout as pause } from "node:timers/promises";
import type { Reply, Service } from "../support/service.ts";

/** One answer of a run, and when it came, in milliseconds from the run's beginning. */
export interface Asked {
  at: number;
  /** Null: nobody answered. */
  reply: Reply | null;
}

/** Several callers, each of which asks again when it was answered. */
export interface Callers {
  answers: Asked[];
  /** Milliseconds from the beginning. */
  now(): number;
  end(): Promise<void>;
}

export function startCallers(service: Service, token: string, query: string, count: number): Callers {
  const began = performance.now();
  const now = () => performance.now() - began;
  const answers: Asked[] = [];
  let isOver = false;
  const callers = Array.from({ length: count }, async () => {
    while (!isOver) {
      const reply = await service.ask(token, query);
      answers.push({ at: now(), reply });
      await pause(20);
    }
  });
  return {
    answers,
    now,
    end: async () => {
      isOver = true;
      await Promise.all(callers);
    },
  };
}

/** Asks until the answer is good; how many milliseconds that took. */
export async function untilAnswered(service: Service, token: string, query: string, limit = 30_000): Promise<number> {
  const began = performance.now();
  for (;;) {
    const reply = await service.ask(token, query);
    const took = performance.now() - began;
    if (reply?.status === 200 && reply.codes.length === 0) return took;
    if (took > limit) throw new Error(`not healed: ${reply?.status} ${reply?.codes}`);
    await pause(20);
  }
}

export const longest = (replies: readonly (Reply | null)[]): number =>
  Math.round(Math.max(...replies.map((reply) => reply?.milliseconds ?? Number.POSITIVE_INFINITY)));

/** How often each outcome came: "200", "503 UNAVAILABLE", "no answer". */
export function outcomes(replies: readonly (Reply | null)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reply of replies) {
    const name = reply ? [reply.status, ...new Set(reply.codes)].join(" ") : "no answer";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
