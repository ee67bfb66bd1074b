import Table from "cli-table3";
import type { FastifyInstance } from "fastify";
import type { Config } from "./config.ts";
import { signDevelopmentToken } from "./modules/access/token.service.ts";

/** What the demo was, for the tokens: its big outlet, and the id of the platform whose machine may be tried. */
export interface Showcase {
  branch: string;
  /** Null without the demo: then no platform token is offered. */
  platform: string | null;
}

/** Prints where the server listens and, in development, a token per role and the main answer as a table. */
export async function welcome(app: FastifyInstance, config: Config, showcase: Showcase | null): Promise<void> {
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : config.port;
  const base = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
  say(`partner-graph: ${base}/graphql`);
  if (config.production || config.jwksUrl) return;
  say(`开发者页面 Developer page: ${base}/graphiql`);
  if (!showcase) {
    say("开发令牌 Development tokens: npm run -s token -- --role HEAD_OFFICE");
    return;
  }
  const tokens = await tokensOf(config, showcase);
  say("\n开发令牌（有效一天） Development tokens, valid for a day\n");
  for (const { role, token } of tokens) say(`${role}\n${token}\n`);
  const table = await bestBatches(app, tokens.find(({ role }) => role === "HEAD_OFFICE")!.token);
  if (table) say(`最值得先做的五批 The five best batches\n${table}`);
}

async function tokensOf(config: Config, { branch, platform }: Showcase) {
  const claims = [
    ...["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "STAFF"].map((role) => ({ role, branch, platform: null })),
    ...["HEAD_OFFICE", "AUDITOR"].map((role) => ({ role, branch: null, platform: null })),
    ...(platform ? [{ role: "PLATFORM", branch: null, platform }] : []),
  ];
  return Promise.all(
    claims.map(async (claim) => ({
      role: claim.role + (claim.branch ? ` (${claim.branch})` : ""),
      token: await signDevelopmentToken(config, { name: claim.role, ...claim }),
    })),
  );
}

const question = `query { acquisitionBatches(first: 5) { nodes {
  hub { name } channel prospectCount clientCount expectedAccounts
  introducers(first: 1) { client { name isMasked } path { length } }
} } }`;

interface Batch {
  hub: { name: string };
  channel: string;
  prospectCount: number;
  clientCount: number;
  expectedAccounts: number;
  introducers: { client: { name: string; isMasked: boolean }; path: { length: number } }[];
}

const channels: Record<string, string> = {
  SUPPLY_CHAIN: "供应链\nSupply chain",
  ASSOCIATION: "协会/群体\nAssociation",
  PLATFORM: "场景平台\nPlatform",
  PERSON: "公私联动\nPerson",
};

/** The main job, asked as any front end would ask it; null where the server cannot answer it. */
async function bestBatches(app: FastifyInstance, token: string): Promise<string | null> {
  const reply = await app.inject({
    method: "POST",
    url: "/graphql",
    headers: { authorization: `Bearer ${token}` },
    payload: { query: question },
  });
  const batches = reply.json().data?.acquisitionBatches?.nodes as Batch[] | undefined;
  if (!batches?.length) return null;
  const table = new Table({
    head: [
      "枢纽\nHub",
      "渠道\nChannel",
      "潜在客户\nProspects",
      "已有客户\nClients",
      "预计开户\nExpected accounts",
      "最佳引荐人\nBest introducer",
    ],
    colAligns: ["left", "left", "right", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const batch of batches) {
    table.push([
      batch.hub.name,
      channels[batch.channel] ?? batch.channel,
      batch.prospectCount,
      batch.clientCount,
      batch.expectedAccounts.toFixed(1),
      introducer(batch),
    ]);
  }
  return table.toString();
}

function introducer({ introducers: [best] }: Batch): string {
  if (!best) return "";
  return best.path.length === 0 ? "枢纽自身\nthe hub itself" : best.client.name;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
