import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { neighborhood, paths } from "./support/oracle.ts";
import {
  holds,
  isMasked,
  relationshipValues,
  type Validity,
  type WorldRelationship,
  yearBefore,
} from "./support/oracle.world.ts";
import { evidence, group, organizations, person, relationship, TODAY, world } from "./support/world.build.ts";
import { traversals } from "./support/world.questions.ts";
import { worlds } from "./support/worlds.ts";

describe("validity", () => {
  const validities = (since: string | null, until: string | null, day: string) =>
    (["CURRENT", "FORMER", "ANY"] as Validity[]).filter((one) =>
      holds(relationship(1, "SUPPLIES", 1, 2, { since, until }), one, day),
    );

  test.each([
    ["2020-01-01", "2022-01-01", "2019-12-31", []],
    ["2020-01-01", "2022-01-01", "2020-01-01", ["CURRENT", "ANY"]],
    ["2020-01-01", "2022-01-01", "2021-12-31", ["CURRENT", "ANY"]],
    ["2020-01-01", "2022-01-01", "2022-01-01", ["FORMER", "ANY"]],
    [null, "2022-01-01", "1990-01-01", ["CURRENT", "ANY"]],
    ["2020-01-01", null, "2090-01-01", ["CURRENT", "ANY"]],
    [null, null, "2025-01-01", ["CURRENT", "ANY"]],
  ] as const)("[%s, %s) on %s: %j", (since, until, day, expected) => {
    expect(validities(since, until, day)).toEqual(expected);
  });

  test("what is withdrawn never held", () => {
    expect(holds(relationship(1, "SUPPLIES", 1, 2, { withdrawn: true }), "ANY", TODAY)).toBe(false);
  });
});

