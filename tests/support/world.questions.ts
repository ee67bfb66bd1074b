import * as fc from "fast-check";
import type { AcquisitionInput } from "./oracle.question.ts";
import type { HopInput, TraversalInput } from "./oracle.ts";
import { CHANNELS, RELATIONSHIP_KINDS, type World } from "./oracle.world.ts";
import { often, pick } from "./world.draft.ts";
import { dayAfter } from "./worlds.ts";

// Questions that may be asked of a world; most leave most out.

const ids = (world: World) => pick(...world.entities.map((one) => one.id));
const day = (world: World) =>
  often<number | undefined>(undefined, 3, -1000, -400, -366, -365, -90, -1, 0, 1, 400).map((offset) =>
    offset === undefined ? undefined : dayAfter(world.today, offset),
  );
const confidence = often<number | undefined>(undefined, 4, 0, 0.3, 0.5, 0.75, 0.9);

const hop: fc.Arbitrary<HopInput> = fc
  .record({
    kinds: fc.option(fc.subarray([...RELATIONSHIP_KINDS], { minLength: 4 }), { freq: 1, nil: undefined }),
    direction: often<HopInput["direction"] | undefined>(undefined, 3, "OUT", "IN", "BOTH"),
    minConfidence: often<number | undefined>(undefined, 4, 0, 0.3, 0.5, 0.75),
    minBase: often<string | undefined>(undefined, 4, "0", "0.01", "100.00", "2399.976"),
    region: often<string | undefined>(undefined, 6, "36", "3601"),
    industry: often<string | undefined>(undefined, 6, "C", "C30"),
    ends: often<HopInput["ends"] | undefined>(undefined, 2, "CLIENTS", "NON_CLIENTS", "ANY"),
  })
  .map(withoutUndefined);

export const traversals = (world: World): fc.Arbitrary<TraversalInput> =>
  fc
    .record({
      kinds: fc.option(fc.subarray([...RELATIONSHIP_KINDS]), { nil: undefined }),
      direction: pick("BOTH" as const, "BOTH" as const, "OUT" as const, "IN" as const),
      maxHops: fc.integer({ min: 1, max: 6 }),
      validity: pick("CURRENT" as const, "CURRENT" as const, "FORMER" as const, "ANY" as const),
      asOf: day(world),
      minConfidence: confidence,
      stopAt: fc.option(fc.uniqueArray(ids(world), { maxLength: 2 }), { nil: undefined }),
      maxNodes: often(500, 2, 1, 2, 3, 5, 8),
      hops: fc.option(fc.array(hop, { maxLength: 6 }), { freq: 1, nil: undefined }),
      fanOut: often<number | undefined>(undefined, 3, 1, 2, 3),
      fanOutOrder: often<TraversalInput["fanOutOrder"]>(undefined, 2, "SINCE", "CONFIDENCE"),
      defaultStops: often<TraversalInput["defaultStops"]>("APPLY", 2, "IGNORE"),
    })
    // Only the last hop may ask whom it leads to.
    .map(({ hops, ...rest }) => ({
      ...rest,
      hops: hops?.slice(0, rest.maxHops).map(({ ends, ...one }, i) => ({
        ...one,
        ...(i + 1 === rest.maxHops && ends ? { ends } : {}),
      })),
    }))
    .map(withoutUndefined);

export const acquisitions = (world: World): fc.Arbitrary<AcquisitionInput> =>
  fc
    .record({
      from: fc.option(fc.uniqueArray(ids(world), { maxLength: 4 }), { freq: 1, nil: undefined }),
      branch: often<number | undefined>(undefined, 4, 1, 2),
      channels: fc.option(fc.subarray([...CHANNELS], { minLength: 3 }), { freq: 1, nil: undefined }),
      maxHops: pick(1, 2, 2, 3, 3, 4, 5, 6),
      asOf: day(world),
      region: often<string | undefined>(undefined, 6, "36", "3601", "440300"),
      industry: often<string | undefined>(undefined, 6, "C", "C30", "C3011"),
      minAnnualAmount: often<AcquisitionInput["minAnnualAmount"]>(
        undefined,
        5,
        { amount: "0", currency: "CNY" },
        { amount: "100.00", currency: "CNY" },
        { amount: "333.33", currency: "USD" },
      ),
      minConfidence: confidence,
    })
    .map(withoutUndefined);

/** A field left out, rather than there and undefined. */
function withoutUndefined<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;
}
