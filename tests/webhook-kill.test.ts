import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { encodeId } from "../src/shared/ids.ts";
import { recordEvents } from "../src/shared/outbox.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, openTestDatabase, urlOf } from "./support/database.ts";
import { newPlatform } from "./support/platforms.ts";
import { startReceiver } from "./support/receiver.ts";
import { type Service, startService, tokenFor } from "./support/service.ts";

if (!onPostgres) console.log("SKIPPED on PGlite: servers that are killed, and several on one database");

/**
 * Two servers share the work, one is killed (WEBHOOK_KILLS times) between a delivery and its record: nothing is lost, what came twice is recognised
 * by its webhook-id, and of each participant the events came in order.
 */
describe.skipIf(!onPostgres)("deliveries while servers are killed", () => {
  let database: Database;
  let url: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.em.getKysely());
    url = urlOf(process.env.TEST_DATABASE_URL!, rows[0]!.name);
  });
  afterAll(() => database.close());

  it("come at least once each, in order, whoever dies", async () => {
    const machine = await newPlatform(database);
    const { platformId } = machine;
    const receiver = await startReceiver();
    const settings = {
      DATABASE_URL: url,
      LOG_LEVEL: "error",
      WEBHOOK_LOOPBACK: "true",
      WEBHOOK_KEY: "a key for webhooks, of 32 characters",
      WEBHOOK_TIMEOUT_MS: "1000",
    };
    const start = () => startService(settings);
    const [steady, first] = await Promise.all([start(), start()]);
    let mortal: Service = first;
    try {
      const token = await tokenFor("HEAD_OFFICE");
      const made = await steady.ask(
        token,
        `mutation { createWebhook(input: { platformId: "${encodeId("entity", platformId)}", name: "n", url: "${receiver.url}", audience: BANK, kinds: [PARTICIPANT_UPDATED] }) { webhook { id } userErrors { code } } }`,
      );
      expect(made!.data.createWebhook.userErrors).toEqual([]);
      const participants = Array.from({ length: 12 }, (_, n) => ({
        name: `店${n}`,
        role: "STORE",
        externalId: `${n}`,
      }));
      const registered = await registerParticipants(database.em, machine, { platformId, participants }, "2026-11-24");
      const streams = registered.results.map(({ participantId }) => participantId!);
      const total = 12 * 15;
      // The answer takes its time, so that a kill falls between it and its record.
      receiver.answer = async (_, response) => {
        await pause(15);
        response.writeHead(204).end();
      };
      for (let n = 0; n < 15; n++)
        await asSystem(database.em, (tx) =>
          recordEvents(
            tx,
            streams.map((participantId, stream) => ({
              kind: "PARTICIPANT_UPDATED",
              platformId,
              participantId,
              data: { reference: `${stream}:${n}` },
            })),
          ),
        );
      for (let kills = 0; kills < Number(process.env.WEBHOOK_KILLS ?? 2); kills++) {
        await receiver.until(20 * (kills + 1));
        await mortal.stop();
        mortal = await start();
      }
      const distinct = () => new Set(receiver.received.map(({ id }) => id)).size;
      for (const late = Date.now() + 60_000; distinct() < total && Date.now() < late; ) await pause(50);
      expect(distinct()).toBe(total);
      // Whoever ignores what he has seen sees each participant's events in order.
      const seen = new Set<string>();
      const fresh = receiver.received.filter(({ id }) => !seen.has(id) && seen.add(id));
      for (const stream of streams.keys()) {
        const own = fresh.map(({ json }) => json.data.reference).filter((one) => one.startsWith(`${stream}:`));
        expect(own).toEqual(Array.from({ length: 15 }, (_, n) => `${stream}:${n}`));
      }
      // One id, one event, whenever it came.
      const bodies = new Map<string, Set<string>>();
      for (const { id, body } of receiver.received) bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
      expect([...bodies.values()].every((one) => one.size === 1)).toBe(true);
      for (const service of [steady, mortal]) expect(service.said()).not.toMatch(/whsec_|met a failure/);
    } finally {
      await Promise.all([steady.stop(), mortal.stop()]);
      await receiver.close();
    }
  }, 120_000);
});
