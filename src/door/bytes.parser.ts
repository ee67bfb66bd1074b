import type { IncomingMessage } from "node:http";
import type { FastifyRequest } from "fastify";
import { notNow, Refusal } from "./refusal.ts";

/** Bodies of bytes that are being read at the same time on one server. */
const atOnce = 4;
let reading = 0;

/** The body of a request as it is. What is longer than the limit is refused as soon as that is known, and so is one too many at a time. */
export async function readBytes(request: FastifyRequest, payload: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers["content-length"]) > limit) throw new Refusal(413, "BODY_TOO_LARGE");
  if (reading >= atOnce) throw notNow(429, "TOO_MANY_AT_ONCE", 1_000);
  reading += 1;
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of payload as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit) throw new Refusal(413, "BODY_TOO_LARGE");
      pieces.push(piece);
    }
    return Buffer.concat(pieces, size);
  } finally {
    reading -= 1;
  }
}
