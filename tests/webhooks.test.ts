import { createHmac, timingSafeEqual } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startDispatcher } from "../src/modules/events/delivery.dispatcher.ts";
import { backoff, queueDeliveries } from "../src/modules/events/delivery.queue.ts";
import type { DeliveryState } from "../src/modules/events/delivery.type.ts";
import { publishAll } from "../src/modules/events/event.publisher.ts";
import { retryAfterOf } from "../src/modules/events/webhook.sender.ts";
import { decodeId } from "../src/shared/ids.ts";
import type { PlatformEvent } from "../src/shared/outbox.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { participantsOf, record } from "./support/events.ts";
import { type Receiver, startReceiver } from "./support/receiver.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";

let server: TestServer;
let pharmacy: string;
let stores: { id: string; entityId: string }[];
let receiver: Receiver;
const platform: Asker = { role: "PLATFORM", platform: "pharmacy-platform" };

beforeAll(async () => {
  server = await startServer("demo", { WEBHOOK_LOOPBACK: "true", WEBHOOK_KEY: "a key for webhooks, of 32 characters" });
  pharmacy = decodeId(server.id("pharmacy-platform"))!.key;
  stores = await participantsOf(server.database, pharmacy);
});
afterAll(() => server.close());
beforeEach(async () => {
  receiver = await startReceiver();
  return async () => {
    await receiver.close();
    for (const { id } of (await ask("HEAD_OFFICE", "{ webhooks(first: 100) { nodes { id } } }")).webhooks.nodes)
      await ask("HEAD_OFFICE", `mutation { deleteWebhook(input: { id: "${id}" }) { userErrors { code } } }`);
  };
});

async function ask(asker: Asker, query: string) {
  const { data, errors } = await server.ask(asker, query);
  if (errors) throw new Error(errors[0]!.extensions.code);
  return data;
}
async function create(asker: Asker = platform, more = "", url = receiver.url): Promise<{ id: string; secret: string }> {
  const { createWebhook } = await ask(
    asker,
    `mutation { createWebhook(input: { name: "收银", url: "${url}", ${more} }) { webhook { id } secret userErrors { code field } } }`,
  );
  expect(createWebhook.userErrors).toEqual([]);
  return { id: createWebhook.webhook.id, secret: createWebhook.secret };
}
const deliveries = async (id: string, state = "", asker: Asker = platform) =>
  (
    await ask(
      asker,
      `{ webhookDeliveries(webhook: "${id}", first: 100${state && `, state: ${state}`}) { nodes { id state attemptCount endedAt expiresAt
        event { id kind reference } attempts { status code durationMs excerpt } } } }`,
    )
  ).webhookDeliveries.nodes;
const of = (store: number, reference: string, kind: PlatformEvent["kind"] = "PARTICIPANT_UPDATED"): PlatformEvent => ({
  kind,
  platformId: pharmacy,
  participantId: stores[store]!.id,
  data: { reference },
});
async function happen(...events: PlatformEvent[]) {
  await record(server.database, events);
  await publishAll(server.database.em, queueDeliveries);
}
/** Sends while some work is done; the clock may be set ahead. */
async function sending(work: (clock: { aheadMs: number }) => Promise<void>, timeoutMs = 2_000) {
  const clock = { aheadMs: 0 };
  const tried: DeliveryState[] = [];
  const dispatcher = startDispatcher(server.database, {
    timeoutMs,
    mayLoopback: true,
    everyMs: 20,
    aheadMs: () => clock.aheadMs,
    onTried: (state) => tried.push(state),
    onError: (error) => {
      throw error;
    },
  });
  try {
    await work(clock);
  } finally {
    await dispatcher.stop();
  }
  return tried;
}
const settled = async (id: string, asker?: Asker) => {
  while ((await deliveries(id, "WAITING", asker)).length > 0) await pause(10);
};
const references = () => receiver.received.map(({ json }) => json.data.reference);