describe("the value of a relationship", () => {
  const valuesOf = (rows: ReturnType<typeof evidence>[], day = TODAY) =>
    relationshipValues(world(organizations(1, 2), [relationship(1, "SUPPLIES", 1, 2)], { evidence: rows }), "1", day);

  test("without evidence", () => {
    expect(valuesOf([])).toEqual({ annualAmounts: [], baseAmount: "0.00", confidence: 0.5, lastObservedOn: null });
    const recorded = world(organizations(1, 2), [relationship(1, "SUPPLIES", 1, 2, { confidence: 0.75 })], {
      evidence: [evidence(1, "BILL", TODAY, "1 CNY", { withdrawn: true })],
    });
    expect(relationshipValues(recorded, "1", TODAY)).toMatchObject({ baseAmount: "0.00", confidence: 0.75 });
  });

  test("distinct references are added, the latest row of each counts, and the largest kind wins whole", () => {
    const values = valuesOf([
      evidence(1, "CONTRACT", "2025-06-30", "100.00 USD", { reference: "C1" }), // at 8: 800
      evidence(1, "CONTRACT", "2025-05-31", "10.00 USD", { reference: "C2" }), // at 7: 70
      evidence(1, "CONTRACT", "2025-02-01", "5.55 CNY"), // in all 875.55
      evidence(1, "INVOICE", "2025-05-01", "9999.00 CNY", { reference: "A" }),
      evidence(1, "INVOICE", "2025-06-01", "500.00 CNY", { reference: "A", source: "registry" }),
      evidence(1, "INVOICE", "2025-06-01", "300.00 CNY", { reference: "B" }), // in all 800
    ]);
    expect(values.annualAmounts).toEqual([
      { amount: "5.55", currency: "CNY" },
      { amount: "110.00", currency: "USD" },
    ]);
    expect(values.baseAmount).toBe("875.55");
  });

  test("without reference one row a source and day counts: the latest id", () => {
    const values = valuesOf([
      evidence(1, "BILL", "2025-06-01", "10.00 CNY"),
      evidence(1, "BILL", "2025-06-01", "20.00 CNY"),
      evidence(1, "BILL", "2025-06-02", "3.00 CNY"),
      evidence(1, "BILL", "2025-06-01", "0.40 CNY", { source: "registry" }),
    ]);
    expect(values.annualAmounts).toEqual([{ amount: "23.40", currency: "CNY" }]);
  });

  test("a tie of kinds goes to the first name", () => {
    const rows = [
      evidence(1, "INVOICE", "2025-06-02", "80.00 CNY"),
      evidence(1, "CONTRACT", "2025-06-02", "10.00 USD"),
    ];
    expect(valuesOf(rows).annualAmounts).toEqual([{ amount: "10.00", currency: "USD" }]);
  });

  test("twelve months up to the day, and not what came later", () => {
    const rows = [
      evidence(1, "BILL", "2024-06-30", "1.00 CNY", { reference: "exactly a year" }),
      evidence(1, "BILL", "2024-07-01", "2.00 CNY", { reference: "within" }),
      evidence(1, "BILL", "2025-07-01", "4.00 CNY", { reference: "tomorrow" }),
      evidence(1, "BILL", null, "8.00 CNY", { reference: "undated" }),
    ];
    expect(valuesOf(rows)).toMatchObject({ baseAmount: "2.00", lastObservedOn: "2024-07-01" });
    expect(valuesOf(rows, "2024-06-30")).toMatchObject({ baseAmount: "1.00", lastObservedOn: "2024-06-30" });
    expect(valuesOf(rows, "2024-06-29")).toMatchObject({ baseAmount: "0.00", lastObservedOn: null });
    expect(yearBefore("2024-02-29")).toBe("2023-02-28");
    expect(yearBefore("2025-02-28")).toBe("2024-02-28");
  });

  test("a currency's first rate stands for all days before it", () => {
    expect(valuesOf([evidence(1, "BILL", "2024-08-01", "0.01 USD")]).baseAmount).toBe("0.07");
  });

  test("a later row of a reference replaces an earlier one only from its own day", () => {
    const rows = [
      evidence(1, "BILL", "2025-03-01", "100.00 CNY", { reference: "A" }),
      evidence(1, "BILL", "2025-05-01", "1.00 CNY", { reference: "A" }),
    ];
    expect(valuesOf(rows, "2025-04-30").baseAmount).toBe("100.00");
    expect(valuesOf(rows, "2025-05-01").baseAmount).toBe("1.00");
  });

  const daysAgo = { bill: "2023-07-01", today: TODAY }; // 730 days ago
  test.each([
    ["one half-life old", [evidence(1, "BILL", daysAgo.bill)], 0.475],
    ["a ten-year half-life", [evidence(1, "REGISTRY", "2015-07-03")], 0.475],
    ["undated: as old as its record", [evidence(1, "OTHER", null)], 0.5],
    ["observed later: not yet aged", [evidence(1, "OTHER", "2025-12-31")], 0.5],
    ["one source: its strongest", [evidence(1, "BILL", daysAgo.bill), evidence(1, "DECLARATION", TODAY)], 0.6],
    [
      "two sources: noisy-or", // 1 - 0.525 * 0.4
      [evidence(1, "BILL", daysAgo.bill), evidence(1, "DECLARATION", TODAY, null, { source: "platform a" })],
      0.79,
    ],
    [
      "a tie of the last decimal goes up", // 1 - 0.05 * 0.1 * 0.15 = 0.99925
      [
        evidence(1, "BILL", TODAY, null, { source: "a" }),
        evidence(1, "INVOICE", TODAY, null, { source: "b" }),
        evidence(1, "PLATFORM", TODAY, null, { source: "c" }),
      ],
      0.9993,
    ],
  ])("confidence, %s", (_, rows, expected) => {
    expect(valuesOf(rows).confidence).toBe(expected);
  });
});

test("a person's name is open with an open role or a share, past ones included", () => {
  const someone = world(
    [...organizations(1), person(2), person(3), person(4), person(5), person(6)],
    [
      relationship(1, "AFFILIATED_WITH", 2, 1, { role: "FINANCE_STAFF" }),
      relationship(2, "AFFILIATED_WITH", 3, 1, { role: "EXECUTIVE", until: "2010-01-01" }),
      relationship(3, "OWNS", 4, 1),
      relationship(4, "AFFILIATED_WITH", 5, 1, { role: "SHAREHOLDER", withdrawn: true }),
    ],
  );
  expect(["1", "2", "3", "4", "5", "6"].map((id) => isMasked(someone, id))).toEqual([
    false,
    true,
    false,
    false,
    true,
    true,
  ]);
});

