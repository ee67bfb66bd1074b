import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyBaseLogger, FastifyReply } from "fastify";
import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, GraphQLError } from "graphql";
import type { Context } from "../context.ts";
import { errorCodes } from "../shared/error-codes.ts";
import { ApiError } from "../shared/errors.ts";
import type { OpenStream } from "./answer.stream.ts";
import { maskError } from "./error.mask.ts";
import { Refusal } from "./refusal.ts";

export interface AnswersOptions {
  requestId: string;
  reply: FastifyReply;
  log: FastifyBaseLogger;
  /** Milliseconds until the client may be answered again; 0: now, and it was charged. */
  pace: () => number;
}

/**
 * The answers of a subscription. Each is worked out by itself, in the stream's turn, with a context of its own so that nothing is remembered
 * from one to the next; and none before the one before was taken, so that a slow reader fills no memory.
 */
export async function answersOf(
  args: ExecutionArgs & { contextValue: Context },
  stream: OpenStream,
  options: AnswersOptions,
): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return masked(source, options);
  return answers(source as AsyncGenerator, args, stream, options);
}

async function* answers(
  source: AsyncIterable<unknown>,
  args: ExecutionArgs & { contextValue: Context },
  stream: OpenStream,
  options: AnswersOptions,
): AsyncGenerator<ExecutionResult> {
  try {
    for await (const rootValue of source) {
      await taken(stream, options);
      if (stream.signal.aborted) break;
      const work = async () =>
        masked(await execute({ ...args, rootValue, contextValue: { ...args.contextValue } }), options);
      yield await stream.within(work);
    }
  } catch (error) {
    if (!stream.signal.aborted) yield problem(error, options);
  }
  if (stream.endedBy) yield problem(new ApiError(stream.endedBy, errorCodes[stream.endedBy]), options);
}

/** Waits until the reader took what was written, and its client may be answered again. */
async function taken({ signal }: OpenStream, { reply, pace }: AnswersOptions): Promise<void> {
  if (reply.raw.writableNeedDrain) await once(reply.raw, "drain", { signal }).catch(() => {});
  for (let waitMs = pace(); waitMs > 0 && !signal.aborted; waitMs = pace())
    await pause(Math.min(waitMs, 1_000), undefined, { signal }).catch(() => {});
}

function problem(error: unknown, options: AnswersOptions): ExecutionResult {
  const known =
    error instanceof Refusal
      ? new ApiError(error.code, error.message)
      : error instanceof GraphQLError
        ? error
        : new GraphQLError("", { originalError: error as Error });
  return masked({ errors: [known] }, options);
}

/** As in any other answer: listed codes as they are, of everything else not a word. */
function masked(result: ExecutionResult, { log, requestId }: AnswersOptions): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map((error) => {
    const { extensions, ...formatted } = maskError(error.toJSON(), error, log);
    return { ...formatted, extensions: { ...extensions, requestId } } as unknown as GraphQLError;
  });
  return { ...result, errors };
}
