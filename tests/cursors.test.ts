import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeId } from "../src/shared/ids.ts";
import { happen } from "./support/events.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";
import { createImport, importList } from "./support/uploads.ts";

/** A cursor is the caller's own text: whatever is written into one is answered with a page or with BAD_CURSOR, and never reaches a cast. */
let server: TestServer;
let hook: string;
beforeAll(async () => {
  server = await startServer();
  await server.ask(
    "HEAD_OFFICE",
    'mutation { setAcquisitionPrior(input: { channel: PERSON, probability: 0.1, note: "n", validFrom: "2026-01-01" }) { userErrors { code } } }',
  );
  await server.ask(
    "HEAD_OFFICE",
    `mutation { createPlatformKey(input: { platformId: "${server.id("court-platform")}", name: "k", permissions: [READ_PARTICIPANTS] }) { userErrors { code } } }`,
  );
  const platformId = decodeId(server.id("court-platform"))!.key;
  for (const name of ["a", "b"])
    await server.ask(
      "HEAD_OFFICE",
      `mutation { createWebhook(input: { name: "${name}", url: "https://hooks.example.com/", audience: BANK }) { userErrors { code } } }`,
    );
  for (let n = 0; n < 2; n++) await happen(server.database, [{ kind: "CASE_OPENED", platformId, participantId: null }]);
  hook = (await server.ask("HEAD_OFFICE", "{ webhooks { nodes { id } } }")).data.webhooks.nodes[0].id;
  // A row that is refused, and one that waits.
  await importList(server, {
    kind: "SUPPLY",
    content: "supplier_number,buyer_number,amount\nN1,N2,abc\nN1,N2,1\n",
  });
  await createImport(server, { kind: "SUPPLY" });
  const of = `platformId: "${server.id("pharmacy-platform")}"`;
  const receipt = 'amount: { amount: "1" }, receivedOn: "2026-01-05", recipient: { externalId: "pharmacy-store-001" }';
  await server.ask(
    "HEAD_OFFICE",
    `mutation { registerCases(input: { ${of}, cases: [{ number: "1", kind: OTHER }] }) { counts { count } }
      recordProceeds(input: { ${of}, proceeds: [{ caseNumber: "1", reference: "1", ${receipt} }] }) { counts { count } } }`,
  );
});
afterAll(() => server.close());

const page = "edges { cursor }";
const manufacturer = () => `organization(id: "${server.id("core-manufacturer")}")`;
const lists: Record<string, [asker: Asker, query: (page: string) => string]> = {
  organizations: ["HEAD_OFFICE", (of) => `{ organizations(first: 1${of}) { ${page} } }`],
  associations: ["HEAD_OFFICE", (of) => `{ associations(first: 1${of}) { ${page} } }`],
  platforms: ["HEAD_OFFICE", (of) => `{ platforms(first: 1${of}) { ${page} } }`],
  platformKeys: ["HEAD_OFFICE", (of) => `{ platformKeys(first: 1${of}) { ${page} } }`],
  webhooks: ["HEAD_OFFICE", (of) => `{ webhooks(first: 1${of}) { ${page} } }`],
  webhookDeliveries: ["HEAD_OFFICE", (of) => `{ webhookDeliveries(webhook: "${hook}", first: 1${of}) { ${page} } }`],
  events: ["HEAD_OFFICE", (of) => `{ events(first: 1${of}) { ${page} } }`],
  importJobs: ["HEAD_OFFICE", (of) => `{ importJobs(first: 1${of}) { ${page} } }`],
  "refused rows of an import": [
    "HEAD_OFFICE",
    (of) => `{ importJobs(kind: "SUPPLY", state: DONE) { nodes { errors(first: 1${of}) { ${page} } } } }`,
  ],
  "waiting rows of an import": [
    "HEAD_OFFICE",
    (of) => `{ importJobs(kind: "SUPPLY", state: DONE) { nodes { pending(first: 1${of}) { ${page} } } } }`,
  ],
  auditLog: ["AUDITOR", (of) => `{ auditLog(first: 1${of}) { ${page} } }`],
  prospects: ["HEAD_OFFICE", (of) => `{ prospects(first: 1${of}) { ${page} } }`],
  "batches by accounts": ["HEAD_OFFICE", (of) => `{ acquisitionBatches(first: 1${of}) { ${page} } }`],
  "batches by amount": [
    "HEAD_OFFICE",
    (of) => `{ acquisitionBatches(first: 1, orderBy: ANNUAL_AMOUNT${of}) { ${page} } }`,
  ],
  "suppliers by amount": ["HEAD_OFFICE", (of) => `{ ${manufacturer()} { suppliers(first: 1${of}) { ${page} } } }`],
  "suppliers by day": [
    "HEAD_OFFICE",
    (of) => `{ ${manufacturer()} { suppliers(first: 1, orderBy: SINCE${of}) { ${page} } } }`,
  ],
  "suppliers by confidence": [
    "HEAD_OFFICE",
    (of) => `{ ${manufacturer()} { suppliers(first: 1, orderBy: CONFIDENCE${of}) { ${page} } } }`,
  ],
  "suppliers of another day": [
    "HEAD_OFFICE",
    (of) => `{ ${manufacturer()} { suppliers(first: 1, asOf: "2026-01-01"${of}) { ${page} } } }`,
  ],
  evidence: [
    "HEAD_OFFICE",
    (of) => `{ ${manufacturer()} { suppliers(first: 1) { nodes { evidence(first: 1${of}) { ${page} } } } } }`,
  ],
  "a platform's own participants": [
    "PLATFORM",
    (of) => `{ viewer { platform { participants(first: 1${of}) { ${page} } } } }`,
  ],
  "a platform's cases": [
    "PLATFORM",
    (of) => `{ platformCases(platformId: "${server.id("pharmacy-platform")}", first: 1${of}) { ${page} } }`,
  ],
  "receipts of a case": [
    "PLATFORM",
    (of) =>
      `{ platformCases(platformId: "${server.id("pharmacy-platform")}") { nodes { proceeds(first: 1${of}) { ${page} } } } }`,
  ],
  "what a platform sent": [
    "PLATFORM",
    (of) => `{ platformParticipants(platformId: "${server.id("pharmacy-platform")}", first: 1${of}) { ${page} } }`,
  ],
};
const hostile = [
  "abc",
  "",
  "1' or '1'='1",
  "99999999999999999999999999",
  "1e999",
  "NaN",
  "infinity",
  "2026-02-30",
  1e300,
  -1,
  0.5,
  null,
  true,
  {},
  [],
];

const cursorIn = (data: unknown): string => /"cursor":"([^"]+)"/.exec(JSON.stringify(data))![1]!;

describe("a cursor that was tampered with", () => {
  it.each(Object.entries(lists))("of %s", async (_, [asker, query]) => {
    const { data, errors } = await server.ask(asker, query(""));
    expect(errors).toBeUndefined();
    const cursor = cursorIn(data);
    expect((await server.ask(asker, query(`, after: "${cursor}"`))).errors).toBeUndefined();
    const [mark, ...key] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    const answers = new Set<string>();
    for (const [index] of key.entries())
      for (const value of hostile) {
        const forged = JSON.stringify([mark, ...key.map((part, at) => (at === index ? value : part))]);
        const after = `, after: "${Buffer.from(forged).toString("base64url")}"`;
        answers.add((await server.ask(asker, query(after))).errors?.[0]?.extensions.code ?? "a page");
      }
    expect([...answers].filter((answer) => answer !== "a page")).toEqual(["BAD_CURSOR"]);
  });
});
