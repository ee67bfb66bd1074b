import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { DEMO_SOURCE } from "../../seeds/load-demo.ts";
import { type Config, readConfig } from "../../src/config.ts";
import type { Database } from "../../src/database.ts";
import { signDevelopmentToken } from "../../src/modules/access/token.service.ts";
import { createServer } from "../../src/server.ts";
import { encodeId } from "../../src/shared/ids.ts";
import { asSystem } from "../../src/shared/session.ts";
import { openTestDatabase } from "./database.ts";
import { DEMO_DAY } from "./demo-day.ts";

export type Role = "RELATIONSHIP_MANAGER" | "BRANCH_HEAD" | "HEAD_OFFICE" | "AUDITOR" | "STAFF" | "PLATFORM";
/** Who asks. Of the roles that belong to a branch, B02 unless said; a platform is named by its key in the demo. */
export type Asker = Role | { role: Role; branch?: string; platform?: string };

/** An answer of /graphql. Data is any: tests read it by paths that the question beside it shows. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: see above
  data: any;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; requestId?: string } }[];
}

export interface TestServer {
  app: FastifyInstance;
  database: Database;
  config: Config;
  token(asker: Asker): Promise<string>;
  /** Asks /graphql as somebody. */
  ask(asker: Asker, query: string, variables?: Record<string, unknown>, operationName?: string): Promise<Answer>;
  /** The API's id of something of the demo, by its key in seeds/demo/entities.csv. */
  id(key: string): string;
  /** The demo's key for an id that the API answered; undefined for what is not of the demo. */
  keyOf(id: string): string | undefined;
  close(): Promise<void>;
}

// A request of a test has all the time that a busy machine needs.
const testSettings = {
  NODE_ENV: "test",
  LOG_LEVEL: "error",
  JWT_SECRET: "a key for tests, of 32 characters",
  ERASURE_KEY: "another key for tests, of 32 characters",
  REQUEST_TIMEOUT_MS: "30000",
  WALK_TIMEOUT_MS: "120000",
  // And one client may do as much as it likes.
  REQUESTS_PER_MINUTE: "1000000",
  COST_PER_MINUTE: "1000000000",
  CLIENT_REQUESTS: "1000",
  FAILED_SIGN_INS_PER_MINUTE: "1000000",
  QUEUE_SECONDS: "60",
};

const ofBranch: Role[] = ["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "STAFF"];

/** A server of its own over a database of its own (the demo's unless said), on DEMO_DAY unless said; it listens nowhere, requests are injected. */
export async function startServer(
  content: "empty" | "demo" = "demo",
  settings: NodeJS.ProcessEnv = {},
  day = DEMO_DAY,
): Promise<TestServer> {
  const database = await openTestDatabase(content);
  const config = readConfig({ ...testSettings, ...settings });
  const app = await createServer({ config, database, clock: () => day });
  const ids = new Map<string, string>();
  const { rows } = await asSystem(database.em, (tx) =>
    sql<{ number: string; entity_id: string }>`select number, entity_id from source_identity
      where source = ${DEMO_SOURCE}`.execute(tx.getKysely()),
  );
  for (const row of rows) ids.set(row.number, encodeId("entity", row.entity_id));
  const keys = new Map([...ids].map(([key, id]) => [id, key]));

  const id = (key: string) => {
    const found = ids.get(key);
    if (!found) throw new Error(`the demo has no ${key}`);
    return found;
  };
  const token = (asker: Asker) => {
    const {
      role,
      branch = "B02",
      platform = "pharmacy-platform",
    } = typeof asker === "string" ? { role: asker } : asker;
    return signDevelopmentToken(config, {
      name: `Test ${role}`,
      role,
      branch: ofBranch.includes(role) ? branch : null,
      platform: role === "PLATFORM" ? id(platform) : null,
    });
  };
  const ask: TestServer["ask"] = async (asker, query, variables, operationName) => {
    const reply = await app.inject({
      method: "POST",
      url: "/graphql",
      headers: { authorization: `Bearer ${await token(asker)}` },
      payload: { query, variables, operationName },
    });
    return reply.json();
  };
  return {
    app,
    database,
    config,
    token,
    ask,
    id,
    keyOf: (known) => keys.get(known),
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}
