import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import { signDevelopmentToken } from "../../src/modules/access/token.service.ts";

/** The real server in a process of its own, to be killed and asked over HTTP. */
export interface Service {
  url: string;
  process: ChildProcess;
  /** Everything that it has said so far, on both outputs. */
  said(): string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
  /** POST /graphql; null when nobody answered. */
  ask(token: string, query: string, variables?: object): Promise<Reply | null>;
  stop(): Promise<void>;
}

export interface Reply {
  status: number;
  retryAfter: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests read it by paths that the question beside it shows
  data: any;
  codes: string[];
  text: string;
  milliseconds: number;
}

const secret = "a key for tests, of 32 characters";
const root = join(import.meta.dirname, "../..");

/** One client may do here what many would: what is tried is the database's side. */
const roomy = {
  SLOTS: "200",
  CLIENT_SLOTS: "200",
  MACHINE_SLOTS: "200",
  CLIENT_REQUESTS: "1000",
  REQUESTS_PER_MINUTE: "1000000",
  COST_PER_MINUTE: "1000000000",
};

/** Any port but a service's own is left out of its environment: nothing of the test's own run leads it elsewhere. */
export async function startService(settings: NodeJS.ProcessEnv): Promise<Service> {
  // With the flags of `npm start`.
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=16", "--heap-growing-percent=100", "--import", "tsx", "src/main.ts"],
    {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        JWT_SECRET: secret,
        PORT: "0",
        LOG_LEVEL: "info",
        ...roomy,
        ...settings,
      },
    },
  );
  let said = "";
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
  const url = await new Promise<string>((resolve, reject) => {
    const onData = (chunk: Buffer) => {
      said += chunk;
      const found = /partner-graph: (http:\S+)\/graphql/.exec(said);
      if (found) resolve(found[1]!);
    };
    child.stdout.on("data", onData);
    child.stderr.on("data", onData);
    ended.then(() => reject(new Error(`the service ended: ${said}`)));
  });
  return {
    url,
    process: child,
    said: () => said,
    ended,
    ask: (token, query, variables) => ask(url, token, query, variables),
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

export const tokenFor = (role: string, more: { branch?: string; platform?: string } = {}): Promise<string> =>
  signDevelopmentToken(readConfig({ JWT_SECRET: secret }), {
    name: `Test ${role}`,
    role,
    branch: more.branch ?? null,
    platform: more.platform ?? null,
  });

async function ask(url: string, token: string, query: string, variables?: object): Promise<Reply | null> {
  const began = performance.now();
  try {
    const reply = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await reply.text();
    const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: { extensions: { code: string } }[] };
    return {
      status: reply.status,
      retryAfter: reply.headers.get("retry-after"),
      data,
      codes: errors.map(({ extensions }) => extensions.code),
      text,
      milliseconds: performance.now() - began,
    };
  } catch {
    return null;
  }
}
