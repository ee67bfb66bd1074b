import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

const secret = "a key of at least 32 characters..";
const production = {
  NODE_ENV: "production",
  DATABASE_URL: "postgres://bank@db/partner_graph",
  JWKS_URL: "https://id.example/keys",
  JWT_ISSUER: "https://id.example",
  JWT_AUDIENCE: "partner-graph",
};
const problem = (env: NodeJS.ProcessEnv): string => {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error("this configuration was taken");
};

test("nothing set: embedded, loopback, port 4000, development", () => {
  expect(readConfig({})).toEqual({
    databaseUrl: null,
    migrationDatabaseUrl: null,
    poolSize: 10,
    host: "127.0.0.1",
    port: 4000,
    dataDir: ".data",
    production: false,
    jwtSecret: null,
    jwksUrl: null,
    jwtIssuer: null,
    jwtAudience: null,
    roleClaim: "role",
    roleMap: null,
    branchClaim: "branch",
    nameClaim: "name",
    platformClaim: null,
    requestTimeout: 2_500,
    walkTimeout: 10_000,
    bulkTimeout: 30_000,
    erasureKey: null,
    webhooks: { key: null, timeoutMs: 10_000, mayLoopback: false },
    logLevel: "warn",
    door: {
      corsOrigins: [],
      trustedProxies: [],
      isLocked: false,
      trustedManifests: [],
      bodyBytes: 262_144,
      bulkBodyBytes: 20_971_520,
      arrivalSeconds: 30,
      operationCost: 150_000,
      requestsPerMinute: 3_000,
      costPerMinute: 6_000_000,
      failedSignInsPerMinute: 60,
      clientRequests: 60,
      clientStreams: 5,
      streams: 500,
      clientSlots: 10,
      machineSlots: 8,
      slots: 20,
      queue: 500,
      queueMs: 2_000,
    },
    metrics: null,
    tracesTo: null,
  });
  expect(readConfig({ PORT: "", HOST: "", DATABASE_URL: "" })).toEqual(readConfig({}));
});

describe("a host that others reach", () => {
  test.each(["0.0.0.0", "::", "192.168.1.7", "bank.example"])("%s is refused without keys of one's own", (HOST) => {
    expect(problem({ HOST })).toMatch(/JWT_SECRET or JWKS_URL.*loopback/);
    expect(readConfig({ HOST, JWT_SECRET: secret }).host).toBe(HOST);
  });
  test.each(["127.0.0.1", "127.1.2.3", "localhost", "::1"])("%s is loopback", (HOST) => {
    expect(readConfig({ HOST }).host).toBe(HOST);
  });
});

describe("production", () => {
  test("says everything that is missing, at once", () => {
    const message = problem({ NODE_ENV: "production" });
    for (const name of ["DATABASE_URL", "JWKS_URL", "JWT_ISSUER", "JWT_AUDIENCE"]) expect(message).toContain(name);
  });
  test("runs with a database and an identity provider", () => {
    expect(readConfig(production)).toMatchObject({ production: true, databaseUrl: production.DATABASE_URL });
  });
  test("sends no events to itself", () => {
    expect(problem({ ...production, WEBHOOK_LOOPBACK: "true" })).toContain("WEBHOOK_LOOPBACK");
    expect(readConfig({ WEBHOOK_LOOPBACK: "true" }).webhooks.mayLoopback).toBe(true);
  });
  test("has no use for a development key", () => {
    expect(readConfig({ ...production, JWT_SECRET: secret }).jwtSecret).toBeNull();
    expect(problem({ ...production, JWKS_URL: "", JWT_SECRET: secret })).toContain("JWKS_URL");
  });
});

test.each([
  ["PORT", "70000"],
  ["PORT", "http"],
  ["JWT_SECRET", "short"],
  ["NODE_ENV", "staging"],
  ["LOG_LEVEL", "loud"],
  ["WEBHOOK_KEY", "short"],
  ["DATABASE_URL", "postgres://bank@db"],
  ["MIGRATION_DATABASE_URL", "postgres://owner@db/"],
  ["REQUEST_TIMEOUT_MS", "0"],
])("%s=%s is refused by name", (name, value) => {
  expect(problem({ [name]: value })).toContain(name);
});

test("nothing but config.ts reads the environment", () => {
  const src = join(import.meta.dirname, "../src");
  const readers = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && readFileSync(join(src, file), "utf8").includes("process.env"),
  );
  expect(readers).toEqual(["config.ts"]);
});
