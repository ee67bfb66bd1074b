import type { FastifyRequest } from "fastify";
import type { Config } from "../config.ts";
import type { Context } from "../context.ts";
import type { Database } from "../database.ts";
import { viewerOf } from "./viewer.store.ts";

/** What a request carries to every resolver. */
export type ContextOf = (request: FastifyRequest) => Context;

export const contextOf =
  ({ production }: Config, { em }: Database, clock: () => string): ContextOf =>
  (request) => ({
    viewer: viewerOf(request),
    em,
    today: clock(),
    language: /^en\b/i.test(request.headers["accept-language"] ?? "") ? "en" : "zh",
    keyMark: production ? "live" : "test",
  });