describe("neighborhood", () => {
  // 1 -> 3 is worth 200, 1 -> 2 100, 1 -> 4 nothing; 2 -> 5 -> 6, 4 -> 5, and 1 supplies itself.
  const star = world(
    organizations(1, 2, 3, 4, 5, 6),
    [
      relationship(1, "SUPPLIES", 1, 2),
      relationship(2, "SUPPLIES", 1, 3),
      relationship(3, "GUARANTEES", 1, 4),
      relationship(10, "SUPPLIES", 2, 5),
      relationship(9, "SUPPLIES", 5, 6),
      relationship(8, "OWNS", 4, 5),
      relationship(7, "SUPPLIES", 1, 1),
      relationship(6, "BRANCH_OF", 6, 1, { until: "2020-01-01" }),
    ],
    { evidence: [evidence(1, "BILL", TODAY, "100 CNY"), evidence(2, "BILL", TODAY, "200 CNY")] },
  );
  const shown = (of: string, input: Parameters<typeof neighborhood>[2]) => {
    const { nodes, relationships, isTruncated } = neighborhood(star, of, input);
    return [
      nodes.map((one) => `${one.id}@${one.hop}${one.isClipped ? "!" : ""}`).join(" "),
      relationships,
      isTruncated,
    ];
  };

  test.each([
    [{}, "1@0 3@1 2@1 4@1 5@2", ["1", "2", "3", "7", "8", "10"], false],
    [{ maxHops: 1 }, "1@0 3@1 2@1 4@1", ["1", "2", "3", "7"], false],
    [{ maxHops: 3 }, "1@0 3@1 2@1 4@1 5@2 6@3", ["1", "2", "3", "7", "8", "9", "10"], false],
    [{ kinds: ["SUPPLIES" as const] }, "1@0 3@1 2@1 5@2", ["1", "2", "7", "10"], false],
    [{ minConfidence: 0.9 }, "1@0 3@1 2@1", ["1", "2"], false],
    [{ validity: "FORMER" as const }, "1@0 6@1", ["6"], false],
    [{ validity: "ANY" as const, maxHops: 1 }, "1@0 3@1 2@1 4@1 6@1", ["1", "2", "3", "6", "7"], false],
    [{ asOf: "2019-12-31", maxHops: 1 }, "1@0 2@1 3@1 4@1 6@1", ["1", "2", "3", "6", "7"], false],
    // Node 4 does not fit: its neighbour 1 is clipped; at the last hop nothing else is.
    [{ maxNodes: 3, maxHops: 1 }, "1@0! 3@1 2@1", ["1", "2", "7"], true],
    [{ maxNodes: 3, maxHops: 2 }, "1@0! 3@1! 2@1!", ["1", "2", "7"], true],
    // All of the first hop fits exactly: what should have been expanded is clipped all the same.
    [{ maxNodes: 4 }, "1@0 3@1! 2@1! 4@1!", ["1", "2", "3", "7"], true],
    [{ maxNodes: 1 }, "1@0!", ["7"], true],
    [{ stopAt: ["1", "2", "5"], maxHops: 3 }, "1@0 3@1 2@1! 4@1 5@2!", ["1", "2", "3", "7", "8", "10"], false],
    [{ stopAt: ["5"], maxHops: 2 }, "1@0 3@1 2@1 4@1 5@2", ["1", "2", "3", "7", "8", "10"], false],
  ])("from 1 with %j", (input, nodes, relationships, isTruncated) => {
    expect(shown("1", input)).toEqual([nodes, relationships, isTruncated]);
  });

  test("the direction is seen from the node expanded, the relationships inside are all", () => {
    expect(shown("5", { direction: "IN" })).toEqual(["5@0 2@1 4@1 1@2", ["1", "3", "7", "8", "10"], false]);
    expect(shown("5", { direction: "OUT" })).toEqual(["5@0 6@1", ["9"], false]);
  });

  test("a masked person is reached, and not walked through", () => {
    const behind = world(
      [...organizations(1, 2), person(3)],
      [
        relationship(1, "AFFILIATED_WITH", 3, 1, { role: "FINANCE_STAFF" }),
        relationship(2, "AFFILIATED_WITH", 3, 2, { role: "FINANCE_STAFF" }),
      ],
    );
    expect(neighborhood(behind, "1").nodes).toEqual([
      { id: "1", hop: 0, isClipped: false },
      { id: "3", hop: 1, isClipped: true },
    ]);
    expect(paths(behind, "1", "2")).toEqual([]);
    expect(paths(behind, "1", "3")).toHaveLength(1);
  });
});

