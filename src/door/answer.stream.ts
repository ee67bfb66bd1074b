import { setTimeout as pause } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../config.ts";
import type { EventNews } from "../modules/events/event.news.ts";
import type { ErrorCode } from "../shared/error-codes.ts";
import { beginRequest, withinRequest } from "../shared/request.ts";
import type { AnswerStream } from "../shared/stream.ts";
import type { Viewer } from "../shared/viewer.ts";
import type { Authenticate } from "./authenticator.ts";
import type { ClientLimits } from "./client.limits.ts";
import { Refusal } from "./refusal.ts";

/** How often it is looked whether a stream's caller may still read, in milliseconds. */
const watchMs = 2_000;

/** An open stream, and why the server ended it; null: it did not. */
export interface OpenStream extends AnswerStream {
  readonly endedBy: ErrorCode | null;
  end(code: ErrorCode): void;
}

export interface StreamParts {
  config: Config;
  limits: ClientLimits;
  authenticate: Authenticate;
  news: EventNews;
}

/** The streams of a server, so that its stop ends them. */
export class OpenStreams {
  private readonly open = new Set<OpenStream>();
  private isStopping = false;

  add(stream: OpenStream): void {
    if (this.isStopping) stream.end("UNAVAILABLE");
    this.open.add(stream);
    stream.signal.addEventListener("abort", () => this.open.delete(stream));
  }

  get count(): number {
    return this.open.size;
  }

  endAll(): void {
    this.isStopping = true;
    for (const stream of [...this.open]) stream.end("UNAVAILABLE");
  }
}

/**
 * Opens a stream for a viewer: it ends when its caller goes away, and within seconds when the token runs out or the key is revoked. Its parts
 * take their turn among the requests of all, each in a request's time.
 */
export function openStream(
  request: FastifyRequest,
  reply: FastifyReply,
  viewer: Viewer,
  { config, limits, authenticate, news }: StreamParts,
): OpenStream {
  limits.openStream(viewer, reply);
  const controller = new AbortController();
  const { signal } = controller;
  let endedBy: ErrorCode | null = null;
  const end = (code: ErrorCode) => {
    if (signal.aborted) return;
    endedBy = code;
    controller.abort();
  };
  const watch = setInterval(async () => {
    const known = await authenticate(request).catch(() => null);
    if (!known || !isSame(known, viewer)) end("UNAUTHENTICATED");
  }, watchMs);
  signal.addEventListener("abort", () => clearInterval(watch));
  reply.raw.once("close", () => controller.abort());

  const within = async <T>(work: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await limits.inTurn(viewer, signal, () => inTime(work));
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== "OVERLOADED" || signal.aborted) throw error;
        await pause(1_000, undefined, { signal }).catch(() => {});
      }
    }
  };
  const inTime = async <T>(work: () => Promise<T>): Promise<T> => {
    const part = beginRequest(request.id, config.requestTimeout);
    try {
      return await withinRequest(part, work);
    } finally {
      part.answered();
    }
  };
  return {
    signal,
    within,
    behind: (position) => news.behind(position, signal),
    get endedBy() {
      return endedBy;
    },
    end,
  };
}

const isSame = (one: Viewer, other: Viewer): boolean => one.subject === other.subject && one.role === other.role;
