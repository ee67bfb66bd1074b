import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeAccounts } from "../src/modules/clients/account.writer.ts";
import { uploadList } from "../src/modules/imports/file.upload.ts";
import { listOnDisk } from "../src/modules/imports/import.files.ts";
import { importFiles } from "../src/modules/imports/import.service.ts";
import type { ImportSummary } from "../src/modules/imports/import.tally.ts";
import { claimJob, releaseJob } from "../src/modules/imports/job.lease.ts";
import { findJob, type Job, rateOf, remainingSecondsOf } from "../src/modules/imports/job.record.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { runMappingJob } from "../src/modules/imports/mapping.job.ts";
import { filesOf, loadMapping } from "../src/modules/imports/mapping.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { hasSharedData, sharedData } from "./support/shared-data.ts";
import { countWritten } from "./support/statements.ts";

const kinds = ["apple-suppliers", "ashare-firms", "hospitals"] as const;
let server: TestServer;

const mappingOf = (kind: string) => loadMapping(new URL(`../seeds/mappings/${kind}.json`, import.meta.url));

/** Loads a set as a job, and answers how that ended. */
async function load(kind: string): Promise<Job> {
  const { em } = server.database;
  const files = filesOf(mappingOf(kind)).map((file) => `${file}=${sharedData(kind, file)}`);
  const id = await uploadList(em, { kind: "system", subject: "test" }, listOnDisk(kind, files, {}), () => {});
  if (kind === "ashare-firms") halves.push(await stopped(id), await stopped(id));
  await runWaitingJobs(server.database, { day: () => DEMO_DAY });
  return (await asSystem(em, (tx) => findJob(tx, id)))!;
}

/** The job of the firms as it stood when its server stopped, twice. */
const halves: Job[] = [];

/** Lets a server work on a job for three slices, and answers how far it is. */
async function stopped(id: string): Promise<Job> {
  const { em } = server.database;
  const lease = { holder: "test", ms: 60_000 };
  let slices = 0;
  const job = (await claimJob(em, lease))!;
  expect(job.id).toBe(id);
  const work = { lease, sliceRows: 1, writers: 1, day: () => DEMO_DAY, isStopping: () => slices++ === 3 };
  expect(await runMappingJob(em, job, work)).toBe(false);
  await releaseJob(em, id, lease);
  return (await asSystem(em, (tx) => findJob(tx, id)))!;
}

/** The same without a job around it. */
function loadDirectly(kind: string): Promise<ImportSummary> {
  const mapping = mappingOf(kind);
  const paths = Object.fromEntries(filesOf(mapping).map((file) => [file, sharedData(kind, file)]));
  return importFiles(server.database.em, mapping, paths, DEMO_DAY);
}

async function idOf(source: string, number: string): Promise<string> {
  const { rows } = await asSystem(server.database.em, (tx) =>
    sql<{ id: string }>`select entity_id as id from source_identity
      where source = ${source} and number = ${number}`.execute(tx.getKysely()),
  );
  return rows[0]!.id;
}

async function ask(query: string, variables: Record<string, unknown>) {
  const { data, errors } = await server.ask("HEAD_OFFICE", query, variables);
  expect(errors).toBeUndefined();
  return data;
}

/** Rows of every table that an import writes, and a sum that changes when a row is written anew. */
async function fingerprint() {
  const tables = [
    "entity",
    "organization",
    "source_identity",
    "relationship",
    "evidence",
    "evidence_detail",
    "account",
    "client_period",
  ];
  const counts = tables.map(
    (table) =>
      sql`select ${table}::text as name, count(*)::text as rows, sum(xmin::text::bigint)::text as written from ${sql.table(table)}`,
  );
  return asSystem(
    server.database.em,
    async (tx) => (await sql`${sql.join(counts, sql` union all `)} order by name`.execute(tx.getKysely())).rows,
  );
}

