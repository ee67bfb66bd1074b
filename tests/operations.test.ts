import { readdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Kind, parse } from "graphql";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withdrawEvidence } from "../src/modules/graph/evidence-withdrawal.service.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { decodeId, keyOf as keyOfId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { failOnce, happen, participantsOf } from "./support/events.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";
import { subscribe } from "./support/sse.ts";
import { stable } from "./support/stable.ts";
import { importList } from "./support/uploads.ts";

/**
 * Every operation of schema/operations is asked over the demo as the viewer it is meant for, and answers what stands in
 * tests/operations/<name>.json. Those files were read by a person; whoever changes one reads it again.
 */
interface Entry {
  operation: string;
  asker: Asker;
  variables(server: TestServer): Record<string, unknown> | Promise<Record<string, unknown>>;
  /** Distinguishes a further answer of the same operation. */
  as?: string;
}

const manager: Asker = "RELATIONSHIP_MANAGER";
const entries: Entry[] = [
  { operation: "Viewer", asker: manager, variables: () => ({}) },
  { operation: "Viewer", as: "platform", asker: "PLATFORM", variables: () => ({}) },
  {
    operation: "SearchOrganizations",
    asker: manager,
    variables: () => ({ filter: { search: "保温", region: "36", isClient: true }, first: 3 }),
  },
  { operation: "ReferenceTrees", asker: manager, variables: () => ({ region: "360900", industry: "C30" }) },
  {
    operation: "OrganizationCard",
    asker: manager,
    variables: ({ id }) => ({ id: id("core-manufacturer") }),
  },
  {
    operation: "SuppliersOfSuppliers",
    asker: manager,
    variables: ({ id }) => ({ id: id("core-manufacturer"), suppliers: 3, theirs: 2 }),
  },
  {
    operation: "FormerSuppliers",
    asker: manager,
    variables: ({ id }) => ({ id: id("core-manufacturer"), first: 4 }),
  },
  {
    operation: "Neighborhood",
    asker: manager,
    variables: ({ id }) => ({ of: id("court-platform"), input: { kinds: ["OPERATES", "RECOMMENDED"], maxHops: 3 } }),
  },
  {
    operation: "PathsBetween",
    asker: manager,
    variables: ({ id }) => ({ from: id("drug-wholesaler"), to: id("pharmacy-rival"), first: 3 }),
  },
  {
    operation: "Degrees",
    asker: manager,
    variables: ({ id }) => ({ ids: ["court", "pharmacy-chain", "tobacco-retailers", "hospital-platform"].map(id) }),
  },
  {
    operation: "EvidenceOfRelationship",
    asker: manager,
    variables: async (server) => ({ id: await largestSale(server), first: 3 }),
  },
  {
    operation: "EvidenceOfRelationship",
    as: "elsewhere",
    asker: { role: "RELATIONSHIP_MANAGER", branch: "B04" },
    variables: async (server) => ({ id: await largestSale(server), first: 3 }),
  },
  { operation: "Associations", asker: manager, variables: () => ({ region: "3609", first: 3 }) },
  { operation: "Platforms", asker: manager, variables: () => ({}) },
  {
    operation: "PlatformParticipants",
    asker: manager,
    variables: ({ id }) => ({ id: id("pharmacy-platform"), first: 3 }),
  },
  {
    operation: "PlatformParticipants",
    as: "platform",
    asker: "PLATFORM",
    variables: ({ id }) => ({ id: id("pharmacy-platform"), first: 3 }),
  },
  { operation: "AcquisitionBatches", asker: "HEAD_OFFICE", variables: () => ({}) },
  {
    operation: "AcquisitionBatches",
    as: "from",
    asker: manager,
    variables: ({ id }) => ({ input: { from: [id("insulation-borrower")], channels: ["ASSOCIATION"] }, first: 1 }),
  },
  {
    operation: "BatchProspects",
    asker: manager,
    variables: async (server) => ({ id: await bestBatch(server), first: 2 }),
  },
  { operation: "Prospects", asker: manager, variables: () => ({ input: { industry: "C30" }, first: 2 }) },
  {
    operation: "PlatformCoverage",
    asker: manager,
    variables: ({ id }) => ({ id: id("court-platform"), by: ["ROLE", "REGION"], months: 3, first: 3 }),
  },
  {
    operation: "PlatformBusinessCase",
    asker: "AUDITOR",
    variables: ({ id }) => ({
      id: id("pharmacy-platform"),
      assumptions: { expectedAccounts: 200, depositPerAccount: "50000", margin: "0.018", feePerAccount: "20" },
      months: 2,
    }),
  },
  { operation: "AcquisitionChain", asker: manager, variables: ({ id }) => ({ id: id("court-platform") }) },
  { operation: "PersonContacts", asker: manager, variables: ({ id }) => ({ id: id("core-manufacturer") }) },
  {
    operation: "PersonContacts",
    as: "person",
    asker: { role: "RELATIONSHIP_MANAGER", branch: "B03" },
    variables: ({ id }) => ({ id: id("retail-client-01") }),
  },
  {
    operation: "RevealContact",
    asker: manager,
    variables: async (server) => ({ input: { contactId: await firstContact(server), purpose: "CONTACT" } }),
  },
  {
    operation: "RevealContact",
    as: "without-consent",
    asker: manager,
    variables: async (server) => ({ input: { contactId: await firstContact(server), purpose: "MARKETING" } }),
  },
  // Those that write stand last.
  {
    operation: "RegisterParticipants",
    asker: "PLATFORM",
    variables: ({ id }) => ({
      input: {
        platformId: id("pharmacy-platform"),
        participants: [
          { name: "临澜百草澜大药房连锁有限公司新城店", role: "STORE", externalId: "N-1", since: "2026-11-20" },
          { name: "临澜百草澜大药房连锁有限公司新城店", role: "STORE", externalId: "N-1", since: "2026-11-20" },
          { name: "", role: "CASHIER", creditCode: "TOO-SHORT", since: "2026-02-30" },
        ],
        idempotencyKey: "operations",
      },
    }),
  },
  {
    operation: "UpdateParticipants",
    asker: "PLATFORM",
    variables: ({ id }) => ({
      input: {
        platformId: id("pharmacy-platform"),
        participants: [
          { externalId: "N-1", name: "临澜百草澜大药房连锁有限公司新城广场店", region: "360902" },
          { externalId: "N-1", name: "临澜百草澜大药房连锁有限公司老城店", observedOn: "2026-01-05" },
          { externalId: "N-2", name: "没有登记过的店" },
          { name: "没有说是谁" },
        ],
      },
    }),
  },
  {
    operation: "EndParticipations",
    asker: "PLATFORM",
    variables: ({ id }) => ({
      input: {
        platformId: id("pharmacy-platform"),
        participations: [
          { externalId: "N-1", role: "STORE", until: "2026-11-23", reason: "CLOSED" },
          { externalId: "N-1", role: "STORE", until: "2026-11-22", reason: "LEFT", observedOn: "2026-11-22" },
          { externalId: "N-1", role: "CASHIER", until: "2026-02-30", reason: "OTHER" },
        ],
      },
    }),
  },
  {
    operation: "RegisteredParticipants",
    asker: "PLATFORM",
    variables: ({ id }) => ({ platformId: id("pharmacy-platform"), filter: { search: "新城广场", status: "FORMER" } }),
  },
  {
    operation: "RegisterCases",
    asker: "HEAD_OFFICE",
    variables: ({ id }) => ({
      input: {
        platformId: id("court-platform"),
        cases: [
          {
            number: "（2026）赣09破1号",
            kind: "BANKRUPTCY_LIQUIDATION",
            title: "临澜某制造有限公司破产清算案",
            court: "临澜市中级人民法院",
            acceptedOn: "2026-03-02",
            administrator: { externalId: "administrator-01" },
            parties: [{ participant: { externalId: "administrator-01" }, role: "ADMINISTRATOR" }],
          },
          { number: "（2026）赣09破2号", kind: "HOUSING_PROJECT" },
          {
            number: "（2026）赣09破3号",
            kind: "ENFORCEMENT",
            parties: [{ participant: { externalId: "11010519491231002X" }, role: "DEBTOR" }],
          },
        ],
      },
    }),
  },
  {
    operation: "UpdateCases",
    asker: "HEAD_OFFICE",
    variables: ({ id }) => ({
      input: {
        platformId: id("court-platform"),
        cases: [
          { number: "（2026）赣09破1号", title: "临澜某制造有限公司破产重整案", kind: "BANKRUPTCY_REORGANIZATION" },
          { number: "（2026）赣09破1号", title: "旧案名", observedOn: "2026-03-02" },
          { number: "（2026）赣09破9号", title: "没有登记过" },
        ],
      },
    }),
  },
  {
    operation: "RecordProceeds",
    asker: "HEAD_OFFICE",
    variables: ({ id }) => ({
      input: {
        platformId: id("court-platform"),
        proceeds: [
          {
            caseNumber: "（2026）赣09破1号",
            reference: "SK-1",
            amount: { amount: "1250000.5" },
            receivedOn: "2026-06-30",
            accountNumber: "管理人账户 001",
          },
          { caseNumber: "（2026）赣09破1号", reference: "SK-2", amount: { amount: "-1" }, receivedOn: "2026-06-31" },
        ],
      },
    }),
  },
  {
    operation: "CompleteCases",
    asker: "HEAD_OFFICE",
    variables: ({ id }) => ({
      input: {
        platformId: id("court-platform"),
        cases: [{ number: "（2026）赣09破1号", completedOn: "2026-10-08" }],
      },
    }),
  },
  {
    operation: "PlatformCases",
    asker: "HEAD_OFFICE",
    variables: ({ id }) => ({ platformId: id("court-platform"), filter: { status: "COMPLETED" } }),
  },
  { operation: "ParticipantRoles", asker: "PLATFORM", variables: () => ({ scenario: "COURT" }) },
  {
    operation: "AddParticipantRole",
    asker: "HEAD_OFFICE",
    variables: () => ({
      input: { scenario: "COURT", code: "TAX_AUTHORITY", name: "Tax authority", chineseName: "税务机关" },
    }),
  },
  {
    operation: "GivePlatformRoles",
    asker: "HEAD_OFFICE",
    variables: ({ id }) => ({ input: { platformId: id("court-platform"), roles: ["TAX_AUTHORITY", "LAW_FIRM"] } }),
  },
  {
    operation: "CreatePlatformKey",
    asker: "HEAD_OFFICE",
    variables: ({ id }) => ({ input: keyOf(id("court-platform")) }),
  },
  {
    operation: "RotatePlatformKey",
    asker: "HEAD_OFFICE",
    variables: async (server) => ({ input: { id: await newestKey(server), overlapHours: 24 } }),
  },
  {
    operation: "RevokePlatformKey",
    asker: "HEAD_OFFICE",
    variables: async (server) => ({ input: { id: await newestKey(server) } }),
  },
  {
    operation: "CreateWebhook",
    asker: "PLATFORM",
    variables: () => ({ input: { name: "收银系统", url: "https://hooks.example.com/partner-graph" } }),
  },
  {
    operation: "PlatformEvents",
    asker: "PLATFORM",
    variables: async (server) => {
      const platformId = decodeId(server.id("pharmacy-platform"))!.key;
      const [store] = await participantsOf(server.database, platformId);
      const of = { platformId, participantId: store!.id };
      await happen(server.database, [
        { ...of, kind: "PARTICIPANT_REGISTERED", data: { role: "STORE", since: "2026-11-20" } },
        { ...of, kind: "ACCOUNT_OPENED", data: { openedOn: "2026-11-21" } },
        { ...of, kind: "PROCEEDS_RECORDED", data: { reference: "P-1", amount: "70.50", currency: "CNY" } },
      ]);
      return {};
    },
  },
  {
    operation: "FollowEvents",
    asker: "PLATFORM",
    variables: async ({ ask }) => ({
      after: (await ask("PLATFORM", "{ events(first: 1) { pageInfo { endCursor } } }")).data.events.pageInfo.endCursor,
    }),
  },
  { operation: "Webhooks", asker: "PLATFORM", variables: () => ({}) },
  {
    operation: "WebhookDeliveries",
    asker: "PLATFORM",
    variables: async (server) => {
      await failOnce(server.database);
      return { webhook: await newestWebhook(server), state: "WAITING", first: 1 };
    },
  },
  {
    operation: "UpdateWebhook",
    asker: "PLATFORM",
    variables: async (server) => ({ input: { id: await newestWebhook(server), kinds: ["PROCEEDS_RECORDED"] } }),
  },
  {
    operation: "RotateWebhookSecret",
    asker: "PLATFORM",
    variables: async (server) => ({ input: { id: await newestWebhook(server) } }),
  },
  {
    operation: "Redeliver",
    asker: "PLATFORM",
    variables: async (server) => {
      const deliveries = `{ webhookDeliveries(webhook: "${await newestWebhook(server)}") { nodes { id } } }`;
      const { nodes } = (await server.ask("PLATFORM", deliveries)).data.webhookDeliveries;
      const end = "update webhook_delivery set state = 'PARKED', ended_at = now()";
      await asSystem(server.database.em, (tx) => sql.raw(end).execute(tx.getKysely()));
      return { input: { webhookId: await newestWebhook(server), deliveryIds: [nodes[0].id] } };
    },
  },
  {
    operation: "DeleteWebhook",
    asker: "PLATFORM",
    variables: async (server) => ({ input: { id: await newestWebhook(server) } }),
  },
  { operation: "PlatformKeys", asker: "AUDITOR", variables: () => ({}) },
  { operation: "AuditLog", asker: "AUDITOR", variables: () => ({ filter: { actor: "head_office" } }) },
  {
    operation: "CreatePlatform",
    asker: "HEAD_OFFICE",
    variables: ({ id }) => ({
      input: {
        name: "临澜市养老服务平台",
        scenario: "ELDERLY_CARE",
        operatorId: id("court"),
        idempotencyKey: "operations",
      },
    }),
  },
  {
    operation: "CreateImport",
    asker: "HEAD_OFFICE",
    variables: () => ({ input: { kind: "SUPPLY", source: "erp", files: [{ name: "invoices.csv", chunkCount: 2 }] } }),
  },
  { operation: "SuppliersKnown", asker: manager, variables: suppliersKnownThen },
  {
    operation: "ImportJobs",
    asker: "HEAD_OFFICE",
    variables: async (server) => {
      const { creditCode } = (
        await server.ask("HEAD_OFFICE", `{ organization(id: "${server.id("core-manufacturer")}") { creditCode } }`)
      ).data.organization;
      const rows = [`N1,${creditCode},10.00`, `N1,${creditCode},ten`, "N1,,1.00"];
      await importList(server, {
        kind: "SUPPLY",
        source: "erp",
        content: `supplier_number,buyer_code,amount\n${rows.join("\n")}\n`,
      });
      return { state: "DONE" };
    },
  },
];

