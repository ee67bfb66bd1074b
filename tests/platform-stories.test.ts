import { afterAll, beforeAll, expect, it } from "vitest";
import { playCourt } from "../drills/court.story.ts";
import { playPharmacy } from "../drills/pharmacy.story.ts";
import type { Stage } from "../drills/platform.story.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { type Answer, startServer, type TestServer } from "./support/server.ts";
import { importList } from "./support/uploads.ts";

let server: TestServer;
let stage: Stage;
beforeAll(async () => {
  server = await startServer();
  const ask: Stage["ask"] = async (query, variables, key) => {
    const { data, errors } = key
      ? await askWith(key, query, variables)
      : await server.ask("HEAD_OFFICE", query, variables);
    expect(errors).toBeUndefined();
    for (const root of Object.values(data) as { userErrors?: unknown[] }[]) expect(root?.userErrors ?? []).toEqual([]);
    return data;
  };
  const load: Stage["load"] = async (kind, source, content) => {
    const id = await importList(server, { kind, source, content });
    const { importJobs } = await ask("{ importJobs(first: 1) { nodes { id state counts { rejected pending } } } }");
    expect(importJobs.nodes).toEqual([{ id, state: "DONE", counts: { rejected: 0, pending: 0 } }]);
  };
  stage = { today: DEMO_DAY, branch: "B02", ask, load };
});
afterAll(() => server.close());

const askWith = async (key: string, query: string, variables?: object): Promise<Answer> => {
  const headers = { authorization: `Bearer ${key}` };
  return (await server.app.inject({ method: "POST", url: "/graphql", headers, payload: { query, variables } })).json();
};
const numbers = "participants withAccount openedDuringProject openedSinceLaunch";

it("the court: 50 cases, 30 completed, 20 administrators with accounts, 70 million, 10 further members", async () => {
  const { id: platformId } = await playCourt(stage);
  const { cases, completed, platformCoverage, acquisitionChain, platform } = await stage.ask(`{
    cases: platformCases(platformId: "${platformId}") { totalCount }
    completed: platformCases(platformId: "${platformId}", filter: { status: COMPLETED }) { totalCount }
    platform(id: "${platformId}") { project { status } }
    platformCoverage(platformId: "${platformId}", by: [ROLE]) { total { ${numbers} deposits { amount currency } } buckets { role ${numbers} } }
    acquisitionChain(platformId: "${platformId}") { isTruncated accountCount steps { key kind role level since note organizationCount furtherCount accountCount
      entity { name } target { name } } } }`);
  expect(platform.project.status).toBe("LIVE");
  expect([cases.totalCount, completed.totalCount]).toEqual([50, 30]);
  expect(platformCoverage.total).toEqual({
    ...{ participants: 78, withAccount: 20, openedDuringProject: 0, openedSinceLaunch: 20 },
    deposits: [{ amount: "70000000.00", currency: "CNY" }],
  });
  expect(platformCoverage.buckets).toEqual([
    { role: "ADMINISTRATOR", participants: 28, withAccount: 20, openedDuringProject: 0, openedSinceLaunch: 20 },
    { role: "DEBTOR", participants: 50, withAccount: 0, openedDuringProject: 0, openedSinceLaunch: 0 },
  ]);
  expect(acquisitionChain.isTruncated).toBe(false);
  expect(acquisitionChain.accountCount).toBe(30);
  const told = acquisitionChain.steps.map((step: Record<string, unknown>) => [
    ...[step.kind, step.role, step.level, (step.entity as { name: string }).name],
    ...[step.organizationCount, step.furtherCount, step.accountCount],
  ]);
  expect(told).toEqual([
    ["RECOMMENDER", null, 1, "澜州市破产管理人协会", 1, 1, 0],
    ["OPERATOR", null, 0, "澜州市中级人民法院", 1, 1, 0],
    ["PARTICIPANTS", "ADMINISTRATOR", null, "澜州破产案件审理平台", 28, 28, 20],
    ["PARTICIPANTS", "DEBTOR", null, "澜州破产案件审理平台", 50, 50, 0],
    ["MEMBERS", null, null, "澜州市破产管理人协会", 53, 25, 10],
  ]);
  expect(acquisitionChain.steps[0]).toMatchObject({
    ...{ since: "2025-08-30", note: "秘书长向法院推荐了案件审理系统" },
    target: { name: "澜州市中级人民法院" },
  });
  const { chainOrganizations } = await stage.ask(
    `query ($step: ID!) { chainOrganizations(platformId: "${platformId}", step: $step, wonOnly: true, first: 100) { nodes { isWon isFurther organization { name isClient } } } }`,
    { step: acquisitionChain.steps[4].key },
  );
  expect(chainOrganizations.nodes).toHaveLength(10);
  for (const node of chainOrganizations.nodes)
    expect(node).toMatchObject({ isWon: true, isFurther: true, organization: { isClient: true } });
});

