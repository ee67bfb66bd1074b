import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setPrior } from "../src/modules/acquisition/prior.service.ts";
import { writeAccounts } from "../src/modules/clients/account.writer.ts";
import { withdrawEvidence } from "../src/modules/graph/evidence-withdrawal.service.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { runWaitingJobs } from "../src/modules/imports/job.worker.ts";
import { resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { mergeOrganizations, undoMerge } from "../src/modules/organizations/merge.service.ts";
import { encodeId, keyOf } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import type { Viewer } from "../src/shared/viewer.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";
import { importList } from "./support/uploads.ts";

const viewer: Viewer = {
  ...{ kind: "staff", subject: "head", name: "H" },
  ...{ role: "HEAD_OFFICE", branchId: null, client: null },
};
const branch = (code: string) => ({ code, name: "网点" });
const manager = (code: string): Asker => ({ role: "RELATIONSHIP_MANAGER", branch: code });

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const key = (name: string) => keyOf("entity", server.id(name))!;
const write = <T>(work: Parameters<typeof asSystem<T>>[1]) => asSystem(server.database.em, work);

/** An instant after all that was written and before all that will be. */
async function instant(): Promise<string> {
  const now = Date.now();
  while (Date.now() < now + 3) await new Promise((resolve) => setTimeout(resolve, 1));
  return new Date(now).toISOString();
}

const question = `query ($input: AcquisitionInput) {
  acquisitionBatches(input: $input, first: 30) { totalCount isTruncated pageInfo { endCursor }
    nodes { id channel hub { id } prospectCount clientCount expectedAccounts annualAmounts { amount currency }
      introducers { client { id } path { confidence } } explanation { name value contribution }
      prospects { totalCount pageInfo { endCursor } nodes { organization { id } likelihood } } } }
  prospects(input: $input, first: 50) { totalCount
    nodes { organization { id } channels likelihood explanation { name value contribution }
      paths(first: 2) { confidence steps { relationship { id since until confidence annualAmounts { amount currency } } entity { id } } } } } }`;
const again =
  "query ($id: ID!) { node(id: $id) { ... on AcquisitionBatch { id prospectCount clientCount expectedAccounts hub { id } } } }";

describe("a backtest", () => {
  it("sees nothing of the outcome: whatever is recorded later, batches and prospects answer the same", {
    timeout: 120_000,
  }, async () => {
    const { data } = await server.ask("HEAD_OFFICE", "{ prospects(first: 5) { nodes { organization { id } } } }");
    const prospects: string[] = data.prospects.nodes.map((one: { organization: { id: string } }) =>
      keyOf("entity", one.organization.id),
    );
    // Two with different codes would never be one.
    await write((tx) =>
      sql`update organization set credit_code = null where entity_id = ${prospects[4]}::bigint`.execute(tx.getKysely()),
    );
    const knownAt = await instant();
    const inputs = [
      { knownAt, from: ["core-manufacturer", "insulation-borrower"].map(server.id) },
      { knownAt, asOf: "2026-06-01", channels: ["ASSOCIATION", "SUPPLY_CHAIN"], region: "36", industry: "C" },
    ];
    const ask = async (input: object) => {
      const { data, errors } = await server.ask("HEAD_OFFICE", question, { input });
      expect(errors).toBeUndefined();
      return data;
    };
    const then = [];
    for (const input of inputs) then.push(await ask(input));
    const ids: string[] = then.flatMap((data) =>
      data.acquisitionBatches.nodes.slice(0, 2).map((batch: { id: string }) => batch.id),
    );
    const batches = async () => {
      const found = [];
      for (const id of ids) found.push((await server.ask("HEAD_OFFICE", again, { id })).data);
      return found;
    };
    const batchesThen = await batches();
    const { knownAt: _, ...now } = inputs[0]!;
    const before = await ask(now);

    await outcome(prospects);
    for (const [place, input] of inputs.entries()) expect(await ask(input)).toEqual(then[place]);
    expect(await batches()).toEqual(batchesThen);
    expect(await ask(now), "else there was nothing to see").not.toEqual(before);
  });

  /** Prospects become clients, are closed, refuse, or turn out to be one; evidence comes and goes, and head office learns from it. */
  async function outcome(prospects: string[]): Promise<void> {
    const [won, closed, shy, other, twin] = prospects as [string, string, string, string, string];
    const account = (holderId: string, number: string) => ({
      number,
      holderId,
      type: "BASIC" as const,
      branch: branch("B02"),
      openedOn: "2026-05-01",
    });
    await write(async (tx) => {
      await writeAccounts(tx, [account(won, "W-1"), account(key("supplier-31"), "W-2")], DEMO_DAY);
      await sql`update entity set status = 'REVOKED' where id = ${closed}::bigint`.execute(tx.getKysely());
      await sql`update entity set do_not_contact = true where id = ${shy}::bigint`.execute(tx.getKysely());
      await sql`update entity set industry = 'J66', region = '110101' where id = ${key("supplier-43")}::bigint`.execute(
        tx.getKysely(),
      );
      await writeRelationships(tx, [
        {
          kind: "SUPPLIES",
          sourceId: other,
          targetId: key("core-manufacturer"),
          role: null,
          since: "2020-01-01",
          until: null,
        },
        {
          kind: "SUPPLIES",
          sourceId: key("supplier-24"),
          targetId: key("core-manufacturer"),
          role: null,
          since: "2025-09-02",
          until: "2026-11-20",
          observedOn: DEMO_DAY,
        },
      ]);
      const { rows } = await sql<{
        id: string;
      }>`select e.id from evidence e join relationship r on r.id = e.relationship_id
        where e.withdrawn_at is null and ${key("core-manufacturer")}::bigint in (r.source_id, r.target_id) and e.id % 3 = 0`.execute(
        tx.getKysely(),
      );
      await withdrawEvidence(
        tx,
        rows.map((row) => row.id),
        DEMO_DAY,
      );
    });
    const context = { viewer, em: server.database.em, today: DEMO_DAY, language: "en", keyMark: "test" } as const;
    const [keep, drop] = [other, twin].map((one) => encodeId("entity", one)) as [string, string];
    const merged = await mergeOrganizations(context, {
      keep,
      drop,
      dryRun: false,
      note: null,
    });
    expect(merged.userErrors).toEqual([]);
    for (const channel of ["SUPPLY_CHAIN", "ASSOCIATION", "PERSON", "PLATFORM"] as const)
      await setPrior(server.database.em, viewer, {
        channel,
        scenario: null,
        probability: 0.7,
        worthObservations: 90,
        note: "learnt",
        validFrom: "1900-01-01",
      });
  }

  it("starts from the clients that the branch had then", async () => {
    const client = "insulation-borrower";
    const ask = (code: string, knownAt: string | null) =>
      server.ask(manager(code), question, { input: { from: [server.id(client)], knownAt } });
    const codes = async (code: string, knownAt: string | null) =>
      (await ask(code, knownAt)).errors?.map(({ extensions }) => extensions.code);
    const { rows } = await write((tx) =>
      sql<{ number: string; type: "BASIC"; openedOn: string }>`select number, type, opened_on as "openedOn" from account
        where holder_id = ${key(client)}::bigint and withdrawn_at is null`.execute(tx.getKysely()),
    );
    expect(await codes("B02", null)).toBeUndefined();
    const knownAt = await instant();
    await write((tx) =>
      writeAccounts(
        tx,
        rows.map((row) => ({ ...row, holderId: key(client), branch: branch("B04") })),
        DEMO_DAY,
      ),
    );
    expect([await codes("B02", null), await codes("B04", null)]).toEqual([["NOT_FOUND"], undefined]);
    expect([await codes("B02", knownAt), await codes("B04", knownAt)]).toEqual([undefined, ["NOT_FOUND"]]);
  });
});

describe("two that are one for a while", () => {
  it("stand for themselves before, and are one as long as they were", async () => {
    const rows = ["T-1", "T-2", "T-3"].map((number) => ({
      ...{ type: "ORGANIZATION" as const, name: number, source: "twins", number },
      authority: "OWN" as const,
    }));
    const [keep, drop, buyer] = (await write((tx) => resolveEntities(tx, rows))).map((one) => one.entityId!) as [
      string,
      string,
      string,
    ];
    await write((tx) =>
      writeRelationships(
        tx,
        [keep, drop].map((sourceId) => ({
          kind: "SUPPLIES",
          sourceId,
          targetId: buyer,
          role: null,
          since: "2020-01-01",
          until: null,
        })),
      ),
    );
    const ids = new Map(
      [keep, drop, buyer].map((one, place) => [encodeId("entity", one), ["keep", "drop", "buyer"][place]!]),
    );
    const around = async (of: string, knownAt: string | null) => {
      const query = `query ($of: ID!, $knownAt: DateTime) { neighborhood(of: $of, input: { maxHops: 1, knownAt: $knownAt }) {
        nodes { entity { id } } relationships { source { id } } } }`;
      const { nodes, relationships } = (await server.ask("HEAD_OFFICE", query, { of: encodeId("entity", of), knownAt }))
        .data.neighborhood;
      const named = (list: { id: string }[]) => list.map(({ id }) => ids.get(id)).sort();
      return [
        named(nodes.map((one: { entity: { id: string } }) => one.entity)),
        named(relationships.map((one: { source: { id: string } }) => one.source)),
      ];
    };
    const alone = (one: string) => [["buyer", one], [one]];
    const both = [
      ["buyer", "drop", "keep"],
      ["drop", "keep"],
    ];
    const before = await instant();
    const context = { viewer, em: server.database.em, today: DEMO_DAY, language: "en", keyMark: "test" } as const;
    const done = await mergeOrganizations(context, {
      keep: encodeId("entity", keep),
      drop: encodeId("entity", drop),
      dryRun: false,
      note: null,
    });
    const during = await instant();
    expect([await around(drop, null), await around(drop, before)]).toEqual([alone("keep"), alone("drop")]);
    await undoMerge(context, { mergeId: done.merge!.id });
    expect([
      await around(drop, null),
      await around(drop, during),
      await around(buyer, during),
      await around(buyer, before),
    ]).toEqual([alone("drop"), alone("keep"), alone("keep"), both]);
  });
});

describe("what an instant is", () => {
  const suppliers = async (knownAt: string) =>
    (
      await server.ask(
        "HEAD_OFFICE",
        `query ($id: ID!, $knownAt: DateTime) { organization(id: $id) { suppliers(knownAt: $knownAt) { totalCount } } }`,
        {
          id: server.id("core-manufacturer"),
          knownAt,
        },
      )
    ).data.organization.suppliers.totalCount;

  it("covers its whole millisecond; before anything was recorded nothing was known, and what is to come is now", async () => {
    const { rows } = await write((tx) =>
      sql<{
        first: Date;
        before: string;
      }>`select min(recorded_at) as first, to_char((min(recorded_at) - interval '1 ms') at time zone 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as before from relationship where target_id = ${key("core-manufacturer")}::bigint and kind = 'SUPPLIES'`.execute(
        tx.getKysely(),
      ),
    );
    const first = new Date(rows[0]!.first).toISOString();
    expect(await suppliers(rows[0]!.before)).toBe(0);
    expect(await suppliers(first)).toBeGreaterThan(50);
    expect(await suppliers(first.replace("Z", "000Z"))).toBe(await suppliers(first));
    expect(await suppliers("9999-01-01T00:00:00+08:00")).toBe(await suppliers(await instant()));
  });

  it("keeps its pages, whatever is written between them", async () => {
    const knownAt = await instant();
    const query = `query ($id: ID!, $knownAt: DateTime!, $first: Int!, $after: String) { organization(id: $id) {
      suppliers(knownAt: $knownAt, first: $first, after: $after) { nodes { id annualAmounts { amount currency } } pageInfo { hasNextPage endCursor } } } }`;
    const page = async (first: number, after: string | null) =>
      (await server.ask("HEAD_OFFICE", query, { id: server.id("core-manufacturer"), knownAt, first, after })).data
        .organization.suppliers;
    const whole = (await page(100, null)).nodes;
    const found: { id: string }[] = [];
    for (let after: string | null = null; after !== "end"; ) {
      const { nodes, pageInfo } = await page(20, after);
      found.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : "end";
      // The last of the page is ended, and with it leaves today's list.
      const last = keyOf("relationship", nodes.at(-1).id);
      await write((tx) =>
        sql`update relationship set until = '2026-01-02', since = '2026-01-01' where id = ${last}::bigint`.execute(
          tx.getKysely(),
        ),
      );
    }
    expect(whole.length).toBeGreaterThan(40);
    expect(found).toEqual(whole);
  });

  it("is refused to a platform, wherever it asks", async () => {
    const query = `query ($id: ID!) { platform(id: $id) { participants(knownAt: "2026-01-01T00:00:00Z") { totalCount } } }`;
    const { errors } = await server.ask("PLATFORM", query, { id: server.id("pharmacy-platform") });
    expect(errors!.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
  });
});

describe("an import that is taken back", () => {
  it("was known while it stood", async () => {
    const { creditCode } = (
      await server.ask("HEAD_OFFICE", `{ organization(id: "${server.id("drug-wholesaler")}") { creditCode } }`)
    ).data.organization;
    const counts = async (knownAt: string | null) =>
      (
        await server.ask(
          "HEAD_OFFICE",
          `query ($id: ID!, $knownAt: DateTime) { organization(id: $id) {
        suppliers(knownAt: $knownAt, first: 100, orderBy: SINCE) { nodes { since annualAmounts { amount } evidence { totalCount nodes { source } } source { name } } } } }`,
          { id: server.id("drug-wholesaler"), knownAt },
        )
      ).data.organization.suppliers.nodes;
    const before = await counts(null);
    const knownBefore = await instant();
    const organizations = await importList(server, {
      kind: "ORGANIZATION",
      source: "mistake",
      content: "number,name\nM-1,某某药材有限公司\n",
    });
    const job = await importList(server, {
      kind: "SUPPLY",
      source: "mistake",
      content: `supplier_number,buyer_code,since,evidence_kind,observed_on,amount,currency\nM-1,${creditCode},2024-01-01,INVOICE,2026-11-01,500.00,CNY\n`,
    });
    const standing = await counts(null);
    const knownThen = await instant();
    for (const id of [job, organizations]) {
      const { data } = await server.ask(
        "HEAD_OFFICE",
        `mutation { revertImport(input: { id: "${id}" }) { userErrors { code } } }`,
      );
      expect(data.revertImport.userErrors).toEqual([]);
      await runWaitingJobs(server.database, { day: () => DEMO_DAY });
    }
    expect(standing).not.toEqual(before);
    expect(await counts(null)).toEqual(before);
    expect(await counts(knownThen)).toEqual(standing);
    expect(await counts(knownBefore)).toEqual(before);
  });
});
