import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import Table from "cli-table3";
import { Command } from "commander";
import { CliError, runCli } from "../src/shared/cli.ts";
import { today } from "../src/shared/day.ts";
import { playCourt } from "./court.story.ts";
import { playPharmacy } from "./pharmacy.story.ts";
import type { Stage } from "./platform.story.ts";

const scenarios = { court: playCourt, pharmacy: playPharmacy };

/**
 * `npm run simulate:platform -- --scenario court --token $(npm run -s token -- --role HEAD_OFFICE)`: plays a year of a platform against a running
 * server, over HTTP alone and with firms of its own, and prints what the bank won.
 */
await runCli(async () => {
  const command = new Command("simulate:platform")
    .requiredOption("--scenario <name>", Object.keys(scenarios).join(" or "))
    .requiredOption("--token <token>", "a token of head office")
    .option("--url <url>", "the server", "http://127.0.0.1:4000")
    .parse();
  const { scenario, token, url } = command.opts<{ scenario: string; token: string; url: string }>();
  const play = scenarios[scenario as keyof typeof scenarios];
  if (!play) command.error(`--scenario must be ${Object.keys(scenarios).join(" or ")}`);
  const began = performance.now();
  const stage = await stageAt(url, token);
  const { id } = await play(stage, (100 + Math.floor(Math.random() * 800)) * 1_000_000);
  await printGains(stage, id);
  console.log(`Played in ${((performance.now() - began) / 1_000).toFixed(1)} s.`);
});

async function stageAt(url: string, token: string): Promise<Stage> {
  const reach = async (path: string, init: RequestInit, key = token): Promise<Response> => {
    const headers = { ...init.headers, authorization: `Bearer ${key}` };
    const reply = await fetch(new URL(path, url), { ...init, headers }).catch(() => null);
    if (!reply) throw new CliError(`No server answers at ${url}. Start it with: npm start`);
    return reply;
  };
  const ask: Stage["ask"] = async (query, variables, key) => {
    const headers = { "content-type": "application/json" };
    const reply = await reach("/graphql", { method: "POST", headers, body: JSON.stringify({ query, variables }) }, key);
    const { data, errors } = await reply.json();
    const refusals = Object.values((data ?? {}) as Record<string, { userErrors?: unknown[] } | null>);
    const problems = [...(errors ?? []), ...refusals.flatMap((root) => root?.userErrors ?? [])];
    if (problems.length > 0) throw new CliError(`The server refuses: ${JSON.stringify(problems[0])}`);
    return data;
  };
  const load: Stage["load"] = async (kind, source, csv) => {
    const { createImport } = await ask(
      "mutation ($input: CreateImportInput!) { createImport(input: $input) { job { id } userErrors { code message } } }",
      { input: { kind, source, files: [{ name: "list.csv", chunkCount: 1 }] } },
    );
    const { id } = createImport.job;
    const sha256 = createHash("sha256").update(csv).digest("hex");
    const stored = await reach(`/imports/${id}/chunks/1`, {
      method: "PUT",
      headers: { "x-chunk-sha256": sha256 },
      body: csv,
    });
    if (!stored.ok) throw new CliError(`The list was not taken: ${await stored.text()}`);
    await ask(`mutation { startImport(input: { id: "${id}" }) { userErrors { code message } } }`);
    for (;;) {
      const { node } = await ask(`{ node(id: "${id}") { ... on ImportJob { state counts { rejected pending } } } }`);
      if (node.state === "DONE" && node.counts.rejected + node.counts.pending === 0) return;
      if (!["QUEUED", "RUNNING"].includes(node.state))
        throw new CliError(`The ${kind} list ended ${JSON.stringify(node)}`);
      await pause(100);
    }
  };
  const { branches } = await ask("{ branches { code } }");
  if (branches.length === 0) throw new CliError("The bank has no branch yet, so nobody can open an account.");
  return { today: today(), branch: branches[0].code, ask, load };
}

async function printGains(stage: Stage, id: string): Promise<void> {
  const found = await stage.ask(
    `query ($id: ID!) {
      cases: platformCases(platformId: $id) { totalCount }
      completed: platformCases(platformId: $id, filter: { status: COMPLETED }) { totalCount }
      platform(id: $id) { name project { beganOn: proposedOn launchedOn } }
      platformCoverage(platformId: $id, by: [ROLE]) { total { participants withAccount openedDuringProject openedSinceLaunch deposits { amount currency } } }
      acquisitionChain(platformId: $id) { accountCount steps { kind role organizationCount accountCount entity { name } } }
      coverageCurve(platformId: $id, months: 13) { month participants withAccount deposits { amount currency } } }`,
    { id },
  );
  const money = (list: { amount: string; currency: string }[]) =>
    list.map(({ amount, currency }) => `${currency} ${amount}`).join(", ");
  const { name, project } = found.platform;
  const { total } = found.platformCoverage;
  console.log(`${name}: proposed ${project.beganOn}, launched ${project.launchedOn}`);
  const year = new Table({ head: ["month", "participants", "with account", "deposits so far"] });
  for (const { month, participants, withAccount, deposits } of found.coverageCurve)
    year.push([month, participants, withAccount, money(deposits)]);
  console.log(year.toString());
  const steps = new Table({ head: ["step", "whose", "organizations", "clients won"] });
  for (const { kind, role, organizationCount, accountCount, entity } of found.acquisitionChain.steps)
    steps.push([role ?? kind, entity.name, organizationCount, accountCount]);
  console.log(steps.toString());
  console.log(`Cases: ${found.cases.totalCount}, completed: ${found.completed.totalCount}`);
  console.log(`Opened while it was built: ${total.openedDuringProject}, since the launch: ${total.openedSinceLaunch}`);
  console.log(
    `Deposits: ${money(total.deposits) || "none"}. Clients won in all: ${found.acquisitionChain.accountCount}`,
  );
}
