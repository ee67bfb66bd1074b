import { SignJWT } from "jose";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { sealAll } from "../src/modules/access/audit.sealer.ts";
import { refusalCounter } from "../src/modules/access/refusal.counter.ts";
import { createServer } from "../src/server.ts";
import { recordAct } from "../src/shared/audit.service.ts";
import { encodeId, keyOf } from "../src/shared/ids.ts";
import { asSystem, asViewer } from "../src/shared/session.ts";
import type { StaffViewer } from "../src/shared/viewer.ts";
import { onPostgres } from "./support/database.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { asOwner } from "./support/owner.ts";
import { newPlatform } from "./support/platforms.ts";
import { startServer, type TestServer } from "./support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

interface Entry {
  id: string;
  actor: string;
  role: string;
  client: string | null;
  branch: string | null;
  platform: string | null;
  operation: string;
  outcome: string;
  code: string | null;
  subjects: string[];
  count: number;
  minute: string | null;
  recordedAt: string;
  seal: { position: string; hash: string } | null;
}
const fields =
  "id actor role client branch platform operation outcome code subjects count minute recordedAt seal { position hash }";
const log = async (filter = "{}", first = 100): Promise<Entry[]> => {
  const { data, errors } = await server.ask(
    "AUDITOR",
    `{ auditLog(filter: ${filter}, first: ${first}) { nodes { ${fields} } } }`,
  );
  expect(errors).toBeUndefined();
  return data.auditLog.nodes;
};
const register = (body: string) =>
  server.ask(
    "PLATFORM",
    `mutation { registerParticipants(input: { platformId: "${server.id("pharmacy-platform")}", ${body} }) {
      counts { outcome count } results { organization { id } participation { id } } userErrors { code } } }`,
  );
const row = '{ name: "审计一店", role: "STORE", externalId: "AUD-1" }';

