import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { usualFanOut } from "../src/modules/graph/fan-out.sql.ts";
import { findCommonHubs, type HubPlace } from "../src/modules/graph/hub.traversal.ts";
import { chainShare, followOwnership, relationshipsOf } from "../src/modules/graph/ownership.chains.ts";
import { loadOwnership } from "../src/modules/graph/ownership.traversal.ts";
import { findReachable, sequenceOf } from "../src/modules/graph/reachable.traversal.ts";
import { membersOf } from "../src/modules/graph/ring.enumeration.ts";
import { findRings } from "../src/modules/graph/ring.traversal.ts";
import { TargetType } from "../src/modules/graph/target.sql.ts";
import { Pace } from "../src/shared/pace.ts";
import { openTestDatabase } from "./support/database.ts";
import * as oracle from "./support/oracle.chains.ts";
import { isMasked, type World } from "./support/oracle.world.ts";
import { recordStatements } from "./support/statements.ts";
import { walkRequest } from "./support/walk.request.ts";
import { organization, organizations, relationship, TODAY, world } from "./support/world.build.ts";
import { loadSharedWorld, thickWorlds } from "./support/world.chains.ts";
import { patience, worldsOfEach } from "./support/world.counts.ts";
import { loadWorld } from "./support/world.load.ts";
import { traversals } from "./support/world.questions.ts";
import { worlds } from "./support/worlds.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const timeOf = (drawn: World, asOf: string | null | undefined) => ({
  asOf: asOf ?? drawn.today,
  knownAt: null,
  isToday: (asOf ?? drawn.today) === drawn.today,
});
const openIds = (drawn: World) => drawn.entities.map(({ id }) => id).filter((id) => !isMasked(drawn, id));
const days = fc.constantFrom(undefined, undefined, "2024-12-31", "2025-02-01", "2025-06-30");

