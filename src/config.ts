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
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("warn"),
  CORS_ORIGINS: z.string().optional(),
  TRUSTED_PROXIES: z.string().optional(),
  TRUSTED_DOCUMENTS: z.enum(["true", "false"]).default("false"),
  TRUSTED_MANIFESTS: z.string().optional(),
  BODY_KB: z.coerce.number().int().positive().default(256),
  BULK_BODY_KB: z.coerce.number().int().positive().default(20480),
  REQUEST_SECONDS: z.coerce.number().positive().default(30),
  OPERATION_COST: z.coerce.number().int().positive().default(150000),
  REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(3000),
  COST_PER_MINUTE: z.coerce.number().int().positive().default(6000000),
  FAILED_SIGN_INS_PER_MINUTE: z.coerce.number().int().positive().default(60),
  CLIENT_REQUESTS: z.coerce.number().int().positive().default(60),
  CLIENT_SLOTS: z.coerce.number().int().positive().default(10),
  MACHINE_SLOTS: z.coerce.number().int().positive().default(8),
  SLOTS: z.coerce.number().int().positive().default(20),
  QUEUE: z.coerce.number().int().positive().default(500),
  QUEUE_SECONDS: z.coerce.number().positive().default(2),
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
  logLevel: string;
  door: DoorConfig;
}

/** What the front door lets through. */
export interface DoorConfig {
  /** Browser origins that may call; none: browsers of no other origin. */
  corsOrigins: string[];
  /** Balancers whose X-Forwarded-For is believed; none: the address is the socket's. */
  trustedProxies: string[];
  /** Whether only documents known by their hash are taken. */
  isLocked: boolean;
  /** Files of such documents, beside schema/operations. */
  trustedManifests: string[];
  bodyBytes: number;
  bulkBodyBytes: number;
  /** How long a whole request, body included, may take to arrive. */
  requestSeconds: number;
  /** Estimated fields of one answer. */
  operationCost: number;
  requestsPerMinute: number;
  costPerMinute: number;
  failedSignInsPerMinute: number;
  /** Requests of one client that are being read, wait or run. */
  clientRequests: number;
  clientSlots: number;
  /** Slots that machines together may have; the others are kept for people. */
  machineSlots: number;
  slots: number;
  queue: number;
  queueMs: number;
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
    logLevel: e.LOG_LEVEL,
    door: {
      corsOrigins: listOf(e.CORS_ORIGINS),
      trustedProxies: listOf(e.TRUSTED_PROXIES),
      isLocked: e.TRUSTED_DOCUMENTS === "true",
      trustedManifests: listOf(e.TRUSTED_MANIFESTS),
      bodyBytes: e.BODY_KB * 1_024,
      bulkBodyBytes: e.BULK_BODY_KB * 1_024,
      requestSeconds: e.REQUEST_SECONDS,
      operationCost: e.OPERATION_COST,
      requestsPerMinute: e.REQUESTS_PER_MINUTE,
      costPerMinute: e.COST_PER_MINUTE,
      failedSignInsPerMinute: e.FAILED_SIGN_INS_PER_MINUTE,
      clientRequests: e.CLIENT_REQUESTS,
      clientSlots: e.CLIENT_SLOTS,
      machineSlots: e.MACHINE_SLOTS,
      slots: e.SLOTS,
      queue: e.QUEUE,
      queueMs: e.QUEUE_SECONDS * 1_000,
    },
  };
}

/** Values with commas between them. */
const listOf = (text = ""): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