describe("a delivery", () => {
  it("is signed as Standard Webhooks has it, and says what the feed says", async () => {
    const { id, secret } = await create();
    await happen({
      ...of(0, "S-1", "PARTICIPATION_ENDED"),
      data: { reference: "S-1", role: "STORE", until: "2026-11-20" },
    });
    await sending(() => settled(id));
    const [delivery] = receiver.received;
    expect(new Webhook(secret).verify(delivery!.body, delivery!.headers as Record<string, string>)).toEqual(
      delivery!.json,
    );
    const { nodes } = (
      await ask(
        platform,
        "{ events(kinds: [PARTICIPATION_ENDED]) { nodes { id kind recordedAt organization { id } role day reference } } }",
      )
    ).events;
    const event = nodes.at(-1);
    expect(delivery!.json).toEqual({
      type: event.kind,
      timestamp: event.recordedAt,
      data: {
        id: event.id,
        platform: server.id("pharmacy-platform"),
        organization: event.organization.id,
        subject: null,
        other: null,
        role: "STORE",
        day: "2026-11-20",
        amount: null,
        reference: "S-1",
        reason: null,
      },
    });
    expect(delivery!.id).toBe(event.id);
    expect(delivery!.headers["content-type"]).toContain("application/json");
    expect(await deliveries(id)).toMatchObject([
      {
        state: "DELIVERED",
        attemptCount: 1,
        event: { id: event.id },
        attempts: [{ status: 204, code: null, excerpt: null }],
      },
    ]);
  });

  it("is signed with both secrets while one follows the other, and then with the new one alone", async () => {
    const { id, secret: old } = await create();
    const rotate = async (hours: number) =>
      (
        await ask(
          platform,
          `mutation { rotateWebhookSecret(input: { id: "${id}", overlapHours: ${hours} }) { secret webhook { formerSecretUntil } userErrors { code } } }`,
        )
      ).rotateWebhookSecret;
    const verified = (secret: string, n: number) => {
      const { body, headers } = receiver.received[n]!;
      try {
        return Boolean(new Webhook(secret).verify(body, headers as Record<string, string>));
      } catch {
        return false;
      }
    };
    const { secret: next, webhook } = await rotate(1);
    expect(Date.parse(webhook.formerSecretUntil)).toBeGreaterThan(Date.now() + 3_000_000);
    await sending(async (clock) => {
      await happen(of(0, "1"));
      await settled(id);
      clock.aheadMs = 3_700_000;
      await happen(of(0, "2"));
      await settled(id);
    });
    expect([verified(old, 0), verified(next, 0)]).toEqual([true, true]);
    expect([verified(old, 1), verified(next, 1)]).toEqual([false, true]);
    // At once, when the old one was lost.
    const { secret: last } = await rotate(0);
    await happen(of(0, "3"));
    await sending(() => settled(id));
    expect([verified(next, 2), verified(last, 2)]).toEqual([false, true]);
  });

  it("verifies with nothing but node:crypto", async () => {
    const { id, secret } = await create();
    await happen(of(1, "snippet"));
    await sending(() => settled(id));
    const { headers, body } = receiver.received[0]!;
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const expected = createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"))
      .update(signed)
      .digest();
    const [version, signature] = String(headers["webhook-signature"]).split(",");
    expect(version).toBe("v1");
    expect(timingSafeEqual(expected, Buffer.from(signature!, "base64"))).toBe(true);
    expect(Math.abs(Date.now() / 1_000 - Number(headers["webhook-timestamp"]))).toBeLessThan(60);
  });

  it("brings the platform its view, and the bank all of it under its own ids", async () => {
    await create();
    await create(
      "HEAD_OFFICE",
      `audience: BANK, platformId: "${server.id("pharmacy-platform")}"`,
      `${receiver.url}/bank`,
    );
    await create("HEAD_OFFICE", "audience: BANK, kinds: [ACCOUNT_OPENED]", `${receiver.url}/crm`);
    const court = decodeId(server.id("court-platform"))!.key;
    await happen(of(0, "told"), of(0, "matched", "PARTICIPANT_MATCHED"), of(0, "opened", "ACCOUNT_OPENED"), {
      ...of(0, "elsewhere", "ACCOUNT_OPENED"),
      platformId: court,
      participantId: null,
    });
    await sending(async () => {
      await receiver.until(6);
      await pause(200);
    });
    const at = (path: string) => receiver.received.filter((one) => one.path === path).map(({ json }) => json.data);
    expect(at("/hook").map(({ reference }) => reference)).toEqual(["told"]);
    expect(at("/hook/bank").map(({ reference }) => reference)).toEqual(["told", "matched", "opened"]);
    expect(
      at("/hook/crm")
        .map(({ reference }) => reference)
        .sort(),
    ).toEqual(["elsewhere", "opened"]);
    expect(decodeId(at("/hook")[0].organization)).toEqual({ kind: "participant", key: stores[0]!.id });
    expect(decodeId(at("/hook/bank")[0].organization)).toEqual({ kind: "entity", key: stores[0]!.entityId });
  });
});

