import type { FastifyRequest } from "fastify";
import type { Config } from "../config.ts";
import type { Database } from "../database.ts";
import { tokenVerifier } from "../modules/access/token.service.ts";
import { viewerService } from "../modules/access/viewer.service.ts";
import type { Viewer } from "../shared/viewer.ts";

/** Who sends a request; null: nobody whom we know. */
export type Authenticate = (request: FastifyRequest) => Promise<Viewer | null>;

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
