import { createHash } from "node:crypto";
import { decodeJwt } from "jose";
import { LRUCache } from "lru-cache";
import type { Config } from "../../config.ts";
import type { Em } from "../../database.ts";
import type { Viewer } from "../../shared/viewer.ts";
import { type DirectoryOptions, keyDirectory } from "./platform-key.directory.ts";
import { readKey } from "./platform-key.secret.ts";
import type { RefusalCounter } from "./refusal.counter.ts";
import type { Claims } from "./token.claims.ts";
import { tokenVerifier, type VerifyToken } from "./token.service.ts";
import { viewerService } from "./viewer.service.ts";

export interface SignIn {
  /** Whom an Authorization header speaks for; null: nobody whom we know. Throws when that cannot be found out at the moment. */
  viewerOf(authorization: string | undefined): Promise<Viewer | null>;
  close(): Promise<void>;
}

/** People come with a token of the identity provider, platforms' machines with a key of ours; both as bearer tokens. */
export function signInService(
  config: Config,
  em: Em,
  refusals: RefusalCounter,
  options: DirectoryOptions = {},
): SignIn {
  const verify = remembering(tokenVerifier(config));
  const viewerOfClaims = viewerService(em);
  const keys = keyDirectory(em, options);
  const mark = config.production ? "live" : "test";

  const judge = async (authorization: string) => {
    const [scheme, token] = authorization.split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) return { viewer: null, keyId: null };
    const key = readKey(token);
    // A key of the other mark belongs to another world: a copy of production's data takes none of production's keys.
    if (key) return key.mark === mark ? keys.judge(key) : { viewer: null, keyId: null };
    const claims = await verify(token);
    return { viewer: claims && (await viewerOfClaims(claims)), keyId: null };
  };
  return {
    viewerOf: async (authorization) => {
      const { viewer, keyId } = await judge(authorization ?? "");
      if (!viewer) refusals.count(keyId === null ? null : { kind: "key", keyId }, "signIn", "UNAUTHENTICATED");
      return viewer;
    },
    close: () => keys.close(),
  };
}

/** For so long, in milliseconds, a token that was good is not checked again: a signature costs more than many a question. */
const memory = 10_000;

/** Remembers good tokens by their hash, none beyond its own end. */
function remembering(verify: VerifyToken): VerifyToken {
  const good = new LRUCache<string, Claims>({ max: 10_000 });
  return async (token) => {
    const mark = createHash("sha256").update(token).digest("base64");
    const known = good.get(mark);
    if (known) return known;
    const claims = await verify(token);
    const left = claims ? decodeJwt(token).exp! * 1_000 - Date.now() : 0;
    if (claims && left > 0) good.set(mark, claims, { ttl: Math.min(memory, left) });
    return claims;
  };
}
