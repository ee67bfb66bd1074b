import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishAll } from "../src/modules/events/event.publisher.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres } from "./support/database.ts";
import { creditCode } from "./support/platforms.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";

/** What a platform reads back of what it sent, through the API. */
describe("the participants that a platform sent", () => {
  let server: TestServer;
  let platformId: string;
  const chain = creditCode(555_001);
  beforeAll(async () => {
    server = await startServer();
    platformId = server.id("pharmacy-platform");
    const rows = [
      `{ name: "总部", role: "STORE", creditCode: "${chain}" }`,
      ...[1, 2, 3].map(
        (n) =>
          `{ name: "分店${n}", role: "STORE", externalId: "L-${n}", headOfficeCreditCode: "${chain}", region: "36090${n}" }`,
      ),
    ];
    await call("registerParticipants", "participants", rows);
    await call("endParticipations", "participations", [
      '{ externalId: "L-3", role: "STORE", until: "2026-11-01", reason: CLOSED }',
    ]);
    await publish();
  });
  afterAll(() => server.close());

  const run = <Row>(query: ReturnType<typeof sql<Row>>) =>
    asSystem(server.database.em, async (tx) => (await query.execute(tx.getKysely())).rows);
  /** Gives what waits its places in the feed. */
  const publish = () => publishAll(server.database.em);
  async function call(field: string, list: string, rows: string[]) {
    const { data } = await server.ask(
      "PLATFORM",
      `mutation { ${field}(input: { platformId: "${platformId}", ${list}: [${rows.join()}] }) { results { outcome errors { code } } userErrors { code } } }`,
    );
    const { results, userErrors } = data[field];
    expect([userErrors, results.flatMap((one: { errors: unknown[] }) => one.errors)]).toEqual([[], []]);
  }
  async function list(filter: string, more = "") {
    const { data, errors } = await server.ask(
      "PLATFORM",
      `{ platformParticipants(platformId: "${platformId}", filter: { ${filter} }${more}) { totalCount changesCursor
        nodes { id externalId organization { id name } participations { role until } } pageInfo { hasNextPage endCursor } } }`,
    );
    expect(errors).toBeUndefined();
    return data.platformParticipants;
  }
  const numbers = (page: { nodes: { externalId: string | null }[] }) => page.nodes.map((node) => node.externalId);

  it("are found by role, status, place, name, code, number and head office", async () => {
    const stores = `headOfficeCreditCode: "${chain}"`;
    expect(numbers(await list(stores))).toEqual(["L-1", "L-2", "L-3"]);
    expect(numbers(await list(`${stores}, status: CURRENT, roles: ["STORE"]`))).toEqual(["L-1", "L-2"]);
    expect(numbers(await list(`${stores}, status: FORMER`))).toEqual(["L-3"]);
    expect(numbers(await list(`${stores}, roles: ["SUPPLIER"]`))).toEqual([]);
    expect(numbers(await list(`${stores}, region: "360902"`))).toEqual(["L-2"]);
    expect(numbers(await list(`${stores}, search: "店1"`))).toEqual(["L-1"]);
    expect((await list(`creditCode: "${chain}"`)).nodes).toMatchObject([{ organization: { name: "总部" } }]);
    expect((await list('externalId: "L-3"')).nodes[0].participations).toEqual([{ role: "STORE", until: "2026-11-01" }]);
  });

  it("are walked page by page, each once", async () => {
    const seen: string[] = [];
    let after = "";
    for (;;) {
      const page = await list('search: "店"', `, first: 90${after}`);
      seen.push(...page.nodes.map((node: { id: string }) => node.id));
      expect(page.totalCount).toBe((await list('search: "店"')).totalCount);
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: "${page.pageInfo.endCursor}"`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength((await list('search: "店"')).totalCount);
  });

  it("that changed since a cursor stand once each, the latest change last, and a cursor goes on for ever", async () => {
    const { changesCursor } = await list('externalId: "L-1"');
    const since = (cursor: string, more = "") => list(`changedAfter: "${cursor}"`, more);
    const none = await since(changesCursor);
    expect([numbers(none), none.changesCursor]).toEqual([[], changesCursor]);
    await call("updateParticipants", "participants", [
      '{ externalId: "L-1", name: "改" }',
      '{ externalId: "L-2", name: "改" }',
    ]);
    // Nothing is told before it has its place.
    expect(numbers(await since(changesCursor))).toEqual([]);
    await publish();
    await call("endParticipations", "participations", [
      '{ externalId: "L-1", role: "STORE", until: "2026-11-20", reason: LEFT }',
    ]);
    await publish();
    const all = await since(changesCursor);
    expect([numbers(all), all.totalCount]).toEqual([["L-2", "L-1"], 2]);
    const first = await since(changesCursor, ", first: 1");
    expect([numbers(first), first.pageInfo.hasNextPage]).toEqual([["L-2"], true]);
    expect(numbers(await since(changesCursor, `, first: 1, after: "${first.pageInfo.endCursor}"`))).toEqual(["L-1"]);
    expect(numbers(await since(first.changesCursor))).toEqual(["L-1"]);
    expect(numbers(await since(all.changesCursor))).toEqual([]);
    // Head office reads the same feed; what is the bank's alone is no change to the platform.
    const id = (await run<{ id: string }>(sql`select id from participant where external_id = 'L-2'`))[0]!.id;
    await run(sql`insert into platform_event (platform_id, kind, audience, participant_id)
      select platform_id, 'PARTICIPANT_MATCHED', 'BANK', id from participant where id = ${id}`);
    await publish();
    expect(numbers(await since(all.changesCursor))).toEqual([]);
    // And no cursor has a number in it, whose gaps would tell of that.
    for (const { changesCursor: cursor } of [await list(""), all, first])
      expect(JSON.parse(Buffer.from(cursor, "base64url").toString())).toEqual([
        "events",
        expect.stringMatching(/^[0-9a-f-]{36}$/),
      ]);
  });

  it("tell the bank alone whom it knew already, and what a person decided", async () => {
    const known = server.id("core-manufacturer");
    const { creditCode: code } = (await server.ask("HEAD_OFFICE", `{ organization(id: "${known}") { creditCode } }`))
      .data.organization;
    await call("registerParticipants", "participants", [
      `{ name: "银行早已认识", role: "STORE", creditCode: "${code}" }`,
      `{ name: "谁也不认识", role: "STORE", creditCode: "${creditCode(555_777)}" }`,
    ]);
    const events = () =>
      run<{ kind: string; audience: string; name: string }>(sql`select e.kind, e.audience, p.name from platform_event e
        join participant p on p.id = e.participant_id
        where not exists (select from published_event n where n.event_id = e.id) order by e.id`);
    const registered = { kind: "PARTICIPANT_REGISTERED", audience: "PLATFORM" };
    expect(await events()).toEqual([
      { ...registered, name: "银行早已认识" },
      { ...registered, name: "谁也不认识" },
      { kind: "PARTICIPANT_MATCHED", audience: "BANK", name: "银行早已认识" },
    ]);
    await publish();
    await server.ask(
      "HEAD_OFFICE",
      `mutation { decideMatch(input: { pairs: [{ first: "${known}", second: "${server.id("foreign-buyer")}" }], decision: DIFFERENT }) { userErrors { code } } }`,
    );
    expect(await events()).toEqual([{ kind: "REVIEW_DECIDED", audience: "BANK", name: "银行早已认识" }]);
  });

  it.skipIf(!onPostgres)("are read by index", async () => {
    const { changesCursor } = await list("");
    const statements = await recordStatements(server.database, async () => {
      for (const filter of ["", `headOfficeCreditCode: "${chain}"`, `changedAfter: "${changesCursor}"`])
        await list(filter);
      const cases = `{ platformCases(platformId: "${platformId}") { nodes { parties { role } proceeds { nodes { reference } } } } }`;
      expect((await server.ask("PLATFORM", cases)).errors).toBeUndefined();
    });
    const reads = statements.filter(
      (one) => /^\s*select/i.test(one.sql) && /participa|platform_(event|case)/.test(one.sql),
    );
    expect(reads.length).toBeGreaterThan(8);
    await asSystem(server.database.em, async (tx) => {
      const db = tx.getKysely();
      await sql`set local enable_seqscan = off`.execute(db);
      for (const read of reads) {
        const { rows } = await db.executeQuery<{ "QUERY PLAN": string }>({
          ...sql`select 1`.compile(db),
          sql: `explain ${read.sql}`,
          parameters: read.parameters,
        });
        expect(
          rows.map((row) => row["QUERY PLAN"]).filter((line) => line.includes("Seq Scan")),
          read.sql,
        ).toEqual([]);
      }
    });
  });
});
