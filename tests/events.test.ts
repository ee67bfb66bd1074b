import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idOfSubject } from "../src/shared/audit.service.ts";
import { decodeId } from "../src/shared/ids.ts";
import { type EventKind, eventAudiences, type PlatformEvent } from "../src/shared/outbox.service.ts";
import { happen, participantsOf, record } from "./support/events.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";

let server: TestServer;
let pharmacy: string;
let court: string;
let stores: { id: string; entityId: string }[];
const platform: Asker = { role: "PLATFORM", platform: "pharmacy-platform" };
const kinds = Object.keys(eventAudiences) as EventKind[];
const forPlatforms = kinds.filter((kind) => eventAudiences[kind] === "PLATFORM");

beforeAll(async () => {
  server = await startServer();
  pharmacy = decodeId(server.id("pharmacy-platform"))!.key;
  court = decodeId(server.id("court-platform"))!.key;
  stores = await participantsOf(server.database, pharmacy);
  const ofStore = (kind: EventKind, n: number): PlatformEvent => ({
    kind,
    platformId: pharmacy,
    participantId: stores[n]!.id,
    subject: `participation:${stores[n]!.id}`,
    data: { role: "STORE", since: "2026-11-01", reference: `S-${n}`, amount: "12.50", currency: "CNY", reason: "R" },
  });
  // Each kind once for the pharmacy, with another platform's events in between.
  for (const [n, kind] of kinds.entries())
    await happen(server.database, [
      ofStore(kind, n % 3),
      { kind, platformId: court, participantId: null, data: { reference: `court ${n}` } },
    ]);
});
afterAll(() => server.close());

const fields = `edges { cursor } nodes { id kind recordedAt subject role day amount { amount currency } reference reason
  platform { id } organization { id name status isClient } } pageInfo { hasNextPage endCursor }`;
const events = async (asker: Asker, args = "first: 100", asked = fields) => {
  const { data, errors } = await server.ask(asker, `{ events(${args}) { ${asked} } }`);
  return errors ? errors[0]!.extensions.code : data.events;
};

