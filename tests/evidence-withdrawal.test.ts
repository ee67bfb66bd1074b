import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EvidenceRow, writeEvidence } from "../src/modules/graph/evidence.service.ts";
import { withdrawEvidence } from "../src/modules/graph/evidence-withdrawal.service.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { today } from "../src/shared/day.ts";
import { encodeId, keyOf } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";

const now = today();
let server: TestServer;
let ends: { sourceId: string; targetId: string };
let roles = 0;
beforeAll(async () => {
  server = await startServer();
  ends = { sourceId: keyOf("entity", server.id("court"))!, targetId: keyOf("entity", server.id("bank"))! };
});
afterAll(() => server.close());

type Days = [since: string | null, until: string | null];
const newKey = () => ({ kind: "SUPPLIES", role: `r${++roles}`, ...ends });
type Key = ReturnType<typeof newKey>;

/** Writes evidence that claims these days, each under a reference of its own. */
const claim = (key: Key, days: Days[], values: Partial<EvidenceRow> = {}) =>
  asSystem(server.database.em, async (tx) => {
    const claims = days.map(([since, until]) => ({
      ...key,
      since,
      until,
      observedOn: "2010-01-01",
      isEvidenced: true,
    }));
    const ids = await writeRelationships(tx, claims);
    const rows = days.map(([validFrom, validTo], index) => ({
      ...{
        relationshipId: ids[index]!.relationshipId,
        kind: "CONTRACT",
        source: "contracts",
        observedOn: "2010-01-01",
      },
      ...{ reference: `${validFrom}`, amount: null, currency: null, validFrom, validTo, ...values },
    }));
    return writeEvidence(tx, rows, now);
  });
const record = (key: Key, [since, until]: Days, confidence: number | null = null) =>
  asSystem(
    server.database.em,
    async (tx) => (await writeRelationships(tx, [{ ...key, since, until, confidence }]))[0]!.relationshipId,
  );
const withdraw = (ids: string[]) => asSystem(server.database.em, (tx) => withdrawEvidence(tx, ids, now));
async function evidenceOf(key: Key) {
  const { rows } = await sql<{ id: string; from: string; relationship: string }>`
    select e.id, e.valid_from as from, e.relationship_id as relationship from evidence e join relationship r on r.id = e.relationship_id
    where r.role = ${key.role} and r.source_id = ${key.sourceId} and e.withdrawn_at is null order by e.valid_from nulls first, e.id`.execute(
    server.database.em.getKysely(),
  );
  return rows;
}
async function periods(key: Key) {
  const { rows } = await sql<{ id: string; since: string | null; until: string | null; confidence: number }>`
    select id, since, until, confidence from relationship where role = ${key.role} and source_id = ${key.sourceId} and withdrawn_at is null
    order by since nulls first`.execute(server.database.em.getKysely());
  return rows;
}
const spans = async (key: Key) => (await periods(key)).map((one) => [one.since, one.until]);