describe("a receiver that fails", () => {
  it("holds back what comes later of the same participant, and nothing else", async () => {
    const { id } = await create();
    let isWell = false;
    receiver.answer = ({ json }, response) =>
      void response.writeHead(json.data.reference === "a1" && !isWell ? 500 : 200).end("so sorry");
    await happen(of(0, "a1"), of(0, "a2"), of(1, "b1"), of(0, "a3"), of(1, "b2"));
    await sending(async (clock) => {
      await receiver.until(3);
      await pause(200);
      expect(
        references()
          .filter((one) => one !== "a1")
          .sort(),
      ).toEqual(["b1", "b2"]);
      isWell = true;
      clock.aheadMs = 20_000;
      await settled(id);
    });
    expect(references().filter((one) => one.startsWith("a"))).toEqual(["a1", "a1", "a2", "a3"]);
    expect(references().filter((one) => one.startsWith("b"))).toEqual(["b1", "b2"]);
    expect((await deliveries(id)).at(-1)).toMatchObject({
      state: "DELIVERED",
      attemptCount: 2,
      attempts: [
        { status: 200, code: null, excerpt: null },
        { status: 500, code: "STATUS", excerpt: "so sorry" },
      ],
    });
  });

  it("for a day is tried with growing pauses, then parked and seen; redelivered it comes under the same id", async () => {
    const { id, secret } = await create();
    let status = 500;
    receiver.answer = (_, response) => void response.writeHead(status).end();
    await happen(of(0, "1"), of(0, "2"));
    const times: number[] = [];
    const tried = await sending(async (clock) => {
      // The clock is set ahead by as much as is waited for.
      for (let seen = 0; (await deliveries(id, "PARKED")).length < 2; ) {
        if (receiver.received.length > seen) {
          times.push(clock.aheadMs);
          seen = receiver.received.length;
        }
        clock.aheadMs += Math.max(1_000, clock.aheadMs / 20);
        await pause(30);
      }
      expect(clock.aheadMs).toBeGreaterThan(24 * 3_600_000);
      const parked = await deliveries(id, "PARKED");
      expect(parked.map((one: { event: { reference: string } }) => one.event.reference)).toEqual(["2", "1"]);
      expect(parked[1].attemptCount).toBeGreaterThan(15);
      expect(parked[1].attemptCount).toBeLessThan(60);
      // Its day was over when its turn came: it was tried once all the same.
      expect(parked[0].attemptCount).toBe(1);
      const ids = new Set(receiver.received.map((one) => one.id));
      expect(ids.size).toBe(2);
      status = 200;
      receiver.received.length = 0;
      const again = `mutation { redeliver(input: { webhookId: "${id}" }) { count userErrors { code } } }`;
      expect((await ask(platform, again)).redeliver).toEqual({ count: 2, userErrors: [] });
      await settled(id);
      expect(references()).toEqual(["1", "2"]);
      for (const delivery of receiver.received) {
        expect(ids).toContain(delivery.id);
        expect(new Webhook(secret).verify(delivery.body, delivery.headers as Record<string, string>)).toBeTruthy();
      }
      // One that was delivered may be asked for again by name.
      const [one] = await deliveries(id);
      const named = `mutation { redeliver(input: { webhookId: "${id}", deliveryIds: ["${one.id}"] }) { count userErrors { code } } }`;
      expect((await ask(platform, named)).redeliver.count).toBe(1);
      await receiver.until(3);
      await settled(id);
      expect(receiver.received[2]!.id).toBe(one.event.id);
    });
    expect(tried.filter((state) => state === "PARKED")).toHaveLength(2);
    expect(tried.filter((state) => state === "DELIVERED")).toHaveLength(3);
    // Growing: seconds first, most of an hour in the end.
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.max(...gaps.slice(0, 4))).toBeLessThan(10 * 60_000);
    expect(Math.max(...gaps.slice(-4))).toBeGreaterThan(25 * 60_000);
  }, 60_000);

  it.each([
    [
      "redirects",
      (response: import("node:http").ServerResponse, to: string) => response.writeHead(307, { location: to }).end(),
      "REDIRECTED",
      307,
    ],
    [
      "refuses",
      (response: import("node:http").ServerResponse) => response.writeHead(403).end("no\u0000\n  entry"),
      "STATUS",
      403,
    ],
    ["hangs up", (response: import("node:http").ServerResponse) => response.destroy(), "CONNECTION_FAILED", null],
    ["says nothing", () => {}, "TIMED_OUT", null],
  ])("since it %s is told so", async (_, answer, code, status) => {
    const elsewhere = await startReceiver();
    const { id } = await create();
    receiver.answer = (_, response) => void answer(response, elsewhere.url);
    await happen(of(0, "1"));
    await sending(async () => {
      while ((await deliveries(id))[0].attempts.length === 0) await pause(10);
    }, 500);
    expect((await deliveries(id))[0]).toMatchObject({
      state: "WAITING",
      attempts: [{ code, status, excerpt: status === 403 ? "no entry" : null }],
    });
    expect(elsewhere.received).toEqual([]);
    await elsewhere.close();
  });

  it.each([
    ["1800", 29, 31],
    ["99999999", 59, 61],
  ])("that asks for a pause of %s seconds gets it, but for an hour at most", async (seconds, before, after) => {
    const { id } = await create();
    receiver.answer = (_, response) => void response.writeHead(503, { "retry-after": seconds }).end();
    await happen(of(0, "1"));
    await sending(async (clock) => {
      await receiver.until(1);
      while ((await deliveries(id))[0].attempts.length === 0) await pause(10);
      clock.aheadMs = before * 60_000;
      await pause(300);
      expect(receiver.received).toHaveLength(1);
      clock.aheadMs = after * 60_000;
      await receiver.until(2);
    });
  });

  it("that failed is sent again at once by redeliver, and then for another day", async () => {
    const { id } = await create();
    let status = 503;
    receiver.answer = (_, response) => void response.writeHead(status, { "retry-after": "3600" }).end();
    await happen(of(0, "1"), of(0, "2"), of(1, "3"));
    await sending(async () => {
      await receiver.until(2);
      while ((await deliveries(id)).filter((one: { attemptCount: number }) => one.attemptCount > 0).length < 2)
        await pause(10);
      status = 204;
      const [, , first] = await deliveries(id);
      const again = (which = "") =>
        ask(platform, `mutation { redeliver(input: { webhookId: "${id}"${which} }) { count userErrors { code } } }`);
      expect((await again(`, deliveryIds: ["${first.id}"]`)).redeliver).toEqual({ count: 1, userErrors: [] });
      await receiver.until(4);
      expect(references().slice(2)).toEqual(["1", "2"]);
      expect((await again()).redeliver).toEqual({ count: 1, userErrors: [] });
      await settled(id);
      expect(references().slice(4)).toEqual(["3"]);
    });
  });

  it("in the middle of an endless answer took it, for its status says so; nothing is read that has no use", async () => {
    const { id } = await create();
    let sent = 0;
    receiver.answer = async (_, response) => {
      response.writeHead(200);
      for (; !response.destroyed && sent < 500; sent++) {
        response.write("x".repeat(10_000));
        await pause(2);
      }
    };
    await happen(of(0, "1"));
    await sending(() => settled(id));
    expect(sent).toBeLessThan(400);
    expect((await deliveries(id))[0]).toMatchObject({ state: "DELIVERED", attempts: [{ status: 200, excerpt: null }] });
  });

  it("because it is gone switches its webhook off, and what waits is parked", async () => {
    const { id } = await create();
    receiver.answer = (_, response) => void response.writeHead(410).end();
    await happen(of(0, "1"), of(0, "2"), of(1, "3"));
    await sending(() => settled(id));
    const state = async () => (await ask(platform, "{ webhooks { nodes { status } } }")).webhooks.nodes[0].status;
    expect(await state()).toBe("GONE");
    expect(await deliveries(id, "PARKED")).toHaveLength(3);
    const again = `mutation { redeliver(input: { webhookId: "${id}" }) { count userErrors { code field } } }`;
    expect((await ask(platform, again)).redeliver).toEqual({
      count: 0,
      userErrors: [{ code: "WEBHOOK_OFF", field: ["webhookId"] }],
    });
    await ask(platform, `mutation { updateWebhook(input: { id: "${id}", status: ENABLED }) { userErrors { code } } }`);
    receiver.answer = (_, response) => void response.writeHead(200).end();
    receiver.received.length = 0;
    expect((await ask(platform, again)).redeliver.count).toBe(3);
    await sending(() => settled(id));
    expect([await state(), references().sort()]).toEqual(["ENABLED", ["1", "2", "3"]]);
  });

  it("to prove who it is by its certificate gets nothing", async () => {
    const { spawnSync } = await import("node:child_process");
    const pem = spawnSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "-",
        "-out",
        "-",
        "-days",
        "2",
        "-subj",
        "/CN=hooks.example.com",
      ],
      { encoding: "utf8" },
    ).stdout;
    const liar = await startReceiver({ key: pem, cert: pem });
    const { id } = await create(platform, "", liar.url);
    await happen(of(0, "1"));
    await sending(async () => {
      while ((await deliveries(id))[0].attempts.length === 0) await pause(10);
    });
    expect((await deliveries(id))[0].attempts[0]).toMatchObject({ code: "TLS_FAILED", status: null });
    expect(liar.received).toEqual([]);
    await liar.close();
  });

  it("by being slow keeps its few slots busy, and nobody else's", async () => {
    const slow = await startReceiver();
    slow.answer = () => {};
    await create(platform, "", slow.url);
    const { id } = await create();
    await happen(...stores.slice(0, 20).map((_, n) => of(n, `${n}`)));
    const began = performance.now();
    await sending(async () => {
      await settled(id);
      expect(performance.now() - began).toBeLessThan(3_000);
      expect(slow.received.length).toBeLessThanOrEqual(4);
    }, 4_000);
    expect(receiver.received).toHaveLength(20);
    await slow.close();
  });
});