describe("the feed of events", () => {
  it("shows a platform its own, that are meant for it, as it knows them", async () => {
    const { nodes } = await events(platform);
    expect(nodes.map(({ kind }: { kind: string }) => kind)).toEqual(forPlatforms);
    expect(nodes[0]).toMatchObject({
      kind: "PARTICIPANT_REGISTERED",
      subject: idOfSubject(`participation:${stores[0]!.id}`),
      role: "STORE",
      day: "2026-11-01",
      amount: { amount: "12.50", currency: "CNY" },
      reference: "S-0",
      reason: "R",
      platform: { id: server.id("pharmacy-platform") },
      organization: { id: idOfSubject(`participant:${stores[0]!.id}`), status: "UNKNOWN", isClient: null },
    });
    expect(nodes[0].recordedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(await events(platform, `platform: "${server.id("pharmacy-platform")}"`)).toEqual(await events(platform));
  });

  it("shows head office and auditors those of all platforms, with the bank's own organization", async () => {
    for (const asker of ["HEAD_OFFICE", "AUDITOR"] as const) {
      const { nodes } = await events(asker);
      expect(nodes.map(({ kind }: { kind: string }) => kind)).toEqual(kinds.flatMap((kind) => [kind, kind]));
      expect(decodeId(nodes[0].organization.id)).toEqual({ kind: "entity", key: stores[0]!.entityId });
      expect(nodes[1]).toMatchObject({
        organization: null,
        platform: { id: server.id("court-platform") },
        reference: "court 0",
      });
      const own = await events(asker, `platform: "${server.id("court-platform")}", first: 100`);
      expect(own.nodes.map(({ reference }: { reference: string }) => reference)).toEqual(
        kinds.map((_, n) => `court ${n}`),
      );
    }
  });

  it("tells a platform by no id, cursor or count how much happens that it may not know of", async () => {
    const { nodes, edges } = await events(platform);
    for (const { id } of nodes) expect(decodeId(id)!.key).toMatch(/^[0-9a-f]{8}-/);
    for (const { cursor } of edges) {
      const [mark, uid, ...more] = JSON.parse(Buffer.from(cursor, "base64url").toString());
      expect([mark, more]).toEqual(["events", []]);
      // The name is random: a version 4 UUID.
      expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
    }
    const text = JSON.stringify(await events(platform));
    for (const kind of kinds.filter((one) => !forPlatforms.includes(one))) expect(text).not.toContain(kind);
  });

  it.each([1, 2, 3, 7, 100])("is read to its end in pages of %i, with whatever comes meanwhile", async (first) => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; ; page++) {
      const { nodes, pageInfo } = await events(platform, `first: ${first}${after ? `, after: "${after}"` : ""}`);
      seen.push(...nodes.map(({ id }: { id: string }) => id));
      after = pageInfo.endCursor ?? after;
      if (page === 1)
        await happen(server.database, [{ kind: "CASE_OPENED", platformId: pharmacy, participantId: null }]);
      if (!pageInfo.hasNextPage && page > 1) break;
    }
    const all = await events(platform);
    expect(seen).toEqual(all.nodes.map(({ id }: { id: string }) => id));
    expect((await events(platform, `after: "${after}"`)).nodes).toEqual([]);
  });

  it("does not show what is not published yet", async () => {
    const before = (await events("HEAD_OFFICE")).nodes.length;
    await record(server.database, [{ kind: "CASE_OPENED", platformId: court, participantId: null }]);
    expect((await events("HEAD_OFFICE")).nodes).toHaveLength(before);
    await happen(server.database, []);
    expect((await events("HEAD_OFFICE")).nodes).toHaveLength(before + 1);
  });

  it("shows only the kinds asked for; a kind that is the bank's alone shows a platform nothing", async () => {
    const { nodes } = await events("HEAD_OFFICE", "kinds: [REVIEW_DECIDED, ACCOUNT_OPENED]");
    expect(nodes.map(({ kind }: { kind: string }) => kind)).toEqual(
      ["REVIEW_DECIDED", "ACCOUNT_OPENED"].flatMap((kind) => [kind, kind]),
    );
    expect((await events(platform, "kinds: [REVIEW_DECIDED, ACCOUNT_OPENED]")).nodes).toEqual([]);
    expect((await events(platform, "kinds: []")).nodes).toEqual([]);
  });

  it("goes on with a cursor of another filter, and with none that the viewer may not have", async () => {
    const all = await events("HEAD_OFFICE");
    const cursorOf = (n: number) => all.edges[n].cursor;
    const own = (await events(platform)).edges.map(({ cursor }: { cursor: string }) => cursor);
    expect((await events(platform, `after: "${own[0]}", kinds: [CASE_OPENED]`)).nodes.length).toBeGreaterThan(0);
    // An event of another platform, and one of its own that is the bank's to know.
    expect(await events(platform, `after: "${cursorOf(1)}"`)).toBe("BAD_CURSOR");
    const matched = all.nodes.findIndex(({ kind }: { kind: string }) => kind === "PARTICIPANT_MATCHED");
    expect(all.nodes[matched].platform.id).toBe(server.id("pharmacy-platform"));
    expect(await events(platform, `after: "${cursorOf(matched)}"`)).toBe("BAD_CURSOR");
    const invented = Buffer.from('["events","6f1f2c1e-9d57-4c1a-8b39-0d6f3f6b9a11"]').toString("base64url");
    expect(await events(platform, `after: "${invented}"`)).toBe("BAD_CURSOR");
    expect(await events("HEAD_OFFICE", `after: "${invented}"`)).toBe("BAD_CURSOR");
  });

  it("of another platform is none, as of one that there is not", async () => {
    for (const id of [server.id("court-platform"), server.id("court"), "x"])
      expect(await events(platform, `platform: "${id}"`)).toBe("NOT_FOUND");
    expect(await events(platform, "first: 0")).toBe("BAD_INPUT");
    expect(await events("RELATIONSHIP_MANAGER")).toBe("FORBIDDEN");
    expect(await events("STAFF")).toBe("FORBIDDEN");
  });

  it("costs the same statements for one event and for many", async () => {
    const { recordStatements } = await import("./support/statements.ts");
    const asked = "nodes { id platform { id } organization { id } }";
    for (const asker of [platform, "HEAD_OFFICE"] as const) {
      const count = async (first: number) =>
        (await recordStatements(server.database, () => events(asker, `first: ${first}`, asked))).length;
      await count(1);
      expect(await count(10)).toBe(await count(1));
    }
  });
});