describe("withdrawing evidence", () => {
  it("parts a period when what bridged it goes, each part with its own evidence, and joins it when that comes again", async () => {
    const key = newKey();
    const bridge: Days = ["2012-01-01", "2014-01-01"];
    await claim(key, [["2010-01-01", "2012-01-01"], bridge, ["2014-01-01", "2016-01-01"]]);
    expect(await spans(key)).toEqual([["2010-01-01", "2016-01-01"]]);
    const [first] = await periods(key);
    await withdraw([(await evidenceOf(key))[1]!.id]);
    expect(await spans(key)).toEqual([
      ["2010-01-01", "2012-01-01"],
      ["2014-01-01", "2016-01-01"],
    ]);
    const [early, late] = await periods(key);
    expect(early!.id).toBe(first!.id);
    expect((await evidenceOf(key)).map((one) => [one.from, one.relationship])).toEqual([
      ["2010-01-01", early!.id],
      ["2014-01-01", late!.id],
    ]);
    expect(await claim(key, [bridge])).toEqual([{ outcome: "CREATED" }]);
    expect(await spans(key)).toEqual([["2010-01-01", "2016-01-01"]]);
    expect(new Set((await evidenceOf(key)).map((one) => one.relationship))).toEqual(new Set([first!.id]));
  });

  it("withdraws a relationship that is left without evidence, and leaves one that was recorded without any as it was recorded", async () => {
    const [key, recorded] = [newKey(), newKey()];
    await claim(key, [["2010-01-01", null]]);
    await record(recorded, ["2009-01-01", "2012-01-01"], 0.3);
    await claim(recorded, [["2012-01-01", "2015-01-01"]]);
    expect(await spans(recorded)).toEqual([["2009-01-01", "2015-01-01"]]);
    await withdraw([...(await evidenceOf(key)), ...(await evidenceOf(recorded))].map((one) => one.id));
    expect(await spans(key)).toEqual([]);
    expect(await periods(recorded)).toMatchObject([{ since: "2009-01-01", until: "2012-01-01", confidence: 0.3 }]);
    const { rows } = await sql`select from recorded_period`.execute(server.database.em.getKysely());
    expect(rows).toEqual([]);
  });

  it("keeps a period of before claims were kept as long as any of its evidence stands", async () => {
    const key = newKey();
    const id = await record(key, ["2005-01-01", null]);
    const bare = { kind: "BILL", source: "bills", observedOn: "2006-01-01", amount: null, currency: null };
    const old = ["1", "2"].map((reference) => ({ ...bare, relationshipId: id, reference }));
    await asSystem(server.database.em, (tx) => writeEvidence(tx, old, now));
    // The same evidence now says its days, and a later end is news.
    await claim(key, [["2005-01-01", null]], { ...bare, reference: "1" });
    await claim(key, [["2006-01-01", "2008-01-01"]]);
    expect(await spans(key)).toEqual([["2005-01-01", "2008-01-01"]]);
    const all = await evidenceOf(key);
    expect(all).toHaveLength(3);
    await withdraw([all[2]!.id]);
    expect(await spans(key)).toEqual([["2005-01-01", null]]);
    await withdraw([all[0]!.id]);
    expect(await spans(key)).toEqual([["2005-01-01", null]]);
    await withdraw([all[1]!.id]);
    expect(await spans(key)).toEqual([]);
  });

  it("lets such a period go with its last evidence, and what other evidence claims stays", async () => {
    const key = newKey();
    const id = await record(key, ["2005-01-01", null]);
    const bill = {
      kind: "BILL",
      source: "bills",
      observedOn: "2006-01-01",
      reference: "1",
      amount: null,
      currency: null,
    };
    await asSystem(server.database.em, (tx) => writeEvidence(tx, [{ ...bill, relationshipId: id }], now));
    await claim(key, [["2006-01-01", "2008-01-01"]]);
    const [contract, old] = await evidenceOf(key);
    expect(contract!.from ?? old!.from).toBe("2006-01-01");
    await withdraw([contract!, old!].filter((one) => one.from === null).map((one) => one.id));
    expect(await spans(key)).toEqual([["2006-01-01", "2008-01-01"]]);
    const { rows } = await sql`select from recorded_period`.execute(server.database.em.getKysely());
    expect(rows).toEqual([]);
  });

  it("follows a document that is corrected", async () => {
    const key = newKey();
    await claim(key, [["2010-01-01", "2020-01-01"]]);
    expect(await claim(key, [["2010-01-01", "2018-01-01"]])).toEqual([{ outcome: "UPDATED" }]);
    expect(await spans(key)).toEqual([["2010-01-01", "2018-01-01"]]);
    expect(await claim(key, [["2010-01-01", "2018-01-01"]])).toEqual([{ outcome: "UNCHANGED" }]);
  });

  it("refuses what was observed on a day that has not come", async () => {
    await expect(claim(newKey(), [["2010-01-01", null]], { observedOn: "2099-01-01" })).rejects.toThrow(RangeError);
  });

  it("costs as many statements for two thousand as for two", async () => {
    const counts: number[] = [];
    for (const size of [2, 2_000]) {
      const keys = Array.from({ length: size }, newKey);
      await asSystem(server.database.em, async (tx) => {
        const ids = await writeRelationships(
          tx,
          keys.map((key) => ({ ...key, since: "2010-01-01", until: null, isEvidenced: true })),
        );
        const bare = {
          kind: "CONTRACT",
          source: "many",
          observedOn: null,
          reference: null,
          amount: null,
          currency: null,
        };
        const rows = ids.flatMap(({ relationshipId }) => [
          { ...bare, relationshipId, validFrom: "2010-01-01", validTo: null },
          { ...bare, relationshipId, validFrom: "2008-01-01", validTo: "2009-01-01", kind: "INVOICE" },
        ]);
        await writeEvidence(tx, rows, now);
      });
      const { rows } = await sql<{
        id: string;
      }>`select id from evidence where source = 'many' and kind = 'CONTRACT' and withdrawn_at is null`.execute(
        server.database.em.getKysely(),
      );
      expect(rows).toHaveLength(size);
      counts.push((await recordStatements(server.database, () => withdraw(rows.map((row) => row.id)))).length);
      expect(await spans(keys.at(-1)!)).toEqual([["2008-01-01", "2009-01-01"]]);
    }
    expect(counts[1]).toBe(counts[0]);
  });
});

