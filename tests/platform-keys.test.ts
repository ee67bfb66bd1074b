import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { type KeyDirectory, keyDirectory } from "../src/modules/access/platform-key.directory.ts";
import { newKey, readKey } from "../src/modules/access/platform-key.secret.ts";
import { createKey, revokeKey, rotateKey } from "../src/modules/access/platform-key.service.ts";
import { createServer } from "../src/server.ts";
import { keyOf } from "../src/shared/ids.ts";
import { asSystem, asViewer } from "../src/shared/session.ts";
import { type PlatformPermission, platformPermissions, type StaffViewer, type Viewer } from "../src/shared/viewer.ts";
import { openTestDatabase } from "./support/database.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { newPlatform } from "./support/platforms.ts";
import { type Answer, startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";

const cli = { kind: "system", subject: "test" } as const;

/** Asks /graphql with a bearer token as it is. */
async function askWith(app: FastifyInstance, token: string, query: string): Promise<{ status: number; body: Answer }> {
  const headers = { authorization: `Bearer ${token}` };
  const reply = await app.inject({ method: "POST", url: "/graphql", headers, payload: { query } });
  return { status: reply.statusCode, body: reply.json() };
}

describe("a platform's key through the API", () => {
  let server: TestServer;
  let other: FastifyInstance;
  beforeAll(async () => {
    server = await startServer();
    // A second server over the same database, which learns of everything through it alone.
    other = await createServer({ config: server.config, database: server.database, clock: () => DEMO_DAY });
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });

  const made =
    "secret key { id prefix name permissions status createdBy lastUsedAt replaces platform { id } } userErrors { code field }";
  const create = async (permissions = "REGISTER_PARTICIPANTS, READ_PARTICIPANTS") => {
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `mutation { createPlatformKey(input: { platformId: "${server.id("pharmacy-platform")}", name: "收银", permissions: [${permissions}] }) { ${made} } }`,
    );
    return data.createPlatformKey;
  };
  const who = "{ viewer { name role client permissions platform { id } } }";
  const everything = "{ platformKeys(first: 100) { nodes { id prefix status expiresAt lastUsedAt revokedAt } } }";

  it("is told once, and makes its platform's machine on every server at once", async () => {
    const { secret, key, userErrors } = await create();
    expect(userErrors).toEqual([]);
    expect(secret).toMatch(/^pgk_test_[0-9a-f]{16}_[\w-]{43}$/);
    expect(secret.startsWith(`${key.prefix}_`)).toBe(true);
    expect(key).toMatchObject({
      name: "收银",
      status: "VALID",
      createdBy: "head_office",
      lastUsedAt: null,
      replaces: null,
    });
    expect(key.platform.id).toBe(server.id("pharmacy-platform"));
    for (const app of [server.app, other]) {
      expect((await askWith(app, secret, who)).body.data.viewer).toEqual({
        name: "收银",
        role: "PLATFORM",
        client: null,
        permissions: ["REGISTER_PARTICIPANTS", "READ_PARTICIPANTS"],
        platform: { id: server.id("pharmacy-platform") },
      });
    }
    expect((await askWith(server.app, secret.replace("_test_", "_live_"), who)).status).toBe(401);
    // Neither the log of keys nor the database has it, nor its hash under any field.
    const seen = JSON.stringify((await server.ask("AUDITOR", everything)).data);
    expect(seen).toContain(key.prefix);
    expect(seen).not.toContain(secret.slice(-20));
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{ row: string }>`select row_to_json(k)::text as row from platform_key k`.execute(tx.getKysely()),
    );
    expect(rows.some(({ row }) => row.includes(secret.slice(-43)))).toBe(false);
  });

  it("is managed by head office, seen by auditors, and by nobody else", async () => {
    const { key } = await create();
    for (const role of ["RELATIONSHIP_MANAGER", "BRANCH_HEAD", "STAFF", "PLATFORM"] as const)
      expect((await server.ask(role, everything)).errors![0]!.extensions.code).toBe("FORBIDDEN");
    const revoke = `mutation { revokePlatformKey(input: { id: "${key.id}" }) { userErrors { code } } }`;
    expect((await server.ask("AUDITOR", revoke)).errors![0]!.extensions.code).toBe("FORBIDDEN");
  });

  it("without a permission is refused that root field, and what it leads to", async () => {
    const reader = (await create("READ_PARTICIPANTS")).secret;
    const writer = (await create("REGISTER_PARTICIPANTS")).secret;
    const register = `mutation { registerParticipants(input: { platformId: "${server.id("pharmacy-platform")}", participants: [{ name: "丁店", role: "STORE" }] }) {
      results { outcome organization { id } } userErrors { code } } }`;
    const read = "{ viewer { platform { name participants(first: 1) { totalCount } } } }";
    const code = ({ body }: { body: Answer }) => body.errors?.map((error) => error.extensions.code);
    expect(code(await askWith(server.app, reader, register))).toEqual(["FORBIDDEN"]);
    expect(code(await askWith(server.app, reader, read))).toBeUndefined();
    expect(code(await askWith(server.app, writer, read))).toEqual(["FORBIDDEN"]);
    expect(code(await askWith(server.app, writer, '{ nodes(ids: ["none"]) { id } }'))).toEqual(["FORBIDDEN"]);
    const written = await askWith(server.app, writer, register);
    // What became of the row is told, what stands is not.
    expect(written.body.data.registerParticipants.results).toEqual([{ outcome: "CREATED", organization: null }]);
    expect(code(written)).toEqual(["FORBIDDEN"]);
  });

  it("is followed by another with both taken, and a repeated call gets its recorded reply from either", async () => {
    const { secret, key } = await create();
    const register = `mutation { registerParticipants(input: { platformId: "${server.id("pharmacy-platform")}", idempotencyKey: "rotation-1",
      participants: [{ name: "戊店", role: "STORE" }] }) { results { outcome participation { id } } userErrors { code } } }`;
    const first = await askWith(server.app, secret, register);
    expect(first.body.data.registerParticipants.results[0].outcome).toBe("CREATED");
    const rotate = `mutation { rotatePlatformKey(input: { id: "${key.id}", overlapHours: 2 }) { ${made} } }`;
    const next = (await server.ask("HEAD_OFFICE", rotate)).data.rotatePlatformKey;
    expect(next.key).toMatchObject({ name: key.name, permissions: key.permissions, replaces: key.id, status: "VALID" });
    for (const one of [secret, next.secret]) {
      expect((await askWith(other, one, who)).status).toBe(200);
      expect((await askWith(other, one, register)).body).toEqual(first.body);
    }
    const again = (await server.ask("HEAD_OFFICE", rotate)).data.rotatePlatformKey;
    expect(again).toMatchObject({ secret: null, key: null, userErrors: [{ code: "KEY_NOT_VALID", field: ["id"] }] });
  });

  it("that is revoked is refused by every server after five seconds, and revoking it again changes nothing", async () => {
    const { secret, key } = await create();
    for (const app of [server.app, other]) expect((await askWith(app, secret, who)).status).toBe(200);
    const revoke = `mutation { revokePlatformKey(input: { id: "${key.id}" }) { key { status revokedAt } userErrors { code } } }`;
    const first = (await server.ask("HEAD_OFFICE", revoke)).data.revokePlatformKey;
    expect(first).toMatchObject({ key: { status: "REVOKED" }, userErrors: [] });
    await pause(5_000);
    for (const app of [server.app, other]) {
      const refused = await askWith(app, secret, who);
      expect(refused.status).toBe(401);
      expect(refused.body.errors![0]!.extensions.code).toBe("UNAUTHENTICATED");
    }
    expect((await server.ask("HEAD_OFFICE", revoke)).data.revokePlatformKey).toEqual(first);
  });

  it.each([
    [
      "a platform that there is not",
      'platformId: "none", name: "n", permissions: [READ_PARTICIPANTS]',
      "PLATFORM_NOT_FOUND",
    ],
    ["an organization", 'platformId: "@court", name: "n", permissions: [READ_PARTICIPANTS]', "PLATFORM_NOT_FOUND"],
    ["no permission", 'platformId: "@court-platform", name: "n", permissions: []', "BAD_INPUT"],
    ["no name", 'platformId: "@court-platform", name: " ", permissions: [READ_PARTICIPANTS]', "TEXT_EMPTY"],
    [
      "no term",
      'platformId: "@court-platform", name: "n", permissions: [READ_PARTICIPANTS], validDays: 0',
      "BAD_INPUT",
    ],
    [
      "a term beyond 400 days",
      'platformId: "@court-platform", name: "n", permissions: [READ_PARTICIPANTS], validDays: 401',
      "BAD_INPUT",
    ],
  ])("is not made for %s", async (_, input, code) => {
    const named = input.replace(/@([\w-]+)/, (_all, key: string) => server.id(key));
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `mutation { createPlatformKey(input: { ${named} }) { secret key { id } userErrors { code } } }`,
    );
    expect(data.createPlatformKey).toEqual({ secret: null, key: null, userErrors: [{ code }] });
  });

  it("is one of ten at most, however many are asked for at once", async () => {
    const ask = () =>
      server.ask(
        "HEAD_OFFICE",
        `mutation { createPlatformKey(input: { platformId: "${server.id("court-platform")}", name: "n", permissions: [READ_PARTICIPANTS] }) { userErrors { code } } }`,
      );
    const answers = await Promise.all(Array.from({ length: 14 }, ask));
    const codes = answers.flatMap(({ data }) => data.createPlatformKey.userErrors.map((e: { code: string }) => e.code));
    expect(codes).toEqual(Array(4).fill("TOO_MANY_KEYS"));
  });

  it("pages from the newest on, by platform", async () => {
    const page = async (after: string | null) =>
      (
        await server.ask(
          "AUDITOR",
          `query ($after: String) { platformKeys(platformId: "${server.id("court-platform")}", first: 4, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
          { after },
        )
      ).data.platformKeys;
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { nodes, pageInfo } = await page(after);
      seen.push(...nodes.map((key: { id: string }) => key.id));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(seen.length).toBe(10);
    expect(new Set(seen).size).toBe(10);
    const forged = Buffer.from(
      JSON.stringify([`platformKeys:${keyOf("entity", server.id("court-platform"))}`, "x"]),
    ).toString("base64url");
    const { errors } = await server.ask(
      "AUDITOR",
      `{ platformKeys(platformId: "${server.id("court-platform")}", after: "${forged}") { nodes { id } } }`,
    );
    expect(errors![0]!.extensions.code).toBe("BAD_CURSOR");
  });
});

describe("the directory of keys", () => {
  let database: Database;
  let platformId: string;
  let now: number;
  let directory: KeyDirectory;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    platformId = (await newPlatform(database)).platformId;
    now = Date.now();
    directory = keyDirectory(database.em, { now: () => now });
  });

  const create = async (permissions: readonly PlatformPermission[] = ["READ_PARTICIPANTS"], validDays = 30) => {
    const reply = await createKey(database.em, cli, "test", { platformId, name: "k", permissions, validDays });
    return { id: reply.keyId!, text: reply.secret! };
  };
  const judge = (text: string) => directory.judge(readKey(text)!);
  const isTaken = async (text: string) => (await judge(text)).viewer !== null;

  it("knows what a key may and whose it is", async () => {
    const { id, text } = await create();
    expect((await judge(text)).viewer).toEqual({
      kind: "platform",
      subject: `key:${id}`,
      name: "k",
      role: "PLATFORM",
      platformId,
      permissions: ["READ_PARTICIPANTS"],
      client: null,
    });
  });

  it("takes a key to the end of its term and no longer, whatever it has by heart", async () => {
    const { text } = await create(["READ_PARTICIPANTS"], 1);
    expect(await isTaken(text)).toBe(true);
    now += 86_400_000 - 60_000;
    expect(await isTaken(text)).toBe(true);
    now += 61_000;
    expect(await isTaken(text)).toBe(false);
  });

  it("ends the old key of a rotation when its overlap is over, and not the new one", async () => {
    const { id, text } = await create();
    const { secret } = await rotateKey(database.em, cli, "test", { keyId: id, validDays: 30, overlapHours: 1 });
    expect([await isTaken(text), await isTaken(secret!)]).toEqual([true, true]);
    now += 3_601_000;
    expect([await isTaken(text), await isTaken(secret!)]).toEqual([false, true]);
    const brief = await create(["READ_PARTICIPANTS"], 1);
    await rotateKey(database.em, cli, "test", { keyId: brief.id, validDays: 30, overlapHours: 720 });
    now += 86_400_000;
    expect(await isTaken(brief.text)).toBe(false);
  });

  it("forgets a revoked key after three seconds", async () => {
    const { id, text } = await create();
    expect(await isTaken(text)).toBe(true);
    await revokeKey(database.em, cli, id);
    now += 2_999;
    expect(await isTaken(text)).toBe(true);
    now += 1;
    expect(await isTaken(text)).toBe(false);
    expect(await judge(text)).toEqual({ viewer: null, keyId: id });
  });

  it("takes none of another secret, mark or letter", async () => {
    const { id, text } = await create();
    const stranger = newKey("test").text;
    expect(await judge(`pgk_test_${id}_${stranger.slice(-43)}`)).toEqual({ viewer: null, keyId: id });
    expect(await judge(text.replace("pgk_test_", "pgk_live_"))).toEqual({ viewer: null, keyId: id });
    for (const broken of [
      text.slice(0, -1),
      `${text}x`,
      text.toUpperCase(),
      text.replace("pgk_", "pgk-"),
      "",
      "pgk_test__",
    ])
      expect(readKey(broken)).toBeNull();
  });

  it("asks for known keys once in three seconds, and for a flood of unknown ones four times a second at most", async () => {
    const { text } = await create();
    await isTaken(text);
    const asked = await recordStatements(database, async () => {
      for (let i = 0; i < 100; i++) expect(await isTaken(text)).toBe(true);
      await sql`select 1`.execute(database.em.getKysely());
    });
    expect(asked.filter(({ sql }) => sql.includes("platform_key") && sql.includes("select"))).toEqual([]);
    const flood = await recordStatements(database, async () => {
      const known = await Promise.all(Array.from({ length: 300 }, () => isTaken(newKey("test").text)));
      expect(known.some(Boolean)).toBe(false);
    });
    expect(flood.filter(({ sql }) => sql.includes("from platform_key")).length).toBe(1);
  });

  it("knows a key that was made this instant", async () => {
    const first = await create();
    expect(await isTaken(first.text)).toBe(true);
    for (let i = 0; i < 3; i++) expect(await isTaken((await create()).text)).toBe(true);
  });

  it("writes the use of a key once a minute", async () => {
    const { id, text } = await create();
    const lastUsed = async () =>
      (
        await asSystem(database.em, (tx) =>
          sql<{ used: string | null }>`select last_used_at::text as used from platform_key where id = ${id}`.execute(
            tx.getKysely(),
          ),
        )
      ).rows[0]!.used;
    expect(await lastUsed()).toBeNull();
    const writes = await recordStatements(database, async () => {
      for (let i = 0; i < 50; i++) {
        await isTaken(text);
        now += 1_000;
      }
      await directory.close();
    });
    expect(writes.filter(({ sql }) => sql.includes("update platform_key")).length).toBe(1);
    const used = await lastUsed();
    expect(used).not.toBeNull();
    // Another server that has not heard of it writes nothing either.
    const other = keyDirectory(database.em, { now: () => now + 3_600_000 });
    await other.judge(readKey(text)!);
    await other.close();
    expect(await lastUsed()).toBe(used);
  });

  it("takes nothing that it cannot be sure of when the database does not answer", async () => {
    const away = await openTestDatabase();
    const machine = await newPlatform(away);
    const input = { platformId: machine.platformId, name: "k", permissions: platformPermissions, validDays: 30 };
    const { secret } = await createKey(away.em, cli, "test", input);
    const known = keyDirectory(away.em, { now: () => now });
    expect((await known.judge(readKey(secret!)!)).viewer).not.toBeNull();
    await known.close();
    await away.close();
    expect((await known.judge(readKey(secret!)!)).viewer).not.toBeNull();
    now += 3_000;
    await expect(known.judge(readKey(secret!)!)).rejects.toThrow();
  });

  it("is for the system's eyes: no session of staff or of a platform reads a row of the table", async () => {
    await create();
    const office: StaffViewer = {
      kind: "staff",
      subject: "h",
      name: "h",
      role: "HEAD_OFFICE",
      branchId: null,
      client: null,
    };
    const machine: Viewer = { ...(await newPlatform(database)), platformId };
    for (const viewer of [office, machine])
      await expect(
        asViewer(database.em, viewer, (tx) => sql`select hash from platform_key`.execute(tx.getKysely())),
      ).rejects.toThrow("permission denied");
    await expect(sql`select hash from platform_key`.execute(database.em.getKysely())).rejects.toThrow(
      "permission denied",
    );
    await expect(asSystem(database.em, (tx) => sql`delete from platform_key`.execute(tx.getKysely()))).rejects.toThrow(
      "permission denied",
    );
  });
});
