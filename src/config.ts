import { parse as parseConnectionString } from "pg-connection-string";
import { z } from "zod";
import { viewerRoles } from "./shared/viewer.ts";

const schema = z.object({
  DATABASE_URL: z.string().optional(),
  MIGRATION_DATABASE_URL: z.string().optional(),
  BACKUP_DATABASE_URL: z.string().optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(1000).default(10),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65535).default(4000),
  DATA_DIR: z.string().default(".data"),
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  JWT_SECRET: z.string().min(32, "JWT_SECRET needs at least 32 characters").optional(),
  JWKS_URL: z.string().optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_ROLE_CLAIM: z.string().default("role"),
  JWT_ROLE_MAP: z.string().transform(readRoleMap).optional(),
  JWT_BRANCH_CLAIM: z.string().default("branch"),
  JWT_NAME_CLAIM: z.string().default("name"),
  JWT_PLATFORM_CLAIM: z.string().optional(),
  REQUEST_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(2500),
  WALK_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(10000),
  BULK_TIMEOUT_MS: z.coerce.number().int().min(100).max(600_000).default(30000),
  ERASURE_KEY: z.string().min(32, "ERASURE_KEY needs at least 32 characters").optional(),
  WEBHOOK_KEY: z.string().min(32, "WEBHOOK_KEY needs at least 32 characters").optional(),
  WEBHOOK_TIMEOUT_MS: z.coerce.number().int().min(100).max(60_000).default(10000),
  WEBHOOK_LOOPBACK: z.enum(["true", "false"]).default("false"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("warn"),
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  METRICS_HOST: z.string().default("127.0.0.1"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  CORS_ORIGINS: z.string().optional(),
  TRUSTED_PROXIES: z.string().optional(),
  TRUSTED_DOCUMENTS: z.enum(["true", "false"]).default("false"),
  TRUSTED_MANIFESTS: z.string().optional(),
  BODY_KB: z.coerce.number().int().positive().default(256),
  BULK_BODY_KB: z.coerce.number().int().positive().default(20480),
  ARRIVAL_SECONDS: z.coerce.number().positive().default(30),
  OPERATION_COST: z.coerce.number().int().positive().default(150000),
  REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(3000),
  COST_PER_MINUTE: z.coerce.number().int().positive().default(6000000),
  FAILED_SIGN_INS_PER_MINUTE: z.coerce.number().int().positive().default(60),
  CLIENT_REQUESTS: z.coerce.number().int().positive().default(60),
  CLIENT_STREAMS: z.coerce.number().int().positive().default(5),
  STREAMS: z.coerce.number().int().positive().default(500),
  CLIENT_SLOTS: z.coerce.number().int().positive().default(10),
  MACHINE_SLOTS: z.coerce.number().int().positive().default(8),
  SLOTS: z.coerce.number().int().positive().default(20),
  QUEUE: z.coerce.number().int().positive().default(500),
  QUEUE_SECONDS: z.coerce.number().positive().default(2),
});

/** The text of JWT_ROLE_MAP: `{"name of the provider": "ROLE", …}`. */
function readRoleMap(text: string, context: z.RefinementCtx): Record<string, string> {
  try {
    const parsed = z.record(z.string(), z.enum(viewerRoles)).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // answered like a map of other things
  }
  context.addIssue({ code: "custom", message: `JWT_ROLE_MAP is JSON such as {"bank-rm": "${viewerRoles[0]}"}` });
  return z.NEVER;
}

/** What can be set from outside; every value by environment, none of it in code. */
export interface Config {
  /** PostgreSQL; null: embedded PGlite under dataDir. */
  databaseUrl: string | null;
  /** Who owns and migrates it; null: nobody but, outside production, the user of databaseUrl. */
  migrationDatabaseUrl: string | null;
  /** Connections of PostgreSQL that this server may have open. */
  poolSize: number;
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
  /** Where the identity provider's tokens say what; see token.claims.ts. */
  roleClaim: string;
  /** The provider's names for our roles; null: it uses ours. */
  roleMap: Readonly<Record<string, string>> | null;
  branchClaim: string;
  nameClaim: string;
  /** Null: no token of the provider makes a platform's machine. */
  platformClaim: string | null;
  /** What a request may take, a statement of one, one that walks the graph, and one that writes rows in bulk. PostgreSQL then cancels. */
  requestTimeout: number;
  walkTimeout: number;
  bulkTimeout: number;
  /** Key of the hashes by which erased persons are found again; null: development makes its own in dataDir, production erases nobody. */
  erasureKey: string | null;
  webhooks: WebhookConfig;
  logLevel: string;
  /** Where Prometheus reads; null: nowhere. */
  metrics: { host: string; port: number } | null;
  /** Where traces are sent, by OTLP over HTTP; null: none are made. */
  tracesTo: string | null;
  door: DoorConfig;
}

/** How events are sent. */
export interface WebhookConfig {
  /** Key under which receivers' secrets are kept; null: development makes its own in dataDir, production has no webhooks. */
  key: string | null;
  timeoutMs: number;
  /** Whether events may be sent to this machine, and then without TLS: for tests, never in production. */
  mayLoopback: boolean;
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
  arrivalSeconds: number;
  /** Estimated fields of one answer. */
  operationCost: number;
  requestsPerMinute: number;
  costPerMinute: number;
  failedSignInsPerMinute: number;
  /** Requests of one client that are being read, wait or run. */
  clientRequests: number;
  /** Streams of one client that are open, and of all together. */
  clientStreams: number;
  streams: number;
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
  const missing = [
    unnamedDatabase("DATABASE_URL", e.DATABASE_URL),
    unnamedDatabase("MIGRATION_DATABASE_URL", e.MIGRATION_DATABASE_URL),
  ].filter((problem) => problem !== null);
  if (production && !e.DATABASE_URL) missing.push("DATABASE_URL: production does not run on the embedded database");
  if (production && !e.JWKS_URL)
    missing.push("JWKS_URL: production takes tokens of your identity provider, not development tokens");
  if (production && !e.JWT_ISSUER) missing.push("JWT_ISSUER: the issuer whose tokens are taken");
  if (production && !e.JWT_AUDIENCE) missing.push("JWT_AUDIENCE: the audience that tokens must name");
  if (production && e.WEBHOOK_LOOPBACK === "true")
    missing.push("WEBHOOK_LOOPBACK to false: it is for tests, and would let events into the bank's own network");
  if (!isLoopback(e.HOST) && !ownKeys)
    missing.push("JWT_SECRET or JWKS_URL: a HOST other than loopback needs keys of your own");
  if (missing.length) throw new ConfigError(`Not started. Please set\n  ${missing.join("\n  ")}`);
  return {
    databaseUrl: e.DATABASE_URL ?? null,
    migrationDatabaseUrl: e.MIGRATION_DATABASE_URL ?? null,
    poolSize: e.DATABASE_POOL_SIZE,
    host: e.HOST,
    port: e.PORT,
    dataDir: e.DATA_DIR,
    production,
    jwtSecret: production ? null : (e.JWT_SECRET ?? null),
    jwksUrl: e.JWKS_URL ?? null,
    jwtIssuer: e.JWT_ISSUER ?? null,
    jwtAudience: e.JWT_AUDIENCE ?? null,
    roleClaim: e.JWT_ROLE_CLAIM,
    roleMap: e.JWT_ROLE_MAP ?? null,
    branchClaim: e.JWT_BRANCH_CLAIM,
    nameClaim: e.JWT_NAME_CLAIM,
    platformClaim: e.JWT_PLATFORM_CLAIM ?? null,
    requestTimeout: e.REQUEST_TIMEOUT_MS,
    walkTimeout: e.WALK_TIMEOUT_MS,
    bulkTimeout: e.BULK_TIMEOUT_MS,
    erasureKey: e.ERASURE_KEY ?? null,
    webhooks: {
      key: e.WEBHOOK_KEY ?? null,
      timeoutMs: e.WEBHOOK_TIMEOUT_MS,
      mayLoopback: e.WEBHOOK_LOOPBACK === "true",
    },
    logLevel: e.LOG_LEVEL,
    metrics: e.METRICS_PORT === undefined ? null : { host: e.METRICS_HOST, port: e.METRICS_PORT },
    tracesTo: e.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    door: {
      corsOrigins: listOf(e.CORS_ORIGINS),
      trustedProxies: listOf(e.TRUSTED_PROXIES),
      isLocked: e.TRUSTED_DOCUMENTS === "true",
      trustedManifests: listOf(e.TRUSTED_MANIFESTS),
      bodyBytes: e.BODY_KB * 1_024,
      bulkBodyBytes: e.BULK_BODY_KB * 1_024,
      arrivalSeconds: e.ARRIVAL_SECONDS,
      operationCost: e.OPERATION_COST,
      requestsPerMinute: e.REQUESTS_PER_MINUTE,
      costPerMinute: e.COST_PER_MINUTE,
      failedSignInsPerMinute: e.FAILED_SIGN_INS_PER_MINUTE,
      clientRequests: e.CLIENT_REQUESTS,
      clientStreams: e.CLIENT_STREAMS,
      streams: e.STREAMS,
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

/** Whom the commands that keep a database work as: who owns it, and who reads all of it; null: the embedded one in dataDir. */
export interface DatabaseAddresses {
  owner: string | null;
  reader: string | null;
  dataDir: string;
}

/** For the commands that need nothing else. Throws ConfigError. */
export function readDatabaseAddresses(env: NodeJS.ProcessEnv = process.env): DatabaseAddresses {
  const names = ["BACKUP_DATABASE_URL", "MIGRATION_DATABASE_URL", "DATABASE_URL"] as const;
  const problems = names
    .map((name) => unnamedDatabase(name, env[name] || undefined))
    .filter((problem) => problem !== null);
  if (problems.length) throw new ConfigError(problems.join("\n"));
  const owner = env.MIGRATION_DATABASE_URL || env.DATABASE_URL || null;
  return {
    owner,
    reader: env.BACKUP_DATABASE_URL || owner,
    dataDir: env.DATA_DIR || schema.shape.DATA_DIR.parse(undefined),
  };
}

/** pg would take the user's name for the database's, and connect to another one than was meant. */
function unnamedDatabase(name: string, url: string | undefined): string | null {
  if (url === undefined) return null;
  let database: string | null | undefined;
  try {
    database = parseConnectionString(url).database;
  } catch {
    return `${name}: no address of a database`;
  }
  return database ? null : `${name}: names no database; write postgres://user:password@host:5432/database`;
}