describe("every write is in the log", () => {
  it("a registration, with what it touched, found by the bank's ids and by the platform's own", async () => {
    const before = (await log('{ operation: "registerParticipants" }')).length;
    const { data } = await register(
      `participants: [${row}, { name: "审计二店", role: "STORE", externalId: "AUD-2" }], idempotencyKey: "audit-1"`,
    );
    const [one] = data.registerParticipants.results;
    const [entry, ...rest] = await log('{ operation: "registerParticipants" }');
    expect(rest.length).toBe(before);
    expect(entry).toMatchObject({
      actor:
        (await server.ask("PLATFORM", "{ viewer { platform { id } } }")).data.viewer.platform.id &&
        expect.stringMatching(/^platform:/),
      role: "PLATFORM",
      platform: server.id("pharmacy-platform"),
      branch: null,
      outcome: "DONE",
      code: null,
      count: 1,
      minute: null,
    });
    expect(entry!.subjects).toHaveLength(3);
    expect(entry!.subjects[0]).toBe(server.id("pharmacy-platform"));
    expect(new Set(entry!.subjects.map((id) => keyOf("entity", id))).has(null)).toBe(false);
    for (const subject of [
      entry!.subjects[1]!,
      one.organization.id,
      one.participation.id,
      server.id("pharmacy-platform"),
    ])
      expect((await log(`{ subject: "${subject}" }`)).map(({ id }) => id)).toContain(entry!.id);
    expect(await log(`{ subject: "${encodeId("participant", "00000000-0000-4000-8000-000000000000")}" }`)).toEqual([]);
  });

  it("but nothing that wrote nothing: a repeat, a dry run, rows that are all refused, a key that replays", async () => {
    const before = await log();
    await register(`participants: [${row}]`);
    await register(
      `participants: [${row}, { name: "审计二店", role: "STORE", externalId: "AUD-2" }], idempotencyKey: "audit-1"`,
    );
    await register('participants: [{ name: "审计三店", role: "STORE" }], dryRun: true');
    await register('participants: [{ name: "审计三店", role: "KING" }]');
    await register(
      'participants: [{ name: "审计三店", role: "STORE" }, { name: "", role: "STORE" }], errorPolicy: REJECT_ALL',
    );
    expect(await log()).toEqual(before);
  });

  it("priors and keys, under the name of whoever did it and the app that acted for them", async () => {
    const claims = { role: "HEAD_OFFICE", name: "h", azp: "bank-console" };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("u-77")
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(server.config.jwtSecret!));
    const ask = async (query: string) =>
      (
        await server.app.inject({
          method: "POST",
          url: "/graphql",
          headers: { authorization: `Bearer ${token}` },
          payload: { query },
        })
      ).json().data;
    await ask(
      'mutation { setAcquisitionPrior(input: { channel: PERSON, probability: 0.1, note: "n", validFrom: "2026-01-01" }) { userErrors { code } } }',
    );
    const { createPlatformKey } = await ask(
      `mutation { createPlatformKey(input: { platformId: "${server.id("court-platform")}", name: "k", permissions: [READ_PARTICIPANTS] }) { key { id } } }`,
    );
    const { id } = createPlatformKey.key;
    const { rotatePlatformKey } = await ask(`mutation { rotatePlatformKey(input: { id: "${id}" }) { key { id } } }`);
    for (let i = 0; i < 2; i++)
      await ask(`mutation { revokePlatformKey(input: { id: "${id}" }) { userErrors { code } } }`);
    const entries = await log('{ actor: "u-77" }');
    expect(entries.map(({ operation, client, role }) => ({ operation, client, role }))).toEqual(
      ["revokePlatformKey", "rotatePlatformKey", "createPlatformKey", "setAcquisitionPrior"].map((operation) => ({
        operation,
        client: "bank-console",
        role: "HEAD_OFFICE",
      })),
    );
    expect(entries[0]!.subjects).toEqual([server.id("court-platform"), id]);
    expect(entries[1]!.subjects).toEqual([server.id("court-platform"), rotatePlatformKey.key.id, id]);
    expect(await log(`{ subject: "${id}", operation: "rotatePlatformKey" }`)).toEqual([entries[1]]);
  });

  it.skipIf(!onPostgres)("in its own transaction: what cannot be recorded is not done", async () => {
    await asOwner(
      server.database,
      "alter table audit_entry add constraint full_disk check (operation <> 'registerParticipants') not valid",
    );
    const { errors } = await register('participants: [{ name: "审计四店", role: "STORE", externalId: "AUD-4" }]');
    expect(errors![0]!.extensions.code).toBe("INTERNAL");
    await asOwner(server.database, "alter table audit_entry drop constraint full_disk");
    const { data } = await register('participants: [{ name: "审计四店", role: "STORE", externalId: "AUD-4" }]');
    expect(data.registerParticipants.counts).toEqual([{ outcome: "CREATED", count: 1 }]);
  });
});

