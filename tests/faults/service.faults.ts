import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { holdTableAt } from "../support/holding.ts";
import { type Service, startService } from "../support/service.ts";
import { outcomes } from "./asking.ts";
import { question } from "./database.faults.ts";
import { countRegistered, type Registered, startWriters } from "./registering.ts";

/** The service is told to stop while requests are in flight. `url`: its database; it needs as many connections as there are requests. */
export async function stopWithRequests(service: Service, url: string, token: string, count: number) {
  const held = await holdTableAt(url, "entity");
  const asked = Array.from({ length: count }, () => service.ask(token, question));
  await held.until(count);
  const began = performance.now();
  service.process.kill("SIGTERM");
  await pause(150);
  const ready = await statusOf(`${service.url}/ready`);
  const refused = await service.ask(token, question);
  await held.release();
  const replies = await Promise.all(asked);
  const exit = await service.ended;
  return { outcomes: outcomes(replies), ready, refused, exit, exitMs: Math.round(performance.now() - began) };
}

/** Status of a GET over a connection of its own. */
async function statusOf(url: string): Promise<number> {
  const request = httpRequest(url, { agent: false });
  request.end();
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

export interface ServiceKilled extends Registered {
  kills: number;
  seen: string[];
  said: string;
}

/** kill -9 of the service, so many times, while writers register; each time another takes its place on the same port. */
export async function killService(
  settings: NodeJS.ProcessEnv,
  url: string,
  platform: string,
  kills: number,
): Promise<ServiceKilled> {
  const run = `svckill${Date.now()}`;
  let service = await startService(settings);
  const writers = await startWriters(() => service, platform, run, 3);
  let said = "";
  for (let kill = 0; kill < kills; kill++) {
    const before = writers.acknowledged.length;
    // Never before it has done something, and then at any moment.
    while (writers.acknowledged.length === before) await pause(10);
    await pause(Math.random() * 400);
    await service.stop();
    said += service.said();
    service = await startService(settings);
  }
  await writers.end();
  said += service.said();
  const registered = await countRegistered(url, run, writers);
  await service.stop();
  return { ...registered, kills, seen: [...writers.seen], said };
}
