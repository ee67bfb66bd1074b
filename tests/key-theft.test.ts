import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApiSchema } from "../src/schema.ts";
import { decodeId, encodeId } from "../src/shared/ids.ts";
import { happen } from "./support/events.ts";
import { creditCode } from "./support/platforms.ts";
import { startServer, type TestServer } from "./support/server.ts";

/**
 * The drill of a stolen key: whoever holds platform A's key asks for everything of platform B that there is an id, a code, a name or a
 * cursor of, and for the same with ids that there are not. What comes back must be the same to the letter.
 */
let server: TestServer;
let stolen: string;
/** Things of platform B, and of the bank, each with one of the same kind that there is not. */
let pairs: { real: string; invented: string }[];
let secretsOfB: string[];
const unheardOf = creditCode(987_654_321);
beforeAll(async () => {
  server = await startServer();
  stolen = await newKey("court-platform");
  const b = await newKey("pharmacy-platform");
  const { data } = await ask(
    b,
    `mutation { registerParticipants(input: { platformId: "${server.id("pharmacy-platform")}", participants: [
      { name: "乙方机密药房", role: "STORE", creditCode: "91110000600037341L", externalId: "B-SECRET-1" }] }) {
      results { organization { id } participation { id } } } }`,
  );
  const [{ organization, participation }] = data.registerParticipants.results;
  const { data: opened } = await ask(
    b,
    `mutation { registerCases(input: { platformId: "${server.id("pharmacy-platform")}", cases: [
      { number: "B-CASE-1", kind: OTHER, title: "乙方机密采购" }] }) { results { case { id } } } }`,
  );
  const [{ case: caseOfB }] = opened.registerCases.results;
  const entries = (
    await server.ask("AUDITOR", "{ auditLog(first: 1) { nodes { id } } platformKeys(first: 1) { nodes { id } } }")
  ).data;
  const created = await server.ask(
    "HEAD_OFFICE",
    'mutation { createImport(input: { kind: "SUPPLY", source: "s", files: [{ name: "f.csv" }] }) { job { id } } }',
  );
  const uuid = "6f1f2c1e-9d57-4c1a-8b39-0d6f3f6b9a11";
  const platformId = decodeId(server.id("pharmacy-platform"))!.key;
  const hookOfB = (
    await server.ask(
      { role: "PLATFORM", platform: "pharmacy-platform" },
      'mutation { createWebhook(input: { name: "n", url: "https://b-secret.example.com/" }) { webhook { id } } }',
    )
  ).data.createWebhook.webhook;
  const participantId = decodeId(organization.id)!.key;
  await happen(server.database, [
    { kind: "PARTICIPANT_REGISTERED", platformId, participantId, data: { reference: "B-SECRET-1" } },
  ]);
  const eventOfB = (await ask(b, "{ events { nodes { id } } }")).data.events.nodes.at(-1).id;
  const deliveryOfB = (
    await server.ask("HEAD_OFFICE", `{ webhookDeliveries(webhook: "${hookOfB.id}") { nodes { id } } }`)
  ).data.webhookDeliveries.nodes[0].id;
  pairs = [
    { real: caseOfB.id, invented: encodeId("case", uuid) },
    { real: organization.id, invented: encodeId("participant", uuid) },
    { real: participation.id, invented: encodeId("participation", uuid) },
    { real: server.id("pharmacy-platform"), invented: encodeId("entity", "999999999") },
    { real: server.id("court"), invented: encodeId("entity", "999999998") },
    { real: encodeId("relationship", "1"), invented: encodeId("relationship", "999999999") },
    { real: encodeId("evidence", "1"), invented: encodeId("evidence", "999999999") },
    { real: encodeId("branch", "1"), invented: encodeId("branch", "999999999") },
    { real: entries.auditLog.nodes[0].id, invented: encodeId("auditEntry", "999999999") },
    { real: created.data.createImport.job.id, invented: encodeId("importJob", "999999999") },
    { real: hookOfB.id, invented: encodeId("webhook", uuid) },
    { real: deliveryOfB, invented: encodeId("webhookDelivery", uuid) },
    { real: eventOfB, invented: encodeId("event", uuid) },
    { real: entries.platformKeys.nodes[0].id, invented: encodeId("platformKey", "0123456789abcdef") },
  ];
  secretsOfB = [
    "乙方机密采购",
    "B-CASE-1",
    caseOfB.id,
    "乙方机密药房",
    "B-SECRET-1",
    "b-secret.example",
    organization.id,
    participation.id,
  ];
});
afterAll(() => server.close());