describe("auditors read it", () => {
  it("by actor, operation, outcome and time, all of which must hold", async () => {
    const all = await log();
    expect(all.length).toBeGreaterThan(3);
    const some = all[2]!;
    expect(await log(`{ operation: "${some.operation}", actor: "${some.actor}" }`)).toEqual(
      all.filter(({ operation, actor }) => operation === some.operation && actor === some.actor),
    );
    expect(await log(`{ from: "${some.recordedAt}" }`)).toEqual(all.filter((one) => one.recordedAt >= some.recordedAt));
    expect(await log(`{ to: "${some.recordedAt}" }`)).toEqual(all.filter((one) => one.recordedAt < some.recordedAt));
    expect(await log('{ operation: "nothing of the kind" }')).toEqual([]);
    expect(await log("{ outcome: DONE }")).toEqual(all.filter(({ outcome }) => outcome === "DONE"));
  });

  it("a page at a time, from the newest on, with the seal as soon as there is one", async () => {
    await sealAll(server.database.em);
    const all = await log();
    expect(all.every(({ seal }) => /^[0-9a-f]{64}$/.test(seal!.hash))).toBe(true);
    expect(all.map(({ seal }) => Number(seal!.position))).toEqual(all.map((_, index) => all.length - index));
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await server.ask(
        "AUDITOR",
        "query ($after: String) { auditLog(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }",
        { after },
      );
      seen.push(...data.auditLog.nodes.map((entry: Entry) => entry.id));
      [after, more] = [data.auditLog.pageInfo.endCursor, data.auditLog.pageInfo.hasNextPage];
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    await register('participants: [{ name: "审计五店", role: "STORE" }]');
    expect((await log())[0]!.seal).toBeNull();
  });

  it.each([
    ['subject: "nothing"', "BAD_INPUT"],
    [`subject: "${Buffer.from("entity:1\u0000").toString("base64url")}"`, "BAD_INPUT"],
    ['from: "yesterday"', "BAD_INPUT"],
    ['from: "2026-13-01T00:00:00Z"', "BAD_INPUT"],
    ['from: "0000-01-01T00:00:00Z"', "BAD_INPUT"],
    ['to: "2026-01-01T00:00:00"', "BAD_INPUT"],
    ['actor: ""', "TEXT_EMPTY"],
    ['operation: "a\\u0000"', "TEXT_CONTROL_CHARACTER"],
  ])("%s is answered with %s", async (filter, code) => {
    const { errors } = await server.ask("AUDITOR", `{ auditLog(filter: { ${filter} }) { nodes { id } } }`);
    expect(errors?.[0]?.extensions.code).toBe(code);
  });

  it("and nobody else: not by the rule, not by the database", async () => {
    for (const role of ["HEAD_OFFICE", "BRANCH_HEAD", "RELATIONSHIP_MANAGER", "STAFF", "PLATFORM"] as const)
      expect((await server.ask(role, "{ auditLog { nodes { id } } }")).errors![0]!.extensions.code).toBe("FORBIDDEN");
    const head: StaffViewer = {
      kind: "staff",
      subject: "h",
      name: "h",
      role: "BRANCH_HEAD",
      branchId: "1",
      client: null,
    };
    const read = sql<{ n: string }>`select count(*) as n from audit_entry`;
    const { em } = server.database;
    expect((await asViewer(em, head, (tx) => read.execute(tx.getKysely()))).rows[0]!.n).toBe("0");
    const machine = await newPlatform(server.database);
    await expect(asViewer(em, machine, (tx) => read.execute(tx.getKysely()))).rejects.toThrow("permission denied");
    await expect(read.execute(em.getKysely())).rejects.toThrow("permission denied");
  });
});

describe("the log only grows", () => {
  const statements = [
    "update audit_entry set actor = 'x'",
    "delete from audit_entry",
    "truncate audit_entry",
    "update audit_seal set position = position + 1000",
    "delete from audit_seal",
    "truncate audit_seal",
    "truncate audit_head",
    "delete from audit_head",
    "insert into audit_entry (id, actor, role, operation, outcome, subjects) overriding system value values (1, 'a', 'b', 'c', 'DONE', '{}')",
    "insert into audit_entry (recorded_at, actor, role, operation, outcome, subjects) values (now(), 'a', 'b', 'c', 'DONE', '{}')",
    "insert into audit_entry (transaction_id, actor, role, operation, outcome, subjects) values ('1', 'a', 'b', 'c', 'DONE', '{}')",
    "insert into audit_unsealed values (1)",
  ];
  it.each(statements)("%s is refused to every role", async (statement) => {
    const { em } = server.database;
    const run = sql.raw(statement);
    // Whom the database lets read the log, but not for reading alone, as it does an auditor.
    const reader: StaffViewer = {
      kind: "staff",
      subject: "a",
      name: "a",
      role: "HEAD_OFFICE",
      branchId: null,
      client: null,
    };
    const machine = await newPlatform(server.database);
    for (const work of [
      () => run.execute(em.getKysely()),
      () => asSystem(em, (tx) => run.execute(tx.getKysely())),
      () => asViewer(em, reader, (tx) => run.execute(tx.getKysely())),
      () => asViewer(em, machine, (tx) => run.execute(tx.getKysely())),
    ])
      await expect(work()).rejects.toThrow(/permission denied|append-only|cannot insert/);
  });

  it.skipIf(!onPostgres)("the owner is refused too, while the triggers stand", async () => {
    for (const statement of statements.slice(0, 6))
      await expect(asOwner(server.database, "set session_replication_role = origin", statement)).rejects.toThrow(
        "append-only",
      );
  });

  it("no session writes under another kind's name", async () => {
    const { em } = server.database;
    const head: StaffViewer = {
      kind: "staff",
      subject: "h",
      name: "h",
      role: "BRANCH_HEAD",
      branchId: "1",
      client: null,
    };
    const [one, other] = [await newPlatform(server.database), await newPlatform(server.database)];
    const write = (session: StaffViewer | typeof one, who: Parameters<typeof recordAct>[1]) =>
      asViewer(em, session, (tx) => recordAct(tx, who, { operation: "o", subjects: [] }));
    await write(head, head);
    await write(one, one);
    await expect(write(one, other)).rejects.toThrow("row-level security");
    await expect(write(one, head)).rejects.toThrow("row-level security");
    await expect(write(head, one)).rejects.toThrow("row-level security");
    await expect(write(head, { kind: "system", subject: "x" })).rejects.toThrow("row-level security");
  });
});

