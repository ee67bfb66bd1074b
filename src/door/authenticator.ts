import type { FastifyRequest } from "fastify";
import type { SignIn } from "../modules/access/sign-in.service.ts";
import type { Viewer } from "../shared/viewer.ts";

/** Who sends a request; null: nobody whom we know. */
export type Authenticate = (request: FastifyRequest) => Promise<Viewer | null>;

/** Takes a bearer token: the identity provider's, or a key of a platform. */
export const authenticator =
  (signIn: SignIn): Authenticate =>
  (request) =>
    signIn.viewerOf(request.headers.authorization);