async function newKey(platform: string): Promise<string> {
  const { data } = await server.ask(
    "HEAD_OFFICE",
    `mutation { createPlatformKey(input: { platformId: "${server.id(platform)}", name: "机器", permissions: [REGISTER_PARTICIPANTS, READ_PARTICIPANTS, MANAGE_WEBHOOKS] }) { secret } }`,
  );
  return data.createPlatformKey.secret;
}

async function ask(key: string, query: string) {
  const headers = { authorization: `Bearer ${key}` };
  const reply = await server.app.inject({ method: "POST", url: "/graphql", headers, payload: { query } });
  return reply.json();
}

/** The whole answer as text, without what the question itself put into it. */
const told = async (query: string, id = ""): Promise<string> =>
  JSON.stringify(await ask(stolen, query), (name, value) => (name === "requestId" ? undefined : value)).replaceAll(
    id,
    id && "<id>",
  );

const ofOrganization = "... on Organization { name creditCode region relationships { totalCount } }";
const ofRelationship = "... on Relationship { role source { id name } target { id name } evidence { totalCount } }";
const ofPlatform = "... on ScenarioPlatform { name participants(first: 100) { totalCount edges { entity { name } } } }";
const questions: Record<string, (id: string) => string> = {
  node: (id) => `{ node(id: "${id}") { id ${ofOrganization} ${ofRelationship} ${ofPlatform} } }`,
  nodes: (id) => `{ nodes(ids: ["${id}", "${id}"]) { id ${ofOrganization} } }`,
  organization: (id) => `{ organization(id: "${id}") { id name } }`,
  platform: (id) => `{ platform(id: "${id}") { id name participants { totalCount } } }`,
  neighborhood: (id) => `{ neighborhood(of: "${id}") { isTruncated } }`,
  connections: (id) => `{ connections(between: ["${id}"]) { isTruncated } }`,
  paths: (id) => `{ paths(from: "${id}", to: "${id}") { isTruncated } }`,
  commonHubs: (id) => `{ commonHubs(of: ["${id}", "${id}"]) { isTruncated } }`,
  reachable: (id) => `{ reachable(of: "${id}", targetTypes: [PERSON]) { totalCount } }`,
  ownershipChains: (id) => `{ ownershipChains(of: "${id}") { totalCount } }`,
  guaranteeRings: (id) => `{ guaranteeRings(of: "${id}") { totalCount } }`,
  prospects: (id) => `{ prospects(input: { from: ["${id}"] }) { totalCount } }`,
  acquisitionBatches: (id) => `{ acquisitionBatches(input: { from: ["${id}"] }) { totalCount } }`,
  platformParticipants: (id) => `{ platformParticipants(platformId: "${id}") { totalCount nodes { id } } }`,
  platformCases: (id) => `{ theirs: platformCases(platformId: "${id}") { totalCount nodes { id } } }`,
  events: (id) => `{ events(platform: "${id}") { nodes { id } } }`,
  webhooks: (id) => `{ webhooks(platform: "${id}") { nodes { id url } } }`,
  webhookDeliveries: (id) => `{ webhookDeliveries(webhook: "${id}") { nodes { id event { id } } } }`,
  createWebhook: (id) =>
    `mutation { createWebhook(input: { platformId: "${id}", name: "x", url: "https://a.example/" }) { secret userErrors { code message } } }`,
  redeliver: (id) =>
    `mutation { redeliver(input: { webhookId: "${id}", deliveryIds: ["${id}"] }) { count userErrors { code message } } }`,
  platformKeys: (id) => `{ platformKeys(platformId: "${id}") { nodes { id } } }`,
  auditLog: (id) => `{ auditLog(filter: { subject: "${id}" }) { nodes { id } } }`,
  registerParticipants: (id) =>
    `mutation { registerParticipants(input: { platformId: "${id}", participants: [] }) { counts { count } results { index } userErrors { code message field } } }`,
  createPlatformKey: (id) =>
    `mutation { createPlatformKey(input: { platformId: "${id}", name: "x", permissions: [READ_PARTICIPANTS] }) { secret userErrors { code message } } }`,
  rotatePlatformKey: (id) =>
    `mutation { rotatePlatformKey(input: { id: "${id}" }) { secret userErrors { code message } } }`,
  organizationMerges: (id) => `{ organizationMerges(of: "${id}") { nodes { id } } }`,
  matchOrganizations: (id) =>
    `{ matchOrganizations(input: { rows: [{ id: "${id}" }] }) { matches { candidates { name } errors { code } } } }`,
  revokePlatformKey: (id) => `mutation { revokePlatformKey(input: { id: "${id}" }) { userErrors { code message } } }`,
};
for (const field of [
  "platformCoverage",
  "coverageCurve",
  "coverageParticipants",
  "remainingParticipants",
  "acquisitionChain",
  "platformBusinessCase",
])
  questions[field] = (id) => `{ ${field}(platformId: "${id}") { __typename } }`;
