import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify, SignJWT } from "jose";
import type { Config } from "../../config.ts";
import { secretFile } from "../../shared/secret-file.ts";

/** What a token says about its bearer; branch and platform are codes and ids of ours, resolved by viewer.service. */
export interface Claims {
  subject: string;
  name: string;
  role: string;
  branch: string | null;
  platform: string | null;
  /** The app that the token was issued to (azp), acting for its subject; null: not said. */
  client: string | null;
}

/** Checks bearer tokens. Throws when one is not valid. */
export type VerifyToken = (token: string) => Promise<Claims>;

/** Production trusts the identity provider's published keys alone; development an HS256 key of its own as well. */
export function tokenVerifier(config: Config): VerifyToken {
  const options = {
    issuer: config.jwtIssuer ?? undefined,
    audience: config.jwtAudience ?? undefined,
    clockTolerance: 30,
    requiredClaims: ["sub", "exp"],
  };
  if (config.jwksUrl) {
    const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(config.jwksUrl), { timeoutDuration: 3_000 });
    return async (token) =>
      claimsOf(
        (await jwtVerify(token, keys, { ...options, algorithms: ["RS256", "PS256", "ES256", "EdDSA"] })).payload,
      );
  }
  const secret = developmentKey(config);
  return async (token) => claimsOf((await jwtVerify(token, secret, { ...options, algorithms: ["HS256"] })).payload);
}

/** A ready-made token for trying out; production refuses them. Valid for a day. */
export function signDevelopmentToken(config: Config, claims: Omit<Claims, "subject" | "client">): Promise<string> {
  const { name, role, branch, platform } = claims;
  const subject = [role.toLowerCase(), branch ?? platform].filter(Boolean).join(":");
  const token = new SignJWT({ name, role, ...(branch && { branch }), ...(platform && { platform }) });
  if (config.jwtIssuer) token.setIssuer(config.jwtIssuer);
  if (config.jwtAudience) token.setAudience(config.jwtAudience);
  return token
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime("1d")
    .sign(developmentKey(config));
}

/** JWT_SECRET, or a random key made at first start and kept readable by its owner alone. */
function developmentKey(config: Config): Uint8Array {
  if (config.production) throw new Error("production takes no development tokens");
  if (config.jwtSecret) return new TextEncoder().encode(config.jwtSecret);
  return new TextEncoder().encode(secretFile(config.dataDir, "development.key"));
}

function claimsOf(payload: JWTPayload): Claims {
  const text = (name: string) => (typeof payload[name] === "string" ? (payload[name] as string) : null);
  return {
    subject: payload.sub!,
    name: text("name") ?? payload.sub!,
    role: text("role") ?? "",
    branch: text("branch"),
    platform: text("platform"),
    client: text("azp"),
  };
}
