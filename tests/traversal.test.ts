import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { relationshipsAmong } from "../src/modules/graph/among.loader.ts";
import { walkNeighborhood } from "../src/modules/graph/neighborhood.traversal.ts";
import { searchPaths } from "../src/modules/graph/path.traversal.ts";
import { openTestDatabase } from "./support/database.ts";
import * as oracle from "./support/oracle.ts";
import { isMasked, type World } from "./support/oracle.world.ts";
import { edgeFilter, walkRequest } from "./support/walk.request.ts";
import { patience, worldsOfEach } from "./support/world.counts.ts";
import { loadWorld } from "./support/world.load.ts";
import { traversals } from "./support/world.questions.ts";
import { worlds } from "./support/worlds.ts";

const questionsPerWorld = 6;

describe("walks equal a brute-force computation in memory", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  /** An entity that may be asked about: nobody can name a masked person. */
  const endOf = (world: World, at: number): string => {
    const open = world.entities.filter((entity) => !isMasked(world, entity.id));
    return open[at % open.length]!.id;
  };
  const asked = worlds.chain((world) =>
    fc.tuple(
      fc.constant(world),
      fc.array(fc.tuple(traversals(world), fc.nat(), fc.nat()), {
        minLength: questionsPerWorld,
        maxLength: questionsPerWorld,
      }),
    ),
  );

  it("neighborhood", { timeout: patience }, async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([world, questions]) => {
        await loadWorld(database.em, world);
        for (const [input, at] of questions) {
          const of = endOf(world, at);
          const found = await walkNeighborhood(database.em, of, walkRequest(world, input));
          const expected = oracle.neighborhood(world, of, input);
          expect({
            nodes: [...found.nodes.values()].map(({ key, hop, isClipped }) => ({ id: key, hop, isClipped })),
            relationships: found.relationships.map((row) => row.id),
            stops: found.stops.map(({ key, ...stop }) => ({ id: key, ...stop })),
            isTruncated: found.isTruncated,
            truncatedAtHop: found.truncatedAtHop,
          }).toEqual(expected);
        }
      }),
      { numRuns: worldsOfEach },
    );
  });

  it("paths", { timeout: patience }, async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([world, questions]) => {
        await loadWorld(database.em, world);
        for (const [input, a, b] of questions) {
          const [from, to] = [a, b].map((at) => endOf(world, at)) as [string, string];
          const { maxNodes: _, fanOut: __, ...unbounded } = input;
          const first = 1 + ((a + b) % 8);
          const order = a % 2 ? "LENGTH" : "CONFIDENCE";
          const request = { ...walkRequest(world, unbounded), order, first } as const;
          const found = await searchPaths(database.em, from, to, request);
          expect(found.paths.map((path) => path.map((step) => step.relationship))).toEqual(
            oracle.paths(world, from, to, unbounded, first, order).map((path) => path.relationships),
          );
          expect([found.isTruncated, found.truncatedAtHop]).toEqual([false, null]);
        }
      }),
      { numRuns: worldsOfEach },
    );
  });

  it("connections between", { timeout: patience }, async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([world, questions]) => {
        await loadWorld(database.em, world);
        for (const [input, a, b] of questions) {
          const between = world.entities.map((one) => one.id).filter((_, i) => i % 3 !== a % 3 || i === b % 14);
          const found = await relationshipsAmong(database.em, between, [edgeFilter(world, input)], 5_001);
          expect(found.map((row) => row.id)).toEqual(oracle.connections(world, between, input));
        }
      }),
      { numRuns: worldsOfEach },
    );
  });

  it("a search that is cut says so, and says nothing that is not so", { timeout: patience }, async () => {
    await fc.assert(
      fc.asyncProperty(asked, async ([world, questions]) => {
        await loadWorld(database.em, world);
        for (const [input, a, b] of questions) {
          const [from, to] = [a, b].map((at) => endOf(world, at)) as [string, string];
          const { maxNodes: _, fanOut = 50, ...unbounded } = input;
          const order = a % 2 ? "LENGTH" : "CONFIDENCE";
          const request = { ...walkRequest(world, { ...unbounded, maxNodes: 4, fanOut }), order, first: 50 } as const;
          const found = await searchPaths(database.em, from, to, request);
          const all = oracle.paths(world, from, to, unbounded, 1_000, order).map((path) => path.relationships.join());
          const some = found.paths.map((path) => path.map((step) => step.relationship).join());
          // In their order, too.
          expect(some).toEqual(all.filter((one) => some.includes(one)));
          if (!found.isTruncated) expect(some).toEqual(all.slice(0, 50));
          expect(found.exploredCount).toBeLessThanOrEqual(4);
          if (found.truncatedAtHop !== null) expect(found.isTruncated).toBe(true);
          // Whoever is asked about is always looked at: a direct relationship is found whatever was cut.
          const direct = oracle
            .paths(world, from, to, { ...unbounded, hops: unbounded.hops?.slice(0, 1), maxHops: 1 }, 50)
            .map((path) => path.relationships.join());
          expect(some).toEqual(expect.arrayContaining(direct));
        }
      }),
      { numRuns: worldsOfEach },
    );
  });
});