questions.chainOrganizations = (id) => `{ chainOrganizations(platformId: "${id}", step: "OPERATOR:1") { __typename } }`;
// Once about another's platform, once about one's own, with things of another's.
const inBulk = (field: string, list: string, rowOf: (id: string) => string) => {
  questions[field] = (id) => {
    const call = (platformId: string, row: string) =>
      `${field}(input: { platformId: "${platformId}", ${list}: [${row}] }) { counts { count } results { index outcome errors { code message field } } userErrors { code message field } }`;
    return `mutation { theirs: ${call(id, "")} own: ${call(server.id("court-platform"), rowOf(id))} }`;
  };
};
inBulk("updateParticipants", "participants", (id) => `{ id: "${id}", name: "x" }`);
inBulk(
  "endParticipations",
  "participations",
  (id) => `{ id: "${id}", role: "CREDITOR", until: "2026-01-01", reason: LEFT }`,
);
inBulk("registerCases", "cases", (id) => `{ number: "K", kind: OTHER, administrator: { id: "${id}" } }`);
inBulk("updateCases", "cases", (id) => `{ id: "${id}", title: "x" }`);
inBulk("completeCases", "cases", (id) => `{ id: "${id}", completedOn: "2026-01-01" }`);
inBulk(
  "recordProceeds",
  "proceeds",
  (id) => `{ caseId: "${id}", reference: "1", amount: { amount: "1.00" }, receivedOn: "2026-01-01" }`,
);
for (const field of ["startImport", "cancelImport", "revertImport"])
  questions[field] = (id) => `mutation { ${field}(input: { id: "${id}" }) { job { kind } userErrors { code } } }`;
for (const [field, input] of Object.entries({
  createPlatform: (id: string) => `name: "x", scenario: OTHER, operatorId: "${id}"`,
  updatePlatform: (id: string) => `platformId: "${id}"`,
  setPlatformStatus: (id: string) => `platformId: "${id}", status: ENDED`,
  addPlatformCosts: (id: string) => `platformId: "${id}", costs: []`,
  withdrawPlatformCosts: (id: string) => `platformId: "${id}", ids: ["${id}"]`,
  setPlatformPlan: (id: string) => `platformId: "${id}", plan: {}`,
  recordRecommendations: (id: string) => `recommendations: [{ fromId: "${id}", toId: "${id}", on: "2026-01-01" }]`,
  addContact: (id: string) => `subjectId: "${id}", phone: "13800138000", source: CALL`,
  endContact: (id: string) => `contactId: "${id}"`,
  recordConsent: (id: string) => `subjectId: "${id}", purpose: CONTACT, source: CALL`,
  withdrawConsent: (id: string) => `consentId: "${id}"`,
  reveal: (id: string) => `contactId: "${id}", purpose: CONTACT`,
  withdrawEvidence: (id: string) => `ids: ["${id}"], reason: "x"`,
  exportPersonalData: (id: string) => `personId: "${id}"`,
  decideMatch: (id: string) => `candidateIds: ["${id}"], pairs: [{ first: "${id}", second: "${id}" }], decision: SAME`,
  mergeOrganizations: (id: string) => `keep: "${id}", drop: "${id}"`,
  givePlatformRoles: (id: string) => `platformId: "${id}", roles: ["STORE"]`,
  undoMerge: (id: string) => `mergeId: "${id}"`,
  updateWebhook: (id: string) => `id: "${id}", name: "x", status: DISABLED`,
  rotateWebhookSecret: (id: string) => `id: "${id}"`,
  deleteWebhook: (id: string) => `id: "${id}"`,
  erasePersonalData: (id: string) => `personId: "${id}", reason: PERSON_ASKED`,
}))
  questions[field] = (id) => `mutation { ${field}(input: { ${input(id)} }) { userErrors { code message } } }`;
