import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { DoorConfig } from "../config.ts";
import { isBulkCaller } from "./bulk.ts";
import { notNow, Refusal } from "./refusal.ts";
import { viewerOf } from "./viewer.store.ts";

/** Bodies beyond the ordinary limit that are being read at the same time: each is tens of megabytes while it is parsed. */
const largeAtOnce = 4;
const sizes = new WeakMap<FastifyRequest, number>();

/** How many bytes the body of a request had. */
export const bodySize = (request: FastifyRequest): number => sizes.get(request) ?? 0;

/**
 * JSON is the only body, as UTF-8 and uncompressed: a few kilobytes could unpack into gigabytes. Read by ourselves and not by Fastify,
 * whose limit is one for all callers and which turns broken UTF-8 into U+FFFD, so that two keys could become one.
 */
export function acceptJsonOnly(app: FastifyInstance, { bodyBytes, bulkBodyBytes }: DoorConfig): void {
  let large = 0;
  const parse = app.getDefaultJsonParser("error", "error");

  async function read(request: FastifyRequest, payload: IncomingMessage): Promise<string> {
    const limit = isBulkCaller(viewerOf(request)) ? bulkBodyBytes : bodyBytes;
    const chunks: Buffer[] = [];
    let size = 0;
    let isLarge = false;
    if (Number(request.headers["content-length"]) > limit) throw new Refusal(413, "BODY_TOO_LARGE");
    try {
      for await (const chunk of payload as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > limit) throw new Refusal(413, "BODY_TOO_LARGE");
        if (size > bodyBytes && !isLarge) {
          if (large >= largeAtOnce) throw notNow(429, "TOO_MANY_AT_ONCE", 1_000);
          isLarge = true;
          large += 1;
        }
        chunks.push(chunk);
      }
      sizes.set(request, size);
      return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
    } catch (error) {
      throw error instanceof TypeError ? new Refusal(400, "TEXT_ILL_FORMED") : error;
    } finally {
      if (isLarge) large -= 1;
    }
  }

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", async (request: FastifyRequest, payload: IncomingMessage) => {
    const text = await read(request, payload);
    const unread = new Refusal(400, "BAD_REQUEST", {
      message: "The body is no JSON, or has a key that is never taken.",
    });
    return new Promise((resolve, reject) => {
      parse(request, text, (error, body) => (error ? reject(unread) : resolve(body)));
    });
  });
  app.addHook("onRequest", async (request) => {
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined && encoding.toLowerCase() !== "identity")
      throw new Refusal(415, "MEDIA_TYPE_UNSUPPORTED", { message: "Send the body as it is, without compressing it." });
  });
}
