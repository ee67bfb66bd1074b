import { z } from "zod";

const schema = z.object({
  DATABASE_URL: z.string().optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  DATA_DIR: z.string().default(".data"),
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  JWT_SECRET: z.string().min(32, "JWT_SECRET needs at least 32 characters").optional(),
  JWKS_URL: z.string().optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  ERASURE_KEY: z.string().min(32, "ERASURE_KEY needs at least 32 characters").optional(),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("warn"),
});

/** What can be set from outside; every value by environment, none of it in code. */
export interface Config {
  /** PostgreSQL; null: embedded PGlite under dataDir. */
  databaseUrl: string | null;
  host: string;
  port: number;
  dataDir: string;
  production: boolean;
  /** HS256 key from outside; null: development makes its own in dataDir. */
  jwtSecret: string | null;
  /** Where the identity provider publishes its keys; null: HS256 alone. */
  jwksUrl: string | null;
  jwtIssuer: string | null;
  jwtAudience: string | null;
  /** Key of the hashes by which erased persons are found again; null: development makes its own in dataDir, production erases nobody. */
  erasureKey: string | null;
  logLevel: string;
}

/** Thrown with every problem in one message; main prints it as it is and exits. */
export class ConfigError extends Error {}

const isLoopback = (host: string) => host === "localhost" || host === "::1" || /^127\./.test(host);

/** The only reader of process.env. Throws ConfigError that says what to set. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const blank = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(blank);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("\n"));
  }
  const e = parsed.data;
  const production = e.NODE_ENV === "production";
  const ownKeys = Boolean(e.JWT_SECRET ?? e.JWKS_URL);
  const missing: string[] = [];
  if (production && !e.DATABASE_URL) missing.push("DATABASE_URL: production does not run on the embedded database");
  if (production && !e.JWKS_URL)
    missing.push("JWKS_URL: production takes tokens of your identity provider, not development tokens");
  if (production && !e.JWT_ISSUER) missing.push("JWT_ISSUER: the issuer whose tokens are taken");
  if (production && !e.JWT_AUDIENCE) missing.push("JWT_AUDIENCE: the audience that tokens must name");
  if (!isLoopback(e.HOST) && !ownKeys)
    missing.push("JWT_SECRET or JWKS_URL: a HOST other than loopback needs keys of your own");
  if (missing.length) throw new ConfigError(`Not started. Please set\n  ${missing.join("\n  ")}`);
  return {
    databaseUrl: e.DATABASE_URL ?? null,
    host: e.HOST,
    port: e.PORT,
    dataDir: e.DATA_DIR,
    production,
    jwtSecret: production ? null : (e.JWT_SECRET ?? null),
    jwksUrl: e.JWKS_URL ?? null,
    jwtIssuer: e.JWT_ISSUER ?? null,
    jwtAudience: e.JWT_AUDIENCE ?? null,
    erasureKey: e.ERASURE_KEY ?? null,
    logLevel: e.LOG_LEVEL,
  };
}
