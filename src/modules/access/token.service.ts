import { errors, type JWTVerifyResult, jwtVerify, SignJWT } from "jose";
import type { Config } from "../../config.ts";
import { secretFile } from "../../shared/secret-file.ts";
import { type KeySetOptions, publishedKeys } from "./jwks.keys.ts";
import { type ClaimNames, type Claims, claimsOf, ownClaims } from "./token.claims.ts";

/** Checks bearer tokens; null when one is not valid. Throws Outage when that cannot be found out. */
export type VerifyToken = (token: string) => Promise<Claims | null>;

/** Production trusts the identity provider's published keys alone; development an HS256 key of its own as well. */
export function tokenVerifier(config: Config, keySet: KeySetOptions = {}): VerifyToken {
  const options = {
    issuer: config.jwtIssuer ?? undefined,
    audience: config.jwtAudience ?? undefined,
    clockTolerance: 30,
    requiredClaims: ["sub", "exp"],
  };
  if (config.jwksUrl) {
    const keys = publishedKeys(config.jwksUrl, keySet);
    // Named one by one: a public key must never be taken for a shared secret, nor a token without signature for a signed one.
    const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
    return (token) => checked(jwtVerify(token, keys, { ...options, algorithms }), config);
  }
  const secret = developmentKey(config);
  return (token) => checked(jwtVerify(token, secret, { ...options, algorithms: ["HS256"] }), ownClaims);
}

async function checked(verification: Promise<JWTVerifyResult>, names: ClaimNames): Promise<Claims | null> {
  try {
    return claimsOf((await verification).payload, names);
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
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