it("the pharmacy chain: 13 stores while it was built, 200 more within half a year of the launch", async () => {
  const { id: platformId } = await playPharmacy(stage);
  const { platformCoverage, coverageCurve, remainingParticipants } = await stage.ask(`{
    platformCoverage(platformId: "${platformId}") { total { ${numbers} } }
    coverageCurve(platformId: "${platformId}", months: 6) { openedDuringProject openedSinceLaunch }
    remainingParticipants(platformId: "${platformId}") { totalCount nodes { organization { relationships(kinds: [BRANCH_OF], first: 1) { edges { entity { name } } } } } } }`);
  expect(platformCoverage.total).toEqual({
    participants: 243,
    withAccount: 213,
    openedDuringProject: 13,
    openedSinceLaunch: 200,
  });
  expect(remainingParticipants.totalCount).toBe(30);
  const [left] = remainingParticipants.nodes;
  expect(left.organization.relationships.edges).toEqual([{ entity: { name: "澜州百草大药房连锁有限公司" } }]);
  const grown = coverageCurve.map((point: { openedSinceLaunch: number }) => point.openedSinceLaunch);
  expect(grown.at(-1)).toBe(200);
  expect(grown).toEqual([...grown].sort((a, b) => a - b));
});

it("what the pharmacy chain costs, and when that comes back", async () => {
  const { id: platformId } = await playPharmacy(stage, 630_000_000);
  const write = (field: string, input: string) =>
    stage.ask(
      `mutation { ${field}(input: { platformId: "${platformId}", ${input} }) { platform { costs { id item amount { amount currency } dueOn } } userErrors { code field } } }`,
    );
  const costs = `costs: [{ item: "收银机", amount: { amount: "600000" }, dueOn: "2026-03-01" },
    { item: "系统", amount: { amount: "120000.50" }, dueOn: "2026-09-10" }, { item: "licence", amount: { amount: "10", currency: "USD" }, dueOn: "2026-01-01" }]`;
  const [first] = [await write("addPlatformCosts", `${costs}, idempotencyKey: "once"`)];
  const again = await write("addPlatformCosts", `${costs}, idempotencyKey: "once"`);
  expect(again).toEqual(first);
  expect(first.addPlatformCosts.platform.costs).toMatchObject([
    { item: "licence", amount: { amount: "10.00", currency: "USD" }, dueOn: "2026-01-01" },
    { item: "收银机", amount: { amount: "600000.00", currency: "CNY" }, dueOn: "2026-03-01" },
    { item: "系统", amount: { amount: "120000.50", currency: "CNY" }, dueOn: "2026-09-10" },
  ]);
  await write(
    "setPlatformPlan",
    'plan: { expectedAccounts: 200, rampMonths: 6, depositPerAccount: "60000", margin: "0.018", feePerAccount: "100" }',
  );
  const fields = "accounts deposits cost income net cumulative";
  const question = (
    asked: string,
  ) => `{ platformBusinessCase(platformId: "${platformId}", ${asked}) { startsOn currency plannedPayBackMonth actualPayBackMonth
    assumptions { monthlyAccounts } costsLeftOut { amount currency } months { index month planned { ${fields} } actual { ${fields} } } } }`;
  const { platformBusinessCase: found } = await stage.ask(question("months: 24"));
  expect(found).toMatchObject({
    startsOn: "2026-05-17",
    currency: "CNY",
    costsLeftOut: [{ amount: "10.00", currency: "USD" }],
  });
  expect(found.assumptions.monthlyAccounts).toEqual([33, 33, 34, 33, 33, 34]);
  // 33 accounts of 60,000: 1.98 million earn 0.018 / 12 of it, 2,970, and 100 each: 6,270.
  expect(found.months[0].planned).toEqual({
    ...{ accounts: 33, deposits: "1980000.00", cost: "600000.00", income: "6270.00" },
    ...{ net: "-593730.00", cumulative: "-593730.00" },
  });
  // All 200 from the sixth month on: 12 million earn 18,000, and 20,000 of fees.
  expect(found.months[5].planned).toMatchObject({ accounts: 200, deposits: "12000000.00", income: "38000.00" });
  // Six months of 6,270, 12,540, 19,000, 25,270, 31,540 and 38,000 less 720,000.50; then 38,000 a month: 16 more.
  expect(found.months[5].planned.cumulative).toBe("-587380.50");
  expect(found.plannedPayBackMonth).toBe(22);
  // What came of it: 13 accounts from before the launch, and 200 since; nothing went through cases.
  const actuals = found.months.map((month: { actual: { accounts: number } | null }) => month.actual?.accounts ?? null);
  expect(actuals.slice(0, 7).at(-1)).toBe(213);
  expect(actuals.slice(7)).toEqual(Array(17).fill(null));
  expect(found.months[6].actual).toMatchObject({ accounts: 213, deposits: "0.00", income: "21300.00", cost: "0.00" });
  expect(found.actualPayBackMonth).toBeNull();
  const { platformBusinessCase: other } = await stage.ask(
    question('months: 24, assumptions: { monthlyAccounts: [400], discount: "0.1" }'),
  );
  expect(other.months[0].planned.accounts).toBe(400);
  // 76,000 a month, each worth 0.992 of the one before: 9 months come to 662,800, 10 to 733,500; the costs to 600,000 and 0.969 of 120,000.50.
  expect(other.plannedPayBackMonth).toBe(10);
  expect(await server.ask("RELATIONSHIP_MANAGER", question("months: 1"))).toMatchObject({
    errors: [{ extensions: { code: "FORBIDDEN" } }],
  });
});