const keyOf = (platformId: string) => {
  const permissions = ["REGISTER_PARTICIPANTS", "READ_PARTICIPANTS"];
  return { platformId, name: "审理系统", permissions, validDays: 90 };
};

const folder = join(import.meta.dirname, "../schema/operations");
const documents = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".graphql"))
    .map((file) => [file.replace(/^.*\//, "").replace(/\.graphql$/, ""), readFileSync(join(folder, file), "utf8")]),
);

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

test("every file holds one operation of its own name, and is asked here", () => {
  for (const [name, text] of documents) {
    const operations = parse(text).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    expect(operations.map((one) => one.name?.value)).toEqual([name]);
  }
  expect([...documents.keys()].sort()).toEqual([...new Set(entries.map((entry) => entry.operation))].sort());
});

describe("answers as reviewed", () => {
  test.each(entries.map((entry) => [[entry.operation, entry.as].filter(Boolean).join("."), entry] as const))(
    "%s",
    async (name, { operation, asker, variables }) => {
      const text = documents.get(operation)!;
      const { data, errors } = /^subscription/m.test(text)
        ? await firstAnswer(asker, text, await variables(server))
        : await server.ask(asker, text, await variables(server), operation);
      expect(errors).toBeUndefined();
      expect(isEmpty(data), "an empty answer shows nothing").toBe(false);
      const answer = `${JSON.stringify(stable(data, server.keyOf), null, 2)}\n`;
      await expect(answer).toMatchFileSnapshot(`operations/${name}.json`);
    },
  );
});

/** What a subscription answers first. */
async function firstAnswer(asker: Asker, query: string, variables: Record<string, unknown>) {
  await server.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.app.server.address() as AddressInfo;
  const reading = await subscribe(`http://127.0.0.1:${port}/graphql`, await server.token(asker), { query, variables });
  await reading.until(1);
  reading.close();
  return reading.answers[0];
}

/** True when the answer has an empty list, or nothing, at its top. */
function isEmpty(data: Record<string, unknown>): boolean {
  return Object.values(data).some((root) => {
    if (root === null) return true;
    const { userErrors: _, ...rest } = root as { userErrors?: unknown };
    const lists = Object.values(rest).filter(Array.isArray);
    return lists.length > 0 && lists.every((list) => list.length === 0);
  });
}

/** After the instant one supplier ends, one that nobody knew of comes to light, and one turns out to be a mistake. */
async function suppliersKnownThen({ database, id }: TestServer): Promise<Record<string, unknown>> {
  const [buyer, ended, found, mistaken] = ["core-manufacturer", "supplier-31", "drug-wholesaler", "supplier-45"].map(
    (key) => keyOfId("entity", id(key))!,
  );
  const knownAt = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await asSystem(database.em, async (tx) => {
    const supplies = (sourceId: string) => ({ kind: "SUPPLIES", sourceId, targetId: buyer!, role: null });
    await writeRelationships(tx, [
      { ...supplies(ended!), since: "2026-02-10", until: "2026-11-10", observedOn: DEMO_DAY },
      { ...supplies(found!), since: "2026-02-25", until: null, confidence: 0.6 },
    ]);
    const { rows } = await sql<{
      id: string;
    }>`select e.id from evidence e join relationship r on r.id = e.relationship_id
      where r.source_id = ${mistaken}::bigint and r.target_id = ${buyer}::bigint and e.withdrawn_at is null`.execute(
      tx.getKysely(),
    );
    await withdrawEvidence(
      tx,
      rows.map((row) => row.id),
      DEMO_DAY,
    );
  });
  return { id: id("core-manufacturer"), asOf: "2026-03-01", knownAt, first: 4 };
}

async function largestSale({ ask, id }: TestServer): Promise<string> {
  const query = "query ($id: ID) { organization(id: $id) { suppliers(first: 1) { nodes { id } } } }";
  return (await ask("HEAD_OFFICE", query, { id: id("core-manufacturer") })).data.organization.suppliers.nodes[0].id;
}

async function newestKey({ ask }: TestServer): Promise<string> {
  return (await ask("AUDITOR", "{ platformKeys(first: 1) { nodes { id } } }")).data.platformKeys.nodes[0].id;
}

async function newestWebhook({ ask }: TestServer): Promise<string> {
  return (await ask("PLATFORM", "{ webhooks(first: 1) { nodes { id } } }")).data.webhooks.nodes[0].id;
}

async function firstContact({ ask, id }: TestServer): Promise<string> {
  const query = "query ($id: ID) { organization(id: $id) { contacts { id } } }";
  return (await ask(manager, query, { id: id("core-manufacturer") })).data.organization.contacts[0].id;
}

async function bestBatch({ ask, id }: TestServer): Promise<string> {
  const query = "query ($input: AcquisitionInput) { acquisitionBatches(input: $input, first: 1) { nodes { id } } }";
  const input = { from: [id("drug-wholesaler")] };
  return (await ask(manager, query, { input })).data.acquisitionBatches.nodes[0].id;
}