it("waits twice as long after each failure, up to an hour, and half of it by chance", () => {
  expect([1, 2, 3, 10, 40].map((n) => backoff(n, () => 1))).toEqual([5_000, 10_000, 20_000, 2_560_000, 3_600_000]);
  expect([1, 2, 3, 10, 40].map((n) => backoff(n, () => 0))).toEqual([2_500, 5_000, 10_000, 1_280_000, 1_800_000]);
});

it("reads for how long a receiver wants to be left alone, in either form", () => {
  const now = Date.parse("2026-11-25T12:00:00Z");
  const read = (said?: string) => retryAfterOf(said, now);
  expect([read("120"), read("Wed, 25 Nov 2026 12:01:30 GMT")]).toEqual([120_000, 90_000]);
  expect([undefined, "", "0", "-5", "soon", "Wed, 25 Nov 2026 11:00:00 GMT"].map(read)).toEqual(Array(6).fill(null));
});

describe("keeping webhooks", () => {
  const refusal = async (asker: Asker, input: string) =>
    (
      await ask(
        asker,
        `mutation { createWebhook(input: { ${input} }) { webhook { id } secret userErrors { code field } } }`,
      )
    ).createWebhook;

  it.each([
    ["plain http", 'url: "http://hooks.example.com"', "URL_REFUSED", "url"],
    ["an inner address", 'url: "https://169.254.169.254/"', "URL_REFUSED", "url"],
    ["no address", 'url: "hooks"', "URL_INVALID", "url"],
    ["no name", 'url: "https://hooks.example.com", name: " "', "TEXT_EMPTY", "name"],
    [
      "another platform",
      'url: "https://hooks.example.com", platformId: "@court-platform"',
      "PLATFORM_NOT_FOUND",
      "platformId",
    ],
    [
      "a platform that there is not",
      'url: "https://hooks.example.com", platformId: "x"',
      "PLATFORM_NOT_FOUND",
      "platformId",
    ],
    ["the bank's view", 'url: "https://hooks.example.com", audience: BANK', "FORBIDDEN", "audience"],
  ])("a platform is refused %s", async (_, input, code, field) => {
    const named = (input.includes("name:") ? input : `${input}, name: "n"`).replace(
      "@court-platform",
      server.id("court-platform"),
    );
    expect(await refusal(platform, named)).toEqual({
      webhook: null,
      secret: null,
      userErrors: [{ code, field: [field] }],
    });
  });

  it("takes ten of a platform", async () => {
    for (let n = 0; n < 10; n++) await create();
    expect((await refusal(platform, `name: "n", url: "${receiver.url}"`)).userErrors).toEqual([
      { code: "TOO_MANY_WEBHOOKS", field: ["platformId"] },
    ]);
    expect(
      (
        await refusal(
          "HEAD_OFFICE",
          `name: "n", url: "${receiver.url}", platformId: "${server.id("pharmacy-platform")}"`,
        )
      ).userErrors,
    ).toHaveLength(1);
    await create("HEAD_OFFICE", "audience: BANK");
  });

  it("shows a platform neither those of others nor the bank's, and lets it change none of them", async () => {
    const bank = await create("HEAD_OFFICE", `audience: BANK, platformId: "${server.id("pharmacy-platform")}"`);
    const court = await create({ role: "PLATFORM", platform: "court-platform" });
    const own = await create("HEAD_OFFICE", `platformId: "${server.id("pharmacy-platform")}"`);
    expect((await ask(platform, "{ webhooks { nodes { id } } }")).webhooks.nodes).toEqual([{ id: own.id }]);
    expect((await ask("AUDITOR", "{ webhooks { nodes { id } } }")).webhooks.nodes).toHaveLength(3);
    for (const { id } of [bank, court]) {
      for (const [field, input] of [
        ["updateWebhook", `id: "${id}", status: DISABLED`],
        ["deleteWebhook", `id: "${id}"`],
        ["rotateWebhookSecret", `id: "${id}"`],
        ["redeliver", `webhookId: "${id}"`],
      ])
        expect(
          (await ask(platform, `mutation { ${field}(input: { ${input} }) { userErrors { code } } }`))[field!]
            .userErrors,
        ).toEqual([{ code: "NOT_FOUND" }]);
      await expect(deliveries(id)).rejects.toThrow("NOT_FOUND");
    }
    expect(await deliveries(own.id)).toEqual([]);
    for (const asker of ["AUDITOR", "RELATIONSHIP_MANAGER", "STAFF"] as const)
      await expect(create(asker)).rejects.toThrow("FORBIDDEN");
  });

  it("changes what is given and nothing else; what waits goes to the new address", async () => {
    const { id } = await create();
    await happen(of(0, "1"));
    const elsewhere = await startReceiver();
    const change = async (what: string) =>
      (
        await ask(
          platform,
          `mutation { updateWebhook(input: { id: "${id}", ${what} }) { webhook { name url kinds status audience } userErrors { code field } } }`,
        )
      ).updateWebhook;
    expect(await change(`url: "${elsewhere.url}", kinds: [CASE_OPENED]`)).toEqual({
      webhook: { name: "收银", url: elsewhere.url, kinds: ["CASE_OPENED"], status: "ENABLED", audience: "PLATFORM" },
      userErrors: [],
    });
    await happen(of(0, "2"), of(0, "3", "CASE_OPENED"));
    await sending(() => settled(id));
    expect(elsewhere.received.map(({ json }) => json.data.reference)).toEqual(["1", "3"]);
    expect((await change('kinds: [], name: "新"')).webhook).toMatchObject({ name: "新", kinds: null });
    expect((await change('url: "http://10.0.0.1"')).userErrors).toEqual([{ code: "URL_REFUSED", field: ["url"] }]);
    // What it would never be sent.
    expect((await change("kinds: [CASE_OPENED, ACCOUNT_OPENED]")).userErrors).toEqual([
      { code: "BAD_INPUT", field: ["kinds"] },
    ]);
    await happen(of(0, "4"));
    expect((await change("status: DISABLED")).webhook.status).toBe("DISABLED");
    await happen(of(0, "5"));
    await change("status: ENABLED");
    await sending(() => pause(200));
    expect(
      (await deliveries(id, "PARKED")).map((one: { event: { reference: string } }) => one.event.reference),
    ).toEqual(["4"]);
    expect(elsewhere.received).toHaveLength(2);
    await elsewhere.close();
  });

  it("leaves no secret anywhere: not in the database, the log, an answer, or for whoever reads as staff or platform", async () => {
    const { id, secret } = await create();
    const raw = secret.replace("whsec_", "");
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{
        text: string;
      }>`select w::text as text from webhook w union all select a::text from audit_entry a where operation = 'createWebhook'`.execute(
        tx.getKysely(),
      ),
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { text } of rows) {
      expect(text).not.toContain(raw);
      expect(text).not.toContain(Buffer.from(raw, "base64").toString("hex"));
      expect(text).not.toContain(Buffer.from(secret).toString("hex"));
    }
    const seen = await ask(
      platform,
      `{ webhooks { nodes { id name url audience kinds status formerSecretUntil createdAt platform { id } } } }`,
    );
    expect(JSON.stringify(seen)).not.toContain(raw);
    const { asViewer } = await import("../src/shared/session.ts");
    const viewer = {
      kind: "platform",
      subject: "m",
      name: "m",
      role: "PLATFORM",
      platformId: pharmacy,
      permissions: [],
      client: null,
    } as const;
    await expect(
      asViewer(server.database.em, viewer, (tx) => sql`select secret from webhook`.execute(tx.getKysely())),
    ).rejects.toThrow(/permission denied/);
    expect(id).toBeTruthy();
  });

  it("is written into the audit log by ids alone", async () => {
    const { id } = await create();
    await ask(platform, `mutation { deleteWebhook(input: { id: "${id}" }) { userErrors { code } } }`);
    const { nodes } = (
      await ask("AUDITOR", `{ auditLog(filter: { subject: "${id}" }) { nodes { operation role subjects } } }`)
    ).auditLog;
    expect(nodes).toEqual(
      ["deleteWebhook", "createWebhook"].map((operation) => ({
        operation,
        role: "PLATFORM",
        subjects: [id, server.id("pharmacy-platform")],
      })),
    );
    expect((await ask(platform, "{ webhooks { nodes { id } } }")).webhooks.nodes).toEqual([]);
  });
});
