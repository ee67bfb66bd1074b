import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { Context } from "../src/context.ts";
import type { Database } from "../src/database.ts";
import { relationshipsAmong } from "../src/modules/graph/among.loader.ts";
import { loadDegrees } from "../src/modules/graph/degree.loader.ts";
import { findCommonHubs } from "../src/modules/graph/hub.traversal.ts";
import { walkNeighborhood } from "../src/modules/graph/neighborhood.traversal.ts";
import type { PathOrder } from "../src/modules/graph/path.enumeration.ts";
import { searchPaths } from "../src/modules/graph/path.traversal.ts";
import { findReachable } from "../src/modules/graph/reachable.traversal.ts";
import { loadRelationshipPage } from "../src/modules/graph/relationship.loader.ts";
import { openTestDatabase } from "./support/database.ts";
import { amountOf, association, bank, byAmount, firm, firmCount, hub, loadHub } from "./support/hub.world.ts";
import type { TraversalInput } from "./support/oracle.ts";
import { rowsRead } from "./support/reads.ts";
import { recordStatements } from "./support/statements.ts";
import { edgeFilter, walkRequest } from "./support/walk.request.ts";

/** Every walk beside a hub of 100,000 relationships: right, in a fixed number of statements, and none that reads the hub whole. */
let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
  await loadHub(database.em);
}, 300_000);
afterAll(() => database.close());

const day = { today: "2025-06-30" };
const time = { asOf: day.today, knownAt: null, isToday: true };
const neighborhood = (of: string, input: TraversalInput) => walkNeighborhood(database.em, of, walkRequest(day, input));
const paths = (from: string, to: string, input: TraversalInput, order: PathOrder = "LENGTH") =>
  searchPaths(database.em, from, to, { ...walkRequest(day, input), order, first: 5 });
const commonHubs = (of: string[], maxHops: number, fanOut = 20_000) => {
  const bounds = { fanOutOrder: "ANNUAL_AMOUNT", defaultStops: "APPLY", timeBudgetMs: null } as const;
  const filter = { ...edgeFilter(day, {}), of, maxHops, minShared: 2, hubTypes: null, maxNodes: 1_000 };
  return findCommonHubs(database.em, { ...filter, ...bounds, fanOut }, 20, null);
};
const largest = (count: number) => byAmount.slice(0, count).map(firm);

