import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { walkNeighborhood } from "../src/modules/graph/neighborhood.traversal.ts";
import { beginRequest, RequestEnded, TimeBudget, withinRequest } from "../src/shared/request.ts";
import { onPostgres, openTestDatabase } from "./support/database.ts";
import { holdTable } from "./support/holding.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { walkRequest } from "./support/walk.request.ts";
import { organizations, relationship, TODAY, world } from "./support/world.build.ts";
import { loadWorld } from "./support/world.load.ts";

describe("a walk's input", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const ask = async (input: string, field = "neighborhood", rest = "") => {
    const [from, to] = [server.id("court-platform"), server.id("core-manufacturer")];
    const ends = field === "paths" ? `from: "${from}", to: "${to}"` : `of: "${from}"`;
    const answer = "isTruncated stops { hop reason entity { id } }";
    return server.ask("HEAD_OFFICE", `{ ${field}(${ends}, input: { ${input} }${rest}) { ${answer} } }`);
  };

  it.each([
    ["hops: [{}, {}, {}]", "hops holds more than maxHops"],
    ["hops: [{ ends: CLIENTS }]", "hops.0.ends"],
    ["maxHops: 3, hops: [{}, { ends: NON_CLIENTS }]", "hops.1.ends"],
    ["hops: [{}, { minConfidence: 1.5 }]", "hops.1.minConfidence"],
    ['hops: [{ region: "north" }]', "hops.0.region"],
    ['hops: [{ industry: "3C" }]', "hops.0.industry"],
    ['hops: [{ minAnnualAmount: { amount: "-1" } }]', "hops.0.minAnnualAmount"],
    ["fanOut: 0", "fanOut must be between"],
    ["fanOut: 20001", "fanOut must be between"],
    ["timeBudgetMs: 0", "timeBudgetMs must be between"],
    ["timeBudgetMs: 60001", "timeBudgetMs must be between"],
  ])("%s is refused by name", async (input, said) => {
    for (const [field, rest] of [["neighborhood"], ["paths"], ["reachable", ", targetTypes: [CLIENT]"]] as const) {
      const { errors } = await ask(input, field, rest);
      expect(errors?.[0]?.extensions.code).toBe("BAD_INPUT");
      expect(errors![0]!.message).toContain(said);
    }
  });

  it("a currency without a rate has a code of its own", async () => {
    const { errors } = await ask('hops: [{ minAnnualAmount: { amount: "1", currency: "XXX" } }]');
    expect(errors?.[0]?.extensions.code).toBe("CURRENCY_UNKNOWN");
    expect(errors![0]!.message).toContain("hops.0.minAnnualAmount");
  });

  it.each([
    ["neighborhood", ""],
    ["reachable", ", targetTypes: [CLIENT]"],
    ["paths", ""],
  ])("%s stops at a court, says so, and goes through when asked", async (field, rest) => {
    const input = "maxHops: 3, kinds: [OPERATES, RECOMMENDED]";
    const { data } = await ask(input, field, rest);
    expect(data[field].stops).toEqual([{ hop: 1, reason: "GOVERNMENT", entity: { id: server.id("court") } }]);
    const { data: open } = await ask(`${input}, defaultStops: IGNORE`, field, rest);
    expect(open[field].stops).toEqual([]);
  });
});

describe("a budget of time", () => {
  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  it("lets work that is quick enough be, and asks for no more when it is up", async () => {
    expect(await new TimeBudget(null).spend(async () => 1)).toBe(1);
    const budget = new TimeBudget(40);
    expect(await budget.spend(async () => 2)).toBe(2);
    await expect(budget.spend(() => Promise.reject(new Error("its own")))).rejects.toThrow("its own");
    await wait(50);
    let isAsked = false;
    expect(await budget.spend(async () => (isAsked = true))).toBe(null);
    expect(isAsked).toBe(false);
  });

  it("is not what ended the request", async () => {
    const request = beginRequest("a", 10_000);
    const work = () => new TimeBudget(5_000).spend(() => Promise.race([wait(5_000), ended(request.signal)]));
    const running = withinRequest(request, work);
    request.abandon();
    await expect(running).rejects.toThrow(RequestEnded);
  });
  const ended = (signal: AbortSignal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  const chain = world(organizations(1, 2, 3), [relationship(1, "SUPPLIES", 1, 2), relationship(2, "SUPPLIES", 2, 3)]);
  const walk = (timeBudgetMs: number | null) => ({ ...walkRequest({ today: TODAY }, { maxHops: 3 }), timeBudgetMs });

  it("answers whole hops alone, whenever it is up", async () => {
    const database = await openTestDatabase();
    try {
      await loadWorld(database.em, chain);
      for (const milliseconds of [1, 2, 3, 5, 8, 13, 60_000]) {
        const found = await walkNeighborhood(database.em, "1", walk(milliseconds));
        const reached = found.truncatedAtHop ?? 4;
        expect([...found.nodes.keys()]).toEqual(["1", "2", "3"].slice(0, reached));
        expect(found.isTruncated).toBe(found.truncatedAtHop !== null);
        if (found.isTruncated) expect([...found.nodes.values()].at(-1)).toMatchObject({ isClipped: true });
      }
    } finally {
      await database.close();
    }
  });

  test.skipIf(!onPostgres)("cuts a statement in flight, and its connection goes on", async () => {
    const database = await openTestDatabase();
    try {
      await loadWorld(database.em, chain);
      const held = await holdTable(database, "relationship");
      const asked = withinRequest(beginRequest("a", 30_000), () => walkNeighborhood(database.em, "1", walk(300)));
      await held.until(1);
      await wait(700);
      // What was reached is still drawn, so that one waits again.
      await held.until(1);
      await held.release();
      const found = await asked;
      expect([...found.nodes.values()]).toMatchObject([{ key: "1", isClipped: true }]);
      expect([found.isTruncated, found.truncatedAtHop, found.relationships]).toEqual([true, 1, []]);
      // Nobody inherits the cancelled statement: whatever connection comes next answers.
      const after = await Promise.all(
        Array.from({ length: 16 }, () => walkNeighborhood(database.em, "1", walk(10_000))),
      );
      expect(after.map(({ nodes, isTruncated }) => [nodes.size, isTruncated])).toEqual(Array(16).fill([3, false]));
    } finally {
      await database.close();
    }
  });
});