/** Root fields that take no id; the tests below ask them. */
const without = [
  "viewer",
  "organizations",
  "region",
  "regions",
  "industries",
  "sizeClasses",
  "associations",
  "platforms",
  "branches",
  "acquisitionPriors",
  "setAcquisitionPrior",
  "participantRoles",
  "addParticipantRole",
  "matchCandidates",
  "importKinds",
  "importJobs",
  "createImport",
];

describe("a stolen key of platform A", () => {
  it("is tried on every root field", () => {
    const schema = buildApiSchema();
    const roots = [schema.getQueryType()!, schema.getMutationType()!].flatMap((type) => Object.keys(type.getFields()));
    expect([...Object.keys(questions), ...without].sort()).toEqual(roots.sort());
  });

  it.each(Object.entries(questions))("learns from %s of nothing of B whether it is there", async (_, question) => {
    for (const { real, invented } of pairs) {
      const answer = await told(question(real), real);
      expect(answer).toBe(await told(question(invented), invented));
      for (const secret of secretsOfB) expect(answer).not.toContain(secret);
    }
  });

  it("does not find B's participant by its code or its number", async () => {
    const byCode = (code: string) => told(`{ organization(creditCode: "${code}") { id name } }`, code);
    expect(await byCode("91110000600037341L")).toBe(await byCode(unheardOf));
    // Registering the same firm answers as for one that nobody has, and shows what A sent alone.
    const register = async (code: string, externalId: string) => {
      const { data } = await ask(
        stolen,
        `mutation { registerParticipants(input: { platformId: "${server.id("court-platform")}", participants: [
          { name: "甲", role: "ADMINISTRATOR", creditCode: "${code}", externalId: "${externalId}" }] }) {
          results { outcome errors { code } warnings { code } organization { name creditCode status isClient region } } } }`,
      );
      return JSON.stringify(data).replaceAll(code, "<code>");
    };
    const seen = await register("91110000600037341L", "B-SECRET-1");
    expect(seen).toContain("CREATED");
    expect(seen).toBe(await register(unheardOf, "A-2"));
  });

  it("sees itself alone where lists and counts are", async () => {
    const { data } = await ask(
      stolen,
      "{ viewer { platform { id } } platforms(first: 100) { totalCount nodes { id name participants(first: 100) { totalCount edges { entity { name } } } } } }",
    );
    expect(data.viewer.platform.id).toBe(server.id("court-platform"));
    expect(data.platforms).toMatchObject({ totalCount: 1, nodes: [{ id: server.id("court-platform") }] });
    const { participants } = data.platforms.nodes[0];
    expect(participants.totalCount).toBe(participants.edges.length);
    expect(JSON.stringify(data)).not.toContain("乙方机密药房");
    expect(
      JSON.stringify(await ask(stolen, "{ events { nodes { id reference organization { name } } } }")),
    ).not.toMatch(/乙方机密药房|B-SECRET-1/);
    for (const field of ["organizations", "associations"])
      expect((await ask(stolen, `{ ${field}(first: 1) { totalCount } }`)).errors[0].extensions.code).toBe("FORBIDDEN");
    for (const field of [
      ...["matchCandidates { nodes { id } }", "branches { code }", "acquisitionPriors { note }"],
      ...[`region(code: "110103") { code }`],
      ...["importKinds { name }", "importJobs { nodes { id } }"],
    ])
      expect((await ask(stolen, `{ ${field} }`)).errors[0].extensions.code).toBe("FORBIDDEN");
  });

  it("turns no page of B with B's cursors", async () => {
    const own = (after: string | null) =>
      `{ viewer { platform { participants(first: 100${after ? `, after: "${after}"` : ""}) { edges { cursor entity { name } } pageInfo { endCursor } } } } }`;
    const b = await newKey("pharmacy-platform");
    const cursorsOfB = (await ask(b, own(null))).data.viewer.platform.participants.edges.map(
      (edge: { cursor: string }) => edge.cursor,
    );
    expect(cursorsOfB.length).toBeGreaterThan(0);
    const all = (await ask(stolen, own(null))).data.viewer.platform.participants.edges.map((edge: object) =>
      JSON.stringify(edge),
    );
    for (const cursor of [cursorsOfB[0], cursorsOfB.at(-1)]) {
      const { data, errors } = await ask(stolen, own(cursor));
      if (errors) expect(errors[0].extensions.code).toBe("BAD_CURSOR");
      else for (const edge of data.viewer.platform.participants.edges) expect(all).toContain(JSON.stringify(edge));
    }
  });
});
