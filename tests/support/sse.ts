import { setTimeout as pause } from "node:timers/promises";

/** A stream of server-sent events as its reader sees it. */
export interface Reading {
  status: number;
  headers: Headers;
  /** The payloads of `next`, in order. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read them by paths that the question beside shows
  answers: any[];
  /** Whether `complete` came, and whether the connection is over. */
  isComplete(): boolean;
  isOver(): boolean;
  /** Lines without a meaning, by which the connection is kept alive. */
  beats(): number;
  until(count: number, ms?: number): Promise<void>;
  over(ms?: number): Promise<void>;
  close(): void;
  /** The body of an answer that is no stream. */
  text(): string;
}

export async function subscribe(
  url: string,
  token: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Reading> {
  const stop = new AbortController();
  const reply = await fetch(`${url}/stream`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      authorization: `Bearer ${token}`,
      ...headers,
    },
    body: JSON.stringify(body),
    signal: stop.signal,
  });
  let text = "";
  let isOver = false;
  const reading: Reading = {
    status: reply.status,
    headers: reply.headers,
    answers: [],
    isComplete: () => /^event: complete$/m.test(text),
    isOver: () => isOver,
    beats: () => text.match(/^:$/gm)?.length ?? 0,
    until: (count, ms = 10_000) => waitFor(() => reading.answers.length >= count, ms),
    over: (ms = 10_000) => waitFor(() => isOver, ms),
    close: () => stop.abort(),
    text: () => text,
  };
  const read = async () => {
    const decoder = new TextDecoder();
    const reader = reply.body!.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      reading.answers = [...text.matchAll(/^event: next\ndata: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data!));
    }
  };
  void read()
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  return reading;
}

async function waitFor(holds: () => boolean, ms: number): Promise<void> {
  for (const late = performance.now() + ms; !holds(); await pause(10))
    if (performance.now() > late) throw new Error("it did not come in time");
}