it("a note is read by the branch that made it, and by those who see the whole bank", async () => {
  const [from, to] = [server.id("bankruptcy-association"), server.id("hospital-platform")];
  const recommend = (note: string) => `mutation { recordRecommendations(input: { recommendations: [
    { fromId: "${from}", toId: "${to}", on: "2026-01-05", note: "${note}" }] }) { results { outcome errors { code } } } }`;
  const outcome = async (note: string) =>
    (await server.ask("RELATIONSHIP_MANAGER", recommend(note))).data.recordRecommendations.results[0].outcome;
  expect([await outcome("one"), await outcome("one"), await outcome("two")]).toEqual([
    "CREATED",
    "UNCHANGED",
    "UPDATED",
  ]);
  const question = `{ acquisitionChain(platformId: "${to}") { steps { kind level note entity { id } } } }`;
  const notes = async (asker: Parameters<TestServer["ask"]>[0]) =>
    (await server.ask(asker, question)).data.acquisitionChain.steps
      .filter(
        ({ entity, level }: { entity: { id: string }; level: number | null }) => entity.id === from && level !== null,
      )
      .map(({ kind, note }: { kind: string; note: string | null }) => [kind, note]);
  expect(await notes("RELATIONSHIP_MANAGER")).toEqual([["RECOMMENDER", "two"]]);
  expect(await notes("AUDITOR")).toEqual([["RECOMMENDER", "two"]]);
  expect(await notes({ role: "BRANCH_HEAD", branch: "B04" })).toEqual([["RECOMMENDER", null]]);
});