/** The three real sets, imported into one empty database and read back through the API. */
describe.skipIf(!hasSharedData)("the real sets", () => {
  const jobs = new Map<string, Job>();
  beforeAll(async () => {
    server = await startServer("empty");
    for (const kind of kinds) jobs.set(kind, await load(kind));
  }, 240_000);
  afterAll(() => server?.close());

  test.each([
    ["apple-suppliers", [7_558, 1_975, 0, 5_583, 0]],
    ["ashare-firms", [58_440, 58_440, 0, 0, 0]],
    ["hospitals", [2_083, 2_075, 0, 8, 0]],
  ])("%s: read, created, updated, unchanged, rejected", (kind, lines) => {
    const { state, counts } = jobs.get(kind)!;
    const { read, created, updated, unchanged, rejected } = counts;
    expect([state, read, created, updated, unchanged, rejected]).toEqual(["DONE", ...lines]);
  });

  test("a mapping says how far it is while it runs", () => {
    const [first, second] = halves as [Job, Job];
    for (const { state, counts, readBytes, byteSize } of halves) {
      expect(state).toBe("RUNNING");
      expect(counts.read).toBe(counts.created + counts.updated + counts.unchanged);
      expect(readBytes).toBeGreaterThan(0);
      expect(readBytes).toBeLessThan(byteSize);
    }
    expect(second.counts.read).toBeGreaterThan(first.counts.read);
    expect(first.counts.read).toBeGreaterThan(0);
    expect(second.readBytes).toBeGreaterThan(first.readBytes);
    expect(rateOf(second)).toBeGreaterThan(0);
    expect(remainingSecondsOf(second)).toBeGreaterThan(0);
  });

  test("a job of the same files says that nothing changed", async () => {
    const { state, counts } = await load("hospitals");
    expect({ state, ...counts }).toMatchObject({ state: "DONE", read: 2_083, unchanged: 2_083 });
  });

  test("a second run says that nothing changed, and writes nothing", { timeout: 120_000 }, async () => {
    const before = await fingerprint();
    const written = await countWritten(server.database, async () => {
      for (const kind of kinds) {
        const { read, unchanged, things } = await loadDirectly(kind);
        expect(unchanged).toBe(read);
        expect(Object.values(things).every(({ CREATED, UPDATED }) => CREATED + UPDATED === 0)).toBe(true);
      }
    });
    expect(written).toBe(0);
    expect(await fingerprint()).toEqual(before);
  });

  test("Apple: 188 current suppliers, former ones behind them, one relationship a period", async () => {
    const id = encodeId("entity", await idOf("apple-suppliers", "Apple Inc."));
    const { organization } = await ask(
      `query ($id: ID!) { organization(id: $id) { isClient
        current: suppliers { totalCount } any: suppliers(validity: ANY) { totalCount } former: suppliers(validity: FORMER) { totalCount } } }`,
      { id },
    );
    expect(organization).toEqual({
      isClient: true,
      current: { totalCount: 188 },
      any: { totalCount: 1_046 },
      former: { totalCount: 858 },
    });
    const periods = new Map<string, number>();
    for (let after: string | null = null; ; ) {
      const { organization: page } = await ask(
        `query ($id: ID!, $after: String) { organization(id: $id) { suppliers(validity: ANY, first: 100, after: $after) {
          edges { entity { id } } pageInfo { hasNextPage endCursor } } } }`,
        { id, after },
      );
      for (const { entity } of page.suppliers.edges) periods.set(entity.id, (periods.get(entity.id) ?? 0) + 1);
      if (!page.suppliers.pageInfo.hasNextPage) break;
      after = page.suppliers.pageInfo.endCursor;
    }
    expect(periods.size).toBe(940);
    expect([...periods.values()].reduce((total, count) => total + count, 0)).toBe(1_046);
    expect([...periods.values()].filter((count) => count > 1)).toHaveLength(106);
  });

  test("Apple: sites are addresses of the supplier, with the first and last list that names them", async () => {
    const id = encodeId("entity", await idOf("apple-suppliers", "3M"));
    const { organization } = await ask(
      "query ($id: ID!) { organization(id: $id) { sites { address source firstObservedOn lastObservedOn } } }",
      { id },
    );
    expect(organization.sites).toHaveLength(24);
    expect(organization.sites).toContainEqual(
      expect.objectContaining({ address: "China: Guangdong", source: "apple-suppliers", lastObservedOn: "2022-01-01" }),
    );
  });

  test("Apple: one batch of 188 prospects, its hub Apple itself", async () => {
    const id = encodeId("entity", await idOf("apple-suppliers", "Apple Inc."));
    const { acquisitionBatches } = await ask(
      `query ($input: AcquisitionInput!) { acquisitionBatches(input: $input) { totalCount nodes {
        channel prospectCount clientCount expectedAccounts hub { id name }
        introducers { client { name } path { length } } explanation { contribution } } } }`,
      { input: { from: [id], channels: ["SUPPLY_CHAIN"] } },
    );
    expect(acquisitionBatches).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          channel: "SUPPLY_CHAIN",
          prospectCount: 188,
          clientCount: 0,
          hub: { id, name: "Apple Inc." },
          introducers: [{ client: { name: "Apple Inc." }, path: { length: 0 } }],
        },
      ],
    });
    const [{ expectedAccounts, explanation }] = acquisitionBatches.nodes;
    const sum = explanation.reduce((total: number, one: { contribution: number }) => total + one.contribution, 0);
    expect(expectedAccounts).toBeGreaterThan(0);
    expect(sum).toBeCloseTo(expectedAccounts, 6);
  });

  test("A-share: firms found by stock code, homonyms apart, concepts with their members", async () => {
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{ type: string; count: string; names: string }>`
        select e.type, count(distinct e.id) as count, count(distinct e.name) as names from source_identity i
        join entity e on e.id = i.entity_id where i.source = 'ashare-firms' group by e.type order by e.type`.execute(
        tx.getKysely(),
      ),
    );
    expect(rows).toMatchObject([
      { type: "GROUP", count: "163" },
      { type: "ORGANIZATION", count: "3188" },
      { type: "PERSON", count: "20872" },
    ]);
    // Equal names are different persons.
    expect(Number(rows[2]!.names)).toBeLessThan(20_872);
    const id = encodeId("entity", await idOf("ashare-firms", "000009"));
    const concept = encodeId("entity", await idOf("ashare-firms", "5002146d64e919ca0d3af525a8b4083e"));
    const { firm, group } = await ask(
      `query ($id: ID!, $concept: ID!) {
        firm: organization(id: $id) { name
          people: relationships(kinds: [AFFILIATED_WITH], direction: IN) { totalCount nodes { role since until } }
          groups: relationships(kinds: [MEMBER_OF], direction: OUT) { totalCount } }
        group: node(id: $concept) { ... on Group { name relationships(kinds: [MEMBER_OF], direction: IN) { totalCount } } } }`,
      { id, concept },
    );
    expect(firm.name).toBe("中国宝安");
    expect(firm.people.totalCount).toBeGreaterThan(0);
    expect(firm.people.nodes[0]).toEqual({ role: "EXECUTIVE", since: null, until: null });
    expect(firm.groups.totalCount).toBeGreaterThan(0);
    expect(group.relationships.totalCount).toBeGreaterThan(0);
  });

  test("A-share: once a firm is a client its directors lead to the other firms on whose boards they sit", async () => {
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{ id: string }>`select min(r.target_id) as id from relationship r join (
        select source_id from relationship where kind = 'AFFILIATED_WITH' group by source_id having count(*) > 2
      ) busy on busy.source_id = r.source_id where r.kind = 'AFFILIATED_WITH'`.execute(tx.getKysely()),
    );
    const holderId = rows[0]!.id;
    const account = { number: "PERSON-1", holderId, type: "BASIC", openedOn: "2020-01-01" } as const;
    await asSystem(server.database.em, (tx) =>
      writeAccounts(tx, [{ ...account, branch: { code: "B01", name: "" } }], DEMO_DAY),
    );
    const { acquisitionBatches } = await ask(
      `query ($input: AcquisitionInput!) { acquisitionBatches(input: $input) { nodes { prospectCount hub { __typename isMasked } } } }`,
      { input: { from: [encodeId("entity", holderId)], channels: ["PERSON"] } },
    );
    expect(acquisitionBatches.nodes[0]).toMatchObject({ hub: { __typename: "Person", isMasked: false } });
    expect(acquisitionBatches.nodes[0].prospectCount).toBeGreaterThan(1);
  });

  test("hospitals: 2,075 participants of a hospital platform", async () => {
    const id = encodeId("entity", await idOf("hospitals", "hospital-platform"));
    const { node } = await ask(
      `query ($id: ID!) { node(id: $id) { ... on ScenarioPlatform { name scenario participants(first: 1) {
        totalCount nodes { role source { name ... on Organization { category } } } } } } }`,
      { id },
    );
    expect(node).toMatchObject({ name: "医院场景平台", scenario: "HOSPITAL" });
    expect(node.participants.totalCount).toBe(2_075);
    expect(node.participants.nodes[0]).toMatchObject({ role: "HOSPITAL", source: { category: "PUBLIC_INSTITUTION" } });
  });
});