describe("equal to a brute-force computation in memory", () => {
  it("common hubs, and page by page", { timeout: patience }, async () => {
    const asked = worlds.chain((drawn) =>
      fc.record({
        drawn: fc.constant(drawn),
        input: traversals(drawn),
        of: fc.uniqueArray(fc.constantFrom(...openIds(drawn)), { minLength: 2, maxLength: 5 }),
        maxHops: fc.constantFrom(1, 2, 2),
        minShared: fc.constantFrom(2, 2, 2, 3),
        hubTypes: fc.option(fc.subarray(Object.values(TargetType), { minLength: 1 }), { nil: null }),
        maxNodes: fc.constantFrom(1_000, 1_000, 1, 2, 3),
        crowd: fc.constantFrom(1_000, 2, 3),
        fanOut: fc.constantFrom(100, 100, 1, 2),
        defaultStops: fc.constantFrom("APPLY" as const, "IGNORE" as const),
      }),
    );
    await fc.assert(
      fc.asyncProperty(asked, async ({ drawn, input, of, crowd, ...bounds }) => {
        await loadWorld(database.em, drawn);
        const { kinds, direction = "BOTH", validity = "CURRENT", minConfidence, asOf } = input;
        const request = {
          ...{ of, direction, validity, ...bounds, ...timeOf(drawn, asOf), fanOutOrder: "ANNUAL_AMOUNT" as const },
          timeBudgetMs: null,
          kinds: kinds?.length ? kinds : null,
          minConfidence: minConfidence ?? null,
        };
        const hubs: object[] = [];
        let after: HubPlace | null = null;
        for (;;) {
          const page = await findCommonHubs(database.em, request, 2, after, crowd);
          hubs.push(...page.hubs.map(({ place, links }) => ({ id: place[2], strength: Number(place[1]), links })));
          if (page.hubs.length < 2) {
            const question = { kinds, direction, validity, minConfidence, asOf, ...bounds };
            expect({ hubs, stops: page.stops, isTruncated: page.isTruncated }).toEqual(
              oracle.commonHubs(drawn, of, question, crowd),
            );
            return;
          }
          after = page.hubs.at(-1)!.place;
        }
      }),
      { numRuns: worldsOfEach },
    );
  });

  it("what is reachable, with the path to each", { timeout: patience }, async () => {
    const asked = worlds.chain((drawn) =>
      fc.record({
        drawn: fc.constant(drawn),
        input: traversals(drawn),
        of: fc.constantFrom(...openIds(drawn)),
        types: fc.subarray(Object.values(TargetType), { minLength: 1 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(asked, async ({ drawn, input, of, types }) => {
        await loadWorld(database.em, drawn);
        const found = await findReachable(database.em, of, types, walkRequest(drawn, input));
        const expected = oracle.reachable(drawn, of, types, input);
        const stops = found.stops.map(({ key, ...stop }) => ({ id: key, ...stop }));
        expect({ ...found, paths: found.paths.map(sequenceOf), stops }).toEqual(expected);
      }),
      { numRuns: worldsOfEach },
    );
  });

  it("chains of ownership", { timeout: patience }, async () => {
    const asked = thickWorlds("OWNS").chain((drawn) =>
      fc.record({
        drawn: fc.constant(drawn),
        of: fc.constantFrom(...openIds(drawn)),
        direction: fc.constantFrom("OWNERS" as const, "HOLDINGS" as const),
        asOf: days,
        minConfidence: fc.constantFrom(null, null, 0.5),
        minShare: fc.constantFrom(null, null, 0.25, 0.3),
        maxDepth: fc.constantFrom(10, 10, 1, 2, 3, 20),
        maxNodes: fc.constantFrom(1_000, 1_000, 1, 2, 4),
      }),
    );
    await fc.assert(
      fc.asyncProperty(asked, async ({ drawn, of, asOf, ...input }) => {
        await loadSharedWorld(database.em, drawn);
        const network = await loadOwnership(database.em, of, { ...input, ...timeOf(drawn, asOf), timeBudgetMs: null });
        const found = await followOwnership(network, of, input.maxDepth, new Pace());
        const stakes = found.stakes.map(({ chains, ...stake }) => ({
          ...stake,
          chains: chains.map((chain) => ({ relationships: relationshipsOf(chain), share: chainShare(chain) })),
        }));
        expect({ ...found, stakes, exploredCount: network.entities.size }).toEqual(
          oracle.ownership(drawn, of, { ...input, asOf }),
        );
      }),
      { numRuns: worldsOfEach },
    );
  });

  it("rings of guarantees", { timeout: patience }, async () => {
    const asked = thickWorlds("GUARANTEES").chain((drawn) =>
      fc.record({
        drawn: fc.constant(drawn),
        of: fc.constantFrom(...openIds(drawn)),
        asOf: days,
        validity: fc.constantFrom("CURRENT" as const, "CURRENT" as const, "ANY" as const, "FORMER" as const),
        minConfidence: fc.constantFrom(null, null, 0.5),
        maxLength: fc.integer({ min: 2, max: 6 }),
        maxNodes: fc.constantFrom(1_000, 1_000, 1_000, 1, 3),
      }),
    );
    await fc.assert(
      fc.asyncProperty(asked, async ({ drawn, of, asOf, maxNodes, ...input }) => {
        await loadWorld(database.em, drawn);
        const found = await findRings(database.em, of, {
          ...input,
          ...timeOf(drawn, asOf),
          maxNodes,
          timeBudgetMs: null,
        });
        const rings = found.rings.map((ring) => ({
          members: membersOf(ring),
          relationships: ring.map(({ id }) => id),
        }));
        const expected = oracle
          .guaranteeRings(drawn, of, { ...input, asOf })
          .map(({ members, relationships }) => ({ members, relationships }));
        if (!found.isTruncated) expect(rings).toEqual(expected);
        else expect(expected).toEqual(expect.arrayContaining(rings));
        if (maxNodes === 1_000) expect(found.isTruncated).toBe(false);
      }),
      { numRuns: worldsOfEach },
    );
  });
});

describe("hard cases", () => {
  const today = timeOf({ today: TODAY } as World, null);
  const unbounded = { ...usualFanOut(1_000), defaultStops: "APPLY" as const, timeBudgetMs: null };
  const ids = Array.from({ length: 300 }, (_, i) => i + 1);
  const owns = {
    ...today,
    direction: "OWNERS" as const,
    minConfidence: null,
    minShare: null,
    maxDepth: 20,
    maxNodes: 1_000,
    timeBudgetMs: null,
  };

  it("a circle of 300 firms with shortcuts is told as one cycle, fast, and as cut", async () => {
    const ring = ids.flatMap((id, i) => [
      relationship(2 * i + 1, "OWNS", id, (id % 300) + 1),
      relationship(2 * i + 2, "OWNS", id, ((7 * id) % 300) + 1, { role: "SHORTCUT" }),
    ]);
    await loadWorld(database.em, world(organizations(...ids), ring));
    const began = performance.now();
    const network = await loadOwnership(database.em, "1", { ...owns, maxDepth: 20 });
    const found = await followOwnership(network, "1", 20, new Pace());
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(found.truncatedAtHop).not.toBeNull();
    expect(found.cycles[0]).toEqual(ids.map(String));
    expect(found.stakes.every((stake) => stake.isPartlyUnknown && !stake.isUltimate)).toBe(true);
  });

  it("a statement a level, however many firms stand on it", async () => {
    const count = async (width: number) => {
      const edges = [0, 1, 2].flatMap((level) =>
        Array.from({ length: width }, (_, i) =>
          relationship(100 * level + i + 1, "OWNS", 100 * (level + 1) + i + 1, level ? 100 * level + i + 1 : 1),
        ),
      );
      const keys = new Set(edges.flatMap((edge) => [edge.source, edge.target]).map(Number));
      await loadWorld(database.em, world(organizations(...keys), edges));
      return (await recordStatements(database, () => loadOwnership(database.em, "1", owns))).length;
    };
    expect([await count(1), await count(50)]).toEqual([4, 4]);
    const hubs = {
      ...today,
      of: ["1", "101"],
      kinds: null,
      direction: "BOTH",
      validity: "CURRENT",
      minConfidence: null,
    } as const;
    const question = { ...hubs, maxHops: 2, minShared: 2, hubTypes: null, maxNodes: 1_000, ...unbounded };
    expect(await recordStatements(database, () => findCommonHubs(database.em, question, 20, null))).toHaveLength(2);
  });

  it("a bank joins nobody at two steps, and is a hub itself", async () => {
    const [bank, firm] = [organization(3, { industry: "J6621" }), organization(4)];
    const links = [
      relationship(1, "SUPPLIES", 1, 3),
      relationship(2, "SUPPLIES", 2, 3),
      relationship(3, "SUPPLIES", 3, 4),
    ];
    await loadWorld(database.em, world([...organizations(1, 2), bank, firm], links));
    const asked = {
      ...today,
      of: ["1", "2"],
      kinds: null,
      direction: "BOTH",
      validity: "CURRENT",
      minConfidence: null,
    } as const;
    const { hubs } = await findCommonHubs(
      database.em,
      { ...asked, maxHops: 2, minShared: 2, hubTypes: null, maxNodes: 10, ...unbounded },
      20,
      null,
    );
    expect(hubs.map(({ place }) => place[2])).toEqual(["3"]);
  });
});