describe("right beside a hub", () => {
  it("its neighborhood is those with the largest amounts, and says that it is cut", async () => {
    const found = await neighborhood(hub, { maxHops: 1, maxNodes: 100 });
    expect([...found.nodes.keys()]).toEqual([hub, ...largest(99)]);
    expect([found.nodes.get(hub)!.isClipped, found.isTruncated, found.truncatedAtHop]).toEqual([true, true, 1]);
    // Its own loop is drawn, and is no way.
    const loops = found.relationships.filter((row) => row.source_id === row.target_id).map((row) => row.source_id);
    expect(loops).toEqual(largest(99).includes(firm(0)) ? [firm(0), hub] : [hub]);
  });

  it("as many as were asked for are followed, in the order asked for", async () => {
    const found = await neighborhood(hub, { maxHops: 1, fanOut: 7, hops: [{ kinds: ["SUPPLIES"] }] });
    expect([...found.nodes.keys()]).toEqual([hub, ...largest(7)]);
    const least = byAmount.filter((n) => amountOf(n) >= 99_900).map(firm);
    const rich = await neighborhood(hub, { maxHops: 1, hops: [{ minBase: "99900" }] });
    expect([[...rich.nodes.keys()].slice(1), rich.isTruncated]).toEqual([least, false]);
  });

  it("a bank is told as the stop that it is, a firm leads through the hub", async () => {
    const found = await neighborhood(firm(500), { maxHops: 2, maxNodes: 50 });
    expect(found.stops).toEqual([{ key: bank, hop: 1, reason: "BANK" }]);
    expect(found.nodes.get(hub)).toMatchObject({ hop: 1, isClipped: true });
    expect([...found.nodes.keys()].slice(4)).toEqual(
      largest(47)
        .filter((key) => key !== firm(500))
        .slice(0, 46),
    );
  });

  it.each(["LENGTH", "CONFIDENCE"] as const)(
    "paths by %s are whole as long as one of the ends can be walked whole",
    async (order) => {
      const through = await paths(firm(501), firm(7_001), { maxHops: 2 }, order);
      expect(through.paths.map((path) => path.map((step) => step.entity))).toEqual([[hub, firm(7_001)]]);
      expect([through.isTruncated, through.exploredCount]).toEqual([false, 3]);
      // The hub is not walked from: its firm is.
      const out = await paths(hub, firm(52), { maxHops: 3 }, order);
      expect([out.isTruncated, out.paths[0]!.length]).toEqual([false, 1]);
      const both = await paths(hub, association, { maxHops: 2 }, order);
      expect([both.isTruncated, both.truncatedAtHop]).toEqual([true, 1]);
      expect(both.paths.every((path) => path.length === 2)).toBe(true);
      expect(both.paths).toHaveLength(5);
    },
  );

  it("what several share, and what is reachable", async () => {
    const shared = await commonHubs([firm(505), firm(510), firm(516)], 1);
    expect(shared.hubs.map(({ place, links }) => [place[2], links.length])).toEqual([
      [hub, 3],
      [association, 2],
    ]);
    const given = await commonHubs([hub, association], 1, 1_000);
    expect(given.isTruncated).toBe(true);
    expect(given.hubs.every(({ links }) => links.length === 2)).toBe(true);
    const found = await findReachable(database.em, firm(505), ["ASSOCIATION"], walkRequest(day, { maxHops: 2 }));
    expect(found.paths.map((path) => path.at(-1)!.entity)).toEqual([association]);
    expect(found.truncatedAtHop).toBe(2);
  });

  it("a page of its relationships, and how many it has", async () => {
    const context = { em: database.em, today: day.today } as Context;
    const filter = { ...edgeFilter(day, {}), parent: hub, orderBy: "ANNUAL_AMOUNT" as const, after: null };
    const page = await loadRelationshipPage(context, { ...filter, first: 20 });
    expect(page.edges.map((edge) => edge.entityKey)).toEqual(largest(20));
    const degrees = await loadDegrees(context, { ...time, parent: hub, validity: "CURRENT" });
    expect(degrees).toContainEqual({ kind: "SUPPLIES", direction: "IN", count: 10_000, isCapped: true });
  });
});

const context = () => ({ em: database.em, today: day.today }) as Context;
const page = { ...edgeFilter(day, {}), parent: hub, orderBy: "ANNUAL_AMOUNT" as const, after: null, first: 20 };
const keys = [hub, association, bank, ...largest(197)];

test.each<[string, number, number, () => Promise<unknown>]>([
  ["neighborhood", 2, 300, () => neighborhood(hub, { maxHops: 1, maxNodes: 100 })],
  ["neighborhood of two hops", 3, 1_100, () => neighborhood(firm(500), { maxHops: 2 })],
  [
    "neighborhood by amount",
    2,
    300,
    () => neighborhood(hub, { maxHops: 1, maxNodes: 100, hops: [{ minBase: "99000" }] }),
  ],
  ["paths through the hub", 3, 1_100, () => paths(firm(501), firm(7_001), { maxHops: 2 })],
  ["paths from the hub", 6, 1_100, () => paths(hub, firm(52), { maxHops: 3 })],
  ["paths from hub to hub", 4, 1_100, () => paths(hub, association, { maxHops: 2 })],
  ["reachable", 2, 1_100, () => findReachable(database.em, hub, ["CLIENT"], walkRequest(day, { maxHops: 2 }))],
  ["common hubs of firms", 2, 1_100, () => commonHubs([firm(505), firm(510)], 2)],
  ["common hubs of hubs", 1, 1_000, () => commonHubs([hub, association], 1, 1_000)],
  ["connections between", 1, 1_000, () => relationshipsAmong(database.em, keys, [edgeFilter(day, {})], 1_001)],
  ["a page", 1, 20, () => loadRelationshipPage(context(), page)],
  ["degrees", 1, 10_000, () => loadDegrees(context(), { ...time, parent: hub, validity: "CURRENT" })],
])("%s: %i statements, none of which reads the hub", async (_, statements, fanOut, work) => {
  expect(await recordStatements(database, work)).toHaveLength(statements);
  const { relationship, entity = 0 } = await rowsRead(database, work);
  // Once as they come, once more in order, each way: of an entity that is cut.
  expect(relationship).toBeLessThan(Math.min(6 * fanOut + 100, firmCount));
  expect(entity).toBeLessThan(6 * fanOut);
});