describe("paths", () => {
  // Two ways of two steps from 1 to 4, one of them with parallel relationships, and one of three.
  const diamond = world(
    [...organizations(1, 2, 4), group(3)],
    [
      relationship(10, "SUPPLIES", 1, 2, { role: "GOODS" }),
      relationship(9, "SUPPLIES", 1, 2, { role: "SERVICES" }),
      relationship(2, "SUPPLIES", 2, 4),
      relationship(11, "MEMBER_OF", 1, 3, { confidence: 0.3 }),
      relationship(1, "MEMBER_OF", 4, 3, { confidence: 0.55 }),
      relationship(12, "MEMBER_OF", 2, 3),
      relationship(13, "SUPPLIES", 1, 2, { role: "GOODS", until: "2015-01-01" }),
    ],
  );
  const found = (input: Parameters<typeof paths>[3], first = 50, to = "4") =>
    paths(diamond, "1", to, input, first).map((one) => one.relationships.join("-"));

  test.each([
    [{}, ["9-2", "10-2", "11-1"]],
    [{ maxHops: 3 }, ["9-2", "10-2", "11-1", "9-12-1", "10-12-1", "11-12-2"]],
    [{ maxHops: 1 }, []],
    [{ direction: "OUT" as const, maxHops: 3 }, ["9-2", "10-2"]],
    [{ direction: "IN" as const, maxHops: 3 }, []],
    [{ validity: "ANY" as const }, ["9-2", "10-2", "11-1", "13-2"]],
    [{ asOf: "2014-12-31", kinds: ["SUPPLIES" as const] }, ["9-2", "10-2", "13-2"]],
    [{ stopAt: ["1", "2", "4"], maxHops: 3 }, ["11-1"]],
    [{ minConfidence: 0.5 }, ["9-2", "10-2"]],
  ])("from 1 to 4 with %j", (input, expected) => {
    expect(found(input)).toEqual(expected);
  });

  test("steps, confidence and the trivial path", () => {
    expect(paths(diamond, "1", "4", {}, 3).at(-1)).toEqual({
      length: 2,
      relationships: ["11", "1"],
      steps: [
        { relationship: "11", entity: "3", direction: "OUT" },
        { relationship: "1", entity: "4", direction: "IN" },
      ],
      confidence: 0.165,
    });
    expect(found({}, 2)).toEqual(["9-2", "10-2"]);
    expect(paths(diamond, "1", "1")).toEqual([{ length: 0, relationships: [], steps: [], confidence: 1 }]);
    expect(() => paths(diamond, "1", "99")).toThrow("NOT_FOUND");
  });
});

describe("in any world", () => {
  const asked = worlds.chain((drawn) =>
    fc.record({ drawn: fc.constant(drawn), input: traversals(drawn), pair: fc.tuple(fc.nat(), fc.nat()) }),
  );

  test("no two periods of one source, target, kind and role share a day", () => {
    const key = (one: WorldRelationship) => JSON.stringify([one.source, one.target, one.kind, one.role]);
    const isApart = (a: WorldRelationship, b: WorldRelationship) =>
      (a.until !== null && b.since !== null && a.until <= b.since) ||
      (b.until !== null && a.since !== null && b.until <= a.since);
    fc.assert(
      fc.property(worlds, ({ relationships }) => {
        const pairs = relationships.flatMap((a, i) => relationships.slice(i + 1).map((b) => [a, b] as const));
        expect(pairs.filter(([a, b]) => key(a) === key(b) && !isApart(a, b))).toEqual([]);
      }),
    );
  });

  test("an entity stands at the hop of its shortest path", () => {
    fc.assert(
      fc.property(asked, ({ drawn, input, pair }) => {
        const [of, to] = pair.map((i) => drawn.entities[i % drawn.entities.length]!.id) as [string, string];
        if (isMasked(drawn, of)) return;
        // Not so with filters of single hops, under which a way round may lead on where the short one does not, or with fan-outs, which paths get past.
        const { hops: _, fanOut: __, ...plain } = input;
        const question = { ...plain, maxHops: Math.min(3, input.maxHops ?? 2), maxNodes: 500 };
        const node = neighborhood(drawn, of, question).nodes.find((one) => one.id === to);
        expect(node?.hop).toBe(paths(drawn, of, to, question, 1)[0]?.length);
      }),
      { numRuns: 120 },
    );
  });

  test("a budget keeps a beginning of the unbounded answer, and says so", () => {
    fc.assert(
      fc.property(asked, ({ drawn, input, pair }) => {
        const of = drawn.entities[pair[0] % drawn.entities.length]!.id;
        const bounded = neighborhood(drawn, of, input);
        const whole = neighborhood(drawn, of, { ...input, maxNodes: 500 });
        const ids = (answer: typeof whole) => answer.nodes.map((one) => one.id);
        expect(ids(bounded)).toEqual(ids(whole).slice(0, bounded.nodes.length));
        if (bounded.nodes.length < whole.nodes.length) expect(bounded.isTruncated).toBe(true);
        if (bounded.isTruncated) expect(bounded.nodes.some((one) => one.isClipped)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });
});