describe("the API", () => {
  const relationshipOf = async (key: Key) => encodeId("relationship", (await periods(key))[0]!.id);
  const asked = async (ids: string[], reason = "查无此合同") =>
    (
      await server.ask(
        "HEAD_OFFICE",
        `mutation ($ids: [ID!]!, $reason: String!) { withdrawEvidence(input: { ids: $ids, reason: $reason }) {
          results { index outcome errors { code field } } userErrors { code field } } }`,
        { ids, reason },
      )
    ).data.withdrawEvidence;

  it("withdraws row by row, once, and writes it into the audit log", async () => {
    const key = newKey();
    await claim(key, [
      ["2010-01-01", "2012-01-01"],
      ["2011-01-01", null],
    ]);
    const ids = (await evidenceOf(key)).map((one) => encodeId("evidence", one.id));
    const gone = encodeId("evidence", "999999999");
    const missing = { outcome: "REJECTED", errors: [{ code: "NOT_FOUND" }] };
    expect((await asked([ids[1]!, ids[1]!, gone, "x"])).results).toMatchObject([
      { index: 0, outcome: "WITHDRAWN", errors: [] },
      { index: 1, outcome: "UNCHANGED", errors: [] },
      { index: 2, ...missing },
      { index: 3, ...missing },
    ]);
    expect(await spans(key)).toEqual([["2010-01-01", "2012-01-01"]]);
    expect((await asked([ids[1]!])).results).toMatchObject([{ outcome: "UNCHANGED" }]);
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{
        actor: string;
        subjects: string[];
      }>`select actor, subjects from audit_entry where operation = 'withdrawEvidence'`.execute(tx.getKysely()),
    );
    expect(rows).toEqual([{ actor: "head_office", subjects: [`evidence:${keyOf("evidence", ids[1]!)}`] }]);
    const kept =
      await sql`select withdrawn_by as by, withdrawal_reason as reason from evidence where withdrawn_by is not null`.execute(
        server.database.em.getKysely(),
      );
    expect(kept.rows).toEqual([{ by: "head_office", reason: "查无此合同" }]);
    expect(await asked(ids, " ")).toEqual({ results: [], userErrors: [{ code: "TEXT_EMPTY", field: ["reason"] }] });
  });

  it("says in words why a relationship is believed, today and on another day", async () => {
    const key = newKey();
    const day = "2026-01-01";
    const money = { amount: "100.00", currency: "CNY", observedOn: day };
    await claim(key, [["2020-01-01", null]], { kind: "BILL", source: "bank", reference: "B1", ...money });
    await claim(key, [["2020-01-01", null]], {
      kind: "INVOICE",
      source: "erp",
      reference: "I1",
      ...money,
      amount: "40.00",
    });
    await claim(key, [["2021-01-01", null]], {
      kind: "REGISTRY",
      source: "register",
      assertedBy: "erp",
      observedOn: "2025-01-01",
      share: "0.25",
    });
    const id = await relationshipOf(key);
    const explain = async (headers: string, asOf = `(asOf: "${day}")`) => {
      const token = await server.token("RELATIONSHIP_MANAGER");
      const query = `{ node(id: "${id}") { ... on Relationship { explain${asOf} { name value day text } } } }`;
      const reply = await server.app.inject({
        ...{ method: "POST", url: "/graphql", payload: { query } },
        headers: { authorization: `Bearer ${token}`, "accept-language": headers },
      });
      return reply.json().data.node.explain as {
        name: string;
        value: number | null;
        day: string | null;
        text: string;
      }[];
    };
    const english = await explain("en");
    expect(english.map(({ name, text }) => [name, text])).toEqual([
      ["evidence", "Pieces of evidence: 3, from independent sources: 2"],
      [
        "source",
        `Source "bank": bills 1; the latest of ${day}; the strongest is of bills (${day}): 0.95 when fresh, halved every 730 days, after 0 days 0.95`,
      ],
      [
        "source",
        `Source "erp": invoices 1, the register 1; the latest of ${day}; the strongest is of invoices (${day}): 0.9 when fresh, halved every 730 days, after 0 days 0.9`,
      ],
      ["confidence", expect.stringContaining("certain: one minus")],
      [
        "annualAmounts",
        `After 2025-01-01 up to ${day} the amount is that of bills: CNY 100.00; invoices, less in CNY, not added`,
      ],
      ["share", 'It owns 25%, as "erp" said last'],
      ["period", 'Since 2020-01-01, as "bank" says; nobody says that it has ended'],
    ]);
    const chinese = await explain("zh-CN");
    expect(chinese.map(({ name, value, day: on }) => ({ name, value, on }))).toEqual(
      english.map(({ name, value, day: on }) => ({ name, value, on })),
    );
    expect(chinese[0]!.text).toBe("共3份依据，来自2个独立来源");
    const [, ...later] = await explain("en", '(asOf: "2028-01-01")');
    expect(later.map((one) => one.text).slice(0, 2)).toEqual([
      expect.stringMatching(/^Source "erp": .* of the register .* after 1095 days 0.7716$/),
      expect.stringMatching(/^Source "bank": .* after 730 days 0.475$/),
    ]);
    expect(later[1]!.value).toBeCloseTo(0.475, 10);
  });
});
