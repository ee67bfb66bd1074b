import { AsyncLocalStorage } from "node:async_hooks";
import type { FastifyRequest } from "fastify";

/** The request that is being answered, where Apollo hands none over: its errors are logged and answered under its id. */
export const requestScope = new AsyncLocalStorage<FastifyRequest>();
