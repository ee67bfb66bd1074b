import { EventEmitter } from "node:events";
import fc from "fast-check";
import type { FastifyReply } from "fastify";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { ClientLimits } from "../src/door/client.limits.ts";
import { ExecutionSlots, type Release, type Runner } from "../src/door/execution.slots.ts";
import { TokenBuckets } from "../src/door/token.bucket.ts";

const never = new AbortController().signal;
const limits = { slots: 4, machineSlots: 2, clientSlots: 3, queue: 1_000, queueMs: 60_000 };
const turn = () => new Promise((resolve) => setImmediate(resolve));
const person = (client: string): Runner => ({ client, isMachine: false });
const machine = (client: string): Runner => ({ client, isMachine: true });

describe("slots", () => {
  test("never more at once than allowed, of all, of machines, of one client; and everybody gets through", async () => {
    const arriving = fc.array(
      fc.record({ client: fc.constantFrom("a", "b", "c", "d"), isMachine: fc.boolean(), turns: fc.nat(3) }),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(arriving, async (arrivals) => {
        const slots = new ExecutionSlots(limits);
        const running: Runner[] = [];
        let served = 0;
        const work = async (runner: Runner, turns: number) => {
          const release = (await slots.enter(runner, never))!;
          running.push(runner);
          expect(running.length).toBeLessThanOrEqual(limits.slots);
          expect(running.filter((one) => one.isMachine).length).toBeLessThanOrEqual(limits.machineSlots);
          expect(running.filter((one) => one.client === runner.client).length).toBeLessThanOrEqual(limits.clientSlots);
          for (let i = 0; i < turns; i++) await turn();
          running.splice(running.indexOf(runner), 1);
          release();
          release();
          served += 1;
        };
        // A client is a person or a machine, as in life its name says which.
        await Promise.all(
          arrivals.map(({ client, isMachine, turns }) => work({ client: `${client} ${isMachine}`, isMachine }, turns)),
        );
        expect(served).toBe(arrivals.length);
      }),
      { numRuns: 50 },
    );
  });

  test("one starts a turn, clients take turns, people go before machines", async () => {
    const slots = new ExecutionSlots({ ...limits, slots: 1 });
    const order: string[] = [];
    const hold = (await slots.enter(person("first"), never))!;
    const ask = (runner: Runner) =>
      slots.enter(runner, never).then((release) => {
        order.push(runner.client);
        release!();
      });
    const all = [machine("m"), person("a"), person("a"), person("a"), person("b"), machine("m"), person("c")].map(ask);
    await turn();
    expect(order).toEqual([]);
    hold();
    await Promise.all(all);
    expect(order).toEqual(["a", "b", "c", "a", "a", "m", "m"]);
  });

  test("machines that flood leave slots to people at once", async () => {
    const slots = new ExecutionSlots(limits);
    let machines = 0;
    for (let i = 0; i < 50; i++)
      void slots.enter(machine(`m${i}`), never).then(() => {
        machines += 1;
      });
    for (let i = 0; i < 10; i++) await turn();
    expect(machines).toBe(limits.machineSlots);
    expect(await slots.enter(person("a"), never)).toBeTypeOf("function");
  });

  test("a queue that is full, a wait too long and a caller who went away end without a slot, and leave nothing behind", async () => {
    const slots = new ExecutionSlots({ ...limits, slots: 1, queue: 2, queueMs: 20 });
    const hold = (await slots.enter(person("a"), never)) as Release;
    const gone = new AbortController();
    const leaving = slots.enter(person("b"), gone.signal);
    const late = slots.enter(person("c"), never);
    expect(await slots.enter(person("d"), never)).toBeNull();
    gone.abort();
    expect(await leaving).toBeNull();
    expect(await late).toBeNull();
    expect(await slots.enter(person("d"), gone.signal)).toBeNull();
    hold();
    await turn();
    expect(await slots.enter(person("d"), never)).toBeTypeOf("function");
  });
});

test("when nobody may wait any more: 503, and when to come back", async () => {
  const limits = new ClientLimits(readConfig({ SLOTS: "1", QUEUE: "1" }).door);
  const viewer = { kind: "staff", subject: "a", name: "A", role: "HEAD_OFFICE", branchId: null, client: null } as const;
  const reply = () => ({ raw: new EventEmitter() }) as unknown as FastifyReply;
  let finish = () => {};
  const first = limits.run(viewer, reply(), () => new Promise<void>((resolve) => (finish = resolve)));
  const second = limits.run(viewer, reply(), async () => "second");
  await expect(limits.run(viewer, reply(), async () => "third")).rejects.toMatchObject({
    status: 503,
    code: "OVERLOADED",
    headers: { "retry-after": "1" },
  });
  finish();
  await first;
  expect(await second).toBe("second");
  // What fails gives its slot back too.
  await expect(limits.run(viewer, reply(), () => Promise.reject(new Error("x")))).rejects.toThrow("x");
  expect(await limits.run(viewer, reply(), async () => "last")).toBe("last");
});

describe("buckets", () => {
  test("over any time no more than a minute's allowance and what that time filled", () => {
    const steps = fc.array(fc.record({ after: fc.nat(20_000), count: fc.integer({ min: 1, max: 80 }) }), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(steps, (asked) => {
        let now = 0;
        let taken = 0;
        const buckets = new TokenBuckets(60, () => now);
        for (const { after, count } of asked) {
          now += after;
          const waitMs = buckets.take("a", count);
          if (waitMs === 0) taken += count;
          else {
            // What Retry-After promises holds.
            expect(waitMs).toBeGreaterThan(0);
            now += Math.ceil(waitMs);
            expect(buckets.take("a", count)).toBe(0);
            taken += count;
          }
          // One asked for more than a minute holds is let through when the bucket is full, and owes the rest.
          expect(taken).toBeLessThanOrEqual(60 + (now * 60) / 60_000 + 20);
        }
      }),
    );
  });

  test("each key has its own", () => {
    const buckets = new TokenBuckets(2, () => 0);
    expect([buckets.take("a"), buckets.take("a"), buckets.take("a"), buckets.take("b")]).toEqual([0, 0, 30_000, 0]);
    expect([buckets.wait("a"), buckets.wait("b"), buckets.wait("c")]).toEqual([30_000, 0, 0]);
  });
});
