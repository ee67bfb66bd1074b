import type { FastifyReply, FastifyRequest } from "fastify";
import type { SignIn } from "../modules/access/sign-in.service.ts";
import type { Viewer } from "../shared/viewer.ts";
import { refuse } from "./refusal.ts";
import { factsOf } from "./request.bounds.ts";

/** Who sends a request; null: nobody whom we know. */
export type Authenticate = (request: FastifyRequest) => Promise<Viewer | null>;

const viewers = new WeakMap<FastifyRequest, Viewer>();

/** Takes a bearer token: the identity provider's, or a key of a platform. */
export const authenticator =
  (signIn: SignIn): Authenticate =>
  (request) =>
    signIn.viewerOf(request.headers.authorization);

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