describe("refusals", () => {
  it("are counted by client, root field and code, whatever the caller called the field", async () => {
    const other = await createServer({ config: server.config, database: server.database, clock: () => DEMO_DAY });
    const ask = async (token: string, query: string) =>
      other.inject({
        method: "POST",
        url: "/graphql",
        headers: { authorization: `Bearer ${token}` },
        payload: { query },
      });
    const staff = await server.token("STAFF");
    await ask(staff, '{ phone13812345678: neighborhood(of: "x") { isTruncated } }');
    await ask(
      staff,
      '{ ...f ... { a: node(id: "x") { id } b: node(id: "y") { id } } } fragment f on Query { c: organization(id: "x") { id } }',
    );
    await ask(staff, "{ viewer { role } }");
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `mutation { createPlatformKey(input: { platformId: "${server.id("court-platform")}", name: "k", permissions: [READ_PARTICIPANTS] }) { secret key { prefix } } }`,
    );
    const { secret, key } = data.createPlatformKey;
    const wrong = secret.slice(0, -43) + "A".repeat(43);
    for (const token of ["nonsense", "", wrong, wrong]) await ask(token, "{ viewer { role } }");
    await other.close();
    const found = await log("{ outcome: REFUSED }");
    const keyId = key.prefix.slice(-16);
    const refused = { actor: "staff:B02", role: "STAFF", code: "FORBIDDEN", subjects: [] };
    const unknown = { actor: "anonymous", role: "NOBODY", operation: "signIn", code: "UNAUTHENTICATED", subjects: [] };
    const expected = [
      ...["neighborhood", "node", "organization"].map((operation) => ({ count: 1, ...refused, operation })),
      { count: 2, ...unknown },
      { count: 2, ...unknown, actor: `key:${keyId}` },
    ];
    for (const { count, ...one } of expected) {
      const rows = found.filter(({ actor, operation }) => actor === one.actor && operation === one.operation);
      // Two when the minute changed meanwhile.
      expect(rows.length, JSON.stringify(one)).toBeGreaterThan(0);
      for (const row of rows) expect(row).toMatchObject({ ...one, minute: expect.stringMatching(/:00\.000Z$/) });
      expect(
        rows.reduce((sum, row) => sum + row.count, 0),
        JSON.stringify(one),
      ).toBe(count);
    }
    expect(JSON.stringify(found)).not.toContain("13812345678");
  });

  it("are counted as well when a mutation tells of them in its userErrors, selected or not", async () => {
    const other = await createServer({ config: server.config, database: server.database, clock: () => DEMO_DAY });
    const input = `{ platformId: "${server.id("court-platform")}", participants: [] }`;
    const authorization = `Bearer ${await server.token("PLATFORM")}`;
    for (const selection of ["userErrors { code }", "__typename"]) {
      const query = `mutation { a: registerParticipants(input: ${input}) { ${selection} } }`;
      await other.inject({ method: "POST", url: "/graphql", headers: { authorization }, payload: { query } });
    }
    await other.close();
    const found = (await log("{ outcome: REFUSED }")).filter(({ code }) => code === "PLATFORM_NOT_FOUND");
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    for (const row of found) expect(row).toMatchObject({ role: "PLATFORM", operation: "registerParticipants" });
  });

  it("count whoever asked more than a minute allows", async () => {
    const config = readConfig({
      ...{ NODE_ENV: "test", LOG_LEVEL: "silent", JWT_SECRET: server.config.jwtSecret!, COST_PER_MINUTE: "3000" },
    });
    const busy = await createServer({ config, database: server.database, clock: () => DEMO_DAY });
    const headers = { authorization: `Bearer ${await server.token("RELATIONSHIP_MANAGER")}` };
    const payload = { query: "{ organizations(first: 100) { nodes { id name region industry } } }" };
    let refused = 0;
    for (let i = 0; i < 12; i++)
      refused += Number((await busy.inject({ method: "POST", url: "/graphql", headers, payload })).statusCode === 429);
    await busy.close();
    const found = await log('{ operation: "graphql", outcome: REFUSED }');
    expect(refused).toBeGreaterThan(0);
    expect(found.reduce((sum, { count }) => sum + count, 0)).toBe(refused);
    for (const row of found) expect(row).toMatchObject({ role: "RELATIONSHIP_MANAGER", code: "RATE_LIMITED" });
  });

  it("become one row a client and minute when the minute is over, and take bounded memory however many clients there are", async () => {
    let now = Date.parse("2026-11-25T03:04:05Z");
    const counter = refusalCounter(server.database.em, { now: () => now });
    const viewer = (n: number): StaffViewer => ({
      kind: "staff",
      subject: `flood-${n}`,
      name: "x",
      role: "STAFF",
      branchId: null,
      client: null,
    });
    const counted = async (actor: string) =>
      (await log(`{ actor: "${actor}", outcome: REFUSED }`)).map(({ count, minute }) => ({ count, minute }));
    for (let i = 0; i < 50; i++) counter.count(viewer(1), "prospects", "FORBIDDEN");
    await counter.flush();
    expect(await counted("flood-1")).toEqual([]);
    now += 60_000;
    counter.count(viewer(1), "prospects", "FORBIDDEN");
    await counter.flush();
    expect(await counted("flood-1")).toEqual([{ count: 50, minute: "2026-11-25T03:04:00.000Z" }]);
    for (let i = 2; i < 10_000; i++) counter.count(viewer(i), "prospects", "FORBIDDEN");
    await counter.close();
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{
        rows: string;
        total: string;
        others: string;
      }>`select count(*) as rows, sum(count) as total, sum(count) filter (where actor = 'others') as others
        from audit_entry where minute = '2026-11-25T03:05:00Z'`.execute(tx.getKysely()),
    );
    expect(rows[0]).toEqual({ rows: "2001", total: "9999", others: "7999" });
  });

  it("that can never be written keep no other from it, and are told of once", async () => {
    const failures: unknown[] = [];
    const counter = refusalCounter(server.database.em, { onError: (error) => failures.push(error) });
    const staff = { kind: "staff", name: "x", role: "STAFF", branchId: null, client: null } as const;
    for (const subject of ["whole-1", "broken\u0000", "whole-2"])
      counter.count({ ...staff, subject }, "neverWritten", "FORBIDDEN");
    await counter.flush(true);
    await counter.close();
    expect(failures).toHaveLength(1);
    expect((await log('{ operation: "neverWritten" }')).map(({ actor }) => actor).sort()).toEqual([
      "whole-1",
      "whole-2",
    ]);
  });

  it.skipIf(!onPostgres)("that cannot be written are kept for the next time", async () => {
    const failures: unknown[] = [];
    const counter = refusalCounter(server.database.em, { onError: (error) => failures.push(error) });
    await asOwner(
      server.database,
      "alter table audit_entry add constraint away check (operation <> 'later') not valid",
    );
    counter.count(null, "later", "UNAUTHENTICATED");
    await counter.flush(true);
    expect(failures).toHaveLength(1);
    await asOwner(server.database, "alter table audit_entry drop constraint away");
    await counter.close();
    expect(await log('{ operation: "later" }')).toMatchObject([{ count: 1, actor: "anonymous" }]);
  });
});
