import type { FastifyReply, FastifyRequest } from "fastify";
import type { Config } from "../config.ts";
import type { Database } from "../database.ts";
import { tokenVerifier } from "../modules/access/token.service.ts";
import { viewerService } from "../modules/access/viewer.service.ts";
import type { Viewer } from "../shared/viewer.ts";
import { refuse } from "./refusal.ts";
import { factsOf } from "./request.bounds.ts";

/** Who sends a request; null: nobody whom we know. */
export type Authenticate = (request: FastifyRequest) => Promise<Viewer | null>;

const viewers = new WeakMap<FastifyRequest, Viewer>();

/** Takes a valid bearer token whose role, branch or platform exists. */
export function authenticator(config: Config, database: Database): Authenticate {
  const verify = tokenVerifier(config);
  const viewerOf = viewerService(database.em);
  return async (request) => {
    const [scheme, token] = (request.headers.authorization ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) return null;
    const claims = await verify(token).catch(() => null);
    return claims && viewerOf(claims);
  };
}

/** Nobody anonymous gets past: 401. */
export function onlyKnown(authenticate: Authenticate) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const viewer = await authenticate(request);
    if (!viewer) return refuse(reply, 401, "UNAUTHENTICATED");
    viewers.set(request, viewer);
    const facts = factsOf(request);
    if (facts) facts.viewer = viewer;
  };
}

/** Who sent a request that onlyKnown let past. */
export function viewerOf(request: FastifyRequest): Viewer {
  const viewer = viewers.get(request);
  if (!viewer) throw new Error("this request passed nobody who asks who it is");
  return viewer;
}
