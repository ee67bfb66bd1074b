import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acquisitionBatches, type Batch, prospects } from "./support/oracle.batches.ts";
import { noisyOr, type World } from "./support/oracle.world.ts";
import {
  account,
  evidence,
  group,
  organization,
  organizations,
  person,
  platform,
  relationship,
  TODAY,
  world,
} from "./support/world.build.ts";
import { acquisitions } from "./support/world.questions.ts";
import { worlds } from "./support/worlds.ts";

/** "hub channel: prospect path path, prospect path | introducer path, …" */
const told = (batches: Batch[]) =>
  batches.map(({ hub, channel, prospects, introducers }) => {
    const behind = prospects.map((one) => [one.organization, ...one.paths.map((path) => path.relationships.join("-"))]);
    const beside = introducers.map((one) => `${one.client} ${one.path.relationships.join("-")}`.trim());
    return `${hub} ${channel}: ${behind.map((one) => one.join(" ")).join(", ")} | ${beside.join(", ")}`;
  });

/** Client 1 sells to hub 2, as do 3 and 4. */
const chain = world(
  organizations(1, 2, 3, 4),
  [relationship(1, "SUPPLIES", 1, 2), relationship(2, "SUPPLIES", 3, 2), relationship(3, "SUPPLIES", 4, 2)],
  { clients: [account(1)], evidence: [evidence(2, "INVOICE", TODAY, "300 CNY")] },
);

describe("one supply hub, by hand", () => {
  const [batch, ...others] = acquisitionBatches(chain);
  const factors = (explanation: Batch["explanation"]) =>
    explanation.map((one) => [one.name, one.value, Number(one.contribution.toFixed(9))]);

  test("hub, introducer, counts and amounts", () => {
    expect(others).toEqual([]);
    expect(batch).toMatchObject({
      hub: "2",
      channel: "SUPPLY_CHAIN",
      prospectCount: 2,
      clientCount: 1,
      annualAmounts: [{ amount: "300.00", currency: "CNY" }],
      introducers: [{ client: "1", path: { relationships: ["1"], confidence: 0.5 } }],
      prospects: [
        { organization: "3", paths: [{ relationships: ["1", "2"], confidence: 0.45 }] },
        { organization: "4", paths: [{ relationships: ["1", "3"], confidence: 0.25 }] },
      ],
    });
  });

  test("each prospect's factors add up to the log-odds of its likelihood", () => {
    const [three, four] = batch!.prospects;
    expect(factors(three!.explanation)).toEqual([
      ["prior", 0.05, -2.944438979], // ln(0.05 / 0.95)
      ["confidence", 0.9, 0.4],
      ["recency", 1, 0.4],
      ["shareOfAmount", 1, 1.5],
      ["independentPaths", 0.5, 0],
    ]);
    expect(three!.likelihood).toBeCloseTo(0.344243793, 9); // 1 / (1 + 19 e^-2.3)
    expect(factors(four!.explanation)).toEqual([
      ["prior", 0.05, -2.944438979],
      ["confidence", 0.5, 0],
      ["recency", 0, -0.4],
      ["shareOfAmount", 0, 0],
      ["independentPaths", 0.5, 0],
    ]);
    expect(four!.likelihood).toBeCloseTo(0.03407774, 9); // 1 / (1 + 19 e^0.4)
  });

  test("the batch's factors add up to its expected accounts", () => {
    expect(batch!.expectedAccounts).toBeCloseTo(0.378321532, 9);
    expect(factors(batch!.explanation)).toEqual([
      ["prior", 0.05, 0.1],
      ["confidence", 0.7, 0.022800969],
      ["recency", 0.5, 0.016128795],
      ["shareOfAmount", 0.5, 0.239391768],
      ["independentPaths", 0.5, 0],
    ]);
  });

  test("recency halves in a year, and shares are of the last steps", () => {
    const aged = {
      ...chain,
      evidence: world([], [], {
        evidence: [
          evidence(2, "INVOICE", "2024-07-01", "300 CNY"), // 364 days ago
          evidence(3, "INVOICE", "2025-06-29", "100 CNY"),
        ],
      }).evidence,
    };
    const values = acquisitionBatches(aged)[0]!.prospects.map((one) => one.explanation.map(({ value }) => value));
    // 0.9 * 0.5 ^ (364 / 730) = 0.6370; 0.5 ^ (364 / 365) = 0.500950; 0.9 * 0.5 ^ (1 / 730) = 0.8991
    expect(values).toEqual([
      [0.05, 0.637, 0.50095, 0.75, 0.5],
      [0.05, 0.8991, 0.998103, 0.25, 0.5],
    ]);
  });
});

describe("introducers", () => {
  test("the hub may be the client: its path is empty, and what is left of a prospect's path counts as certain", () => {
    const batch = acquisitionBatches({ ...chain, clientPeriods: [account(2)] }, { maxHops: 1 })[0]!;
    expect(told([batch])).toEqual(["2 SUPPLY_CHAIN: 3 2, 1 1, 4 3 | 2"]);
    expect(batch.introducers[0]!.path.confidence).toBe(1);
    expect(batch.clientCount).toBe(0);
    expect(batch.prospects[0]!.explanation[4]).toMatchObject({ value: 1, contribution: 0.5 });
  });

  // Clients 1 (two ways to the association 5: straight, or over 2), 3 (the group 4), and 6 three steps away.
  const circle = world(
    [...organizations(1, 2, 3, 6, 7, 8), organization(5, { category: "ASSOCIATION" }), group(4)],
    [
      relationship(1, "MEMBER_OF", 1, 5, { confidence: 0.4 }),
      relationship(2, "GUARANTEES", 2, 1, { confidence: 0.9 }),
      relationship(3, "RECOMMENDED", 2, 5, { confidence: 0.8 }),
      relationship(4, "MEMBER_OF", 3, 4, { confidence: 0.9 }),
      relationship(5, "RECOMMENDED", 4, 5, { confidence: 0.8 }),
      relationship(6, "OWNS", 6, 3, { confidence: 1 }),
      relationship(7, "MEMBER_OF", 7, 5, { confidence: 0.5 }),
      relationship(8, "BRANCH_OF", 8, 7, { confidence: 1 }),
    ],
    { clients: [account(1), account(3, 2), account(6, 3)] },
  );

  test("best path by product, then length, then ids; strongest client first", () => {
    // Both 1 (2-3) and 3 (4-5) reach the hub by 0.72 in two steps; with two hops 1 has its own membership only.
    expect(told(acquisitionBatches(circle))).toEqual(["5 ASSOCIATION: 7 1-7 | 1 1"]);
    expect(told(acquisitionBatches(circle, { maxHops: 3 }))).toEqual(["5 ASSOCIATION: 7 2-3-7 4-5-7 | 1 2-3, 3 4-5"]);
  });

  test("of equal products the shorter path, of equal lengths the lower ids", () => {
    const ways = (straight: number) =>
      world(
        [...organizations(1, 2, 3), group(4)],
        [
          relationship(10, "RECOMMENDED", 1, 4, { confidence: straight }),
          relationship(3, "GUARANTEES", 1, 2, { confidence: 1 }),
          relationship(9, "GUARANTEES", 2, 1, { confidence: 1 }),
          relationship(2, "RECOMMENDED", 2, 4, { confidence: 0.6 }),
          relationship(1, "MEMBER_OF", 3, 4),
        ],
        { clients: [account(1)] },
      );
    const best = (straight: number) => told(acquisitionBatches(ways(straight), { maxHops: 3 }));
    expect(best(0.6)).toEqual(["4 ASSOCIATION: 3 10-1 | 1 10"]);
    expect(best(0.5999)).toEqual(["4 ASSOCIATION: 3 3-2-1 | 1 3-2"]);
  });

  test("independent paths: noisy-or of the best path of each without its last step", () => {
    const [batch] = acquisitionBatches(circle, { maxHops: 4 });
    expect(told([batch!])).toEqual(["5 ASSOCIATION: 7 2-3-7 4-5-7 6-4-5-7 | 1 2-3, 3 4-5, 6 6-4-5"]);
    // 1 - (1 - 0.72) ^ 3
    expect(batch!.prospects[0]!.explanation[4]).toMatchObject({ name: "independentPaths", value: 0.978048 });
    expect(noisyOr([0.5, 0.5]).toNumber()).toBe(0.75);
  });

  test.each([
    [{ branch: 2 }, ["5 ASSOCIATION: 7 4-5-7 | 3 4-5"]],
    [{ from: ["1", "2"] }, ["5 ASSOCIATION: 7 2-3-7 | 1 2-3"]],
    [{ from: ["1"], branch: 2 }, []],
    [{ from: [], branch: 3 }, []],
    [{ minConfidence: 0.8 }, []],
    [{ minConfidence: 0.5 }, ["5 ASSOCIATION: 7 2-3-7 4-5-7 | 1 2-3, 3 4-5"]],
    [{ channels: ["PERSON" as const, "BILL" as const] }, []],
    [{ asOf: "2019-12-31" }, []],
  ])("with three hops and %j", (input, expected) => {
    expect(told(acquisitionBatches(circle, { maxHops: 3, ...input }))).toEqual(expected);
  });

  test("at most the twenty strongest count", () => {
    const clients = Array.from({ length: 25 }, (_, i) => i + 10);
    const crowd = world(
      [...organizations(1, ...clients), group(2)],
      [
        relationship(1, "MEMBER_OF", 1, 2),
        ...clients.map((id) => relationship(id, "RECOMMENDED", id, 2, { confidence: id < 15 ? 0.01 : 0.1 })),
      ],
      { clients: clients.map((id) => account(id)) },
    );
    const [batch] = acquisitionBatches(crowd);
    expect(batch!.introducers).toHaveLength(25);
    // 1 - 0.9 ^ 20
    expect(batch!.prospects[0]!.explanation[4]!.value).toBe(0.878423);
  });
});

describe("stops", () => {
  // Client 1 reaches the group 4 over 2, which is a bank or busy; 5 is a member.
  const over = (own: Parameters<typeof organization>[1]) =>
    world(
      [...organizations(1, 5), organization(2, own), group(4)],
      [
        relationship(1, "GUARANTEES", 1, 2),
        relationship(2, "MEMBER_OF", 2, 4),
        relationship(3, "MEMBER_OF", 5, 4),
        relationship(4, "GUARANTEES", 2, 2),
      ],
      { clients: [account(1)] },
    );

  test("no path leads through a bank", () => {
    expect(told(acquisitionBatches(over({ industry: "J6910" }), { maxHops: 3 }))).toEqual([
      "4 ASSOCIATION: 5 1-2-3 | 1 1-2",
    ]);
    expect(told(acquisitionBatches(over({ industry: "J6621" }), { maxHops: 3 }))).toEqual([]);
  });

  test("nor through an entity with too many current relationships, a self-loop counting once", () => {
    expect(acquisitionBatches(over({}), { maxHops: 3 }, { hubLimit: 3 })).toHaveLength(1);
    expect(acquisitionBatches(over({}), { maxHops: 3 }, { hubLimit: 2 })).toEqual([]);
  });

  test("a hub and a client may be stops: they are ends", () => {
    const banks = {
      ...chain,
      entities: [organization(1, { industry: "J66" }), organization(2, { industry: "J6621" }), ...organizations(3, 4)],
    };
    expect(told(acquisitionBatches(banks, {}, { hubLimit: 0 }))).toEqual(["2 SUPPLY_CHAIN: 3 1-2, 4 1-3 | 1 1"]);
  });

  test("nor through a masked person, who may be the client and is no hub", () => {
    const people = (role: string, client: number) =>
      world(
        [...organizations(1, 2), person(3), group(4)],
        [
          relationship(1, "AFFILIATED_WITH", 3, 1, { role }),
          relationship(2, "RECOMMENDED", 3, 4),
          relationship(3, "MEMBER_OF", 2, 4),
          relationship(4, "AFFILIATED_WITH", 3, 2, { role: "FINANCE_STAFF" }),
        ],
        { clients: [account(client)] },
      );
    expect(told(acquisitionBatches(people("FINANCE_STAFF", 1), { maxHops: 3 }))).toEqual([]);
    expect(told(acquisitionBatches(people("FINANCE_STAFF", 3), { maxHops: 2 }))).toEqual([
      "4 ASSOCIATION: 2 2-3 | 3 2",
    ]);
    expect(told(acquisitionBatches(people("EXECUTIVE", 1), { maxHops: 3 }))).toEqual([
      "4 ASSOCIATION: 2 1-2-3 | 1 1-2",
      "3 PERSON: 2 1-4 | 1 1",
    ]);
  });
});

describe("hubs and tiers", () => {
  test("three current supplies make a hub, whatever their confidence; a self-loop or an ended one makes none", () => {
    const withThird = (own: Partial<World["relationships"][number]>) => ({
      ...chain,
      relationships: [...chain.relationships.slice(0, 2), relationship(3, "SUPPLIES", 4, 2, own)],
    });
    const input = { minConfidence: 0.4 };
    expect(told(acquisitionBatches(withThird({ confidence: 0.1 }), input))).toEqual(["2 SUPPLY_CHAIN: 3 1-2 | 1 1"]);
    expect(acquisitionBatches(withThird({ until: TODAY }), input)).toEqual([]);
    const loop = { ...chain, relationships: [...chain.relationships.slice(0, 2), relationship(3, "SUPPLIES", 2, 2)] };
    expect(acquisitionBatches(loop)).toEqual([]);
  });

  test("tiers run in one direction, as far as the hops allow", () => {
    // 7 -> 6 -> 5 -> 4 -> 3 -> 2 (hub) -> 8, and 6 -> 9; the hub is the client.
    const long = world(
      organizations(2, 3, 4, 5, 6, 7, 8, 9),
      [
        relationship(1, "SUPPLIES", 3, 2),
        relationship(2, "SUPPLIES", 4, 3),
        relationship(3, "SUPPLIES", 5, 4),
        relationship(4, "SUPPLIES", 6, 5),
        relationship(5, "SUPPLIES", 7, 6),
        relationship(6, "SUPPLIES", 2, 8),
        relationship(7, "SUPPLIES", 2, 8, { role: "GOODS" }),
        relationship(8, "SUPPLIES", 6, 9),
      ],
      { clients: [account(2)] },
    );
    const hub2 = (maxHops: number) =>
      acquisitionBatches(long, { maxHops })
        .filter((one) => one.hub === "2")
        .flatMap((one) => one.prospects.map(({ organization, paths }) => `${organization}:${paths[0]!.relationships}`));
    expect(hub2(1)).toEqual(["3:1", "8:6"]);
    expect(hub2(2)).toEqual(["3:1", "8:6", "4:1,2"]);
    expect(hub2(6)).toEqual(["3:1", "8:6", "4:1,2", "5:1,2,3", "6:1,2,3,4"]);
  });

  test("introducer path and tier path share the hops", () => {
    const deeper = {
      ...chain,
      entities: organizations(1, 2, 3, 4, 5),
      relationships: [...chain.relationships, relationship(4, "SUPPLIES", 5, 4)],
    };
    expect(told(acquisitionBatches(deeper))).toEqual(["2 SUPPLY_CHAIN: 3 1-2, 4 1-3 | 1 1"]);
    expect(told(acquisitionBatches(deeper, { maxHops: 3 }))).toEqual(["2 SUPPLY_CHAIN: 3 1-2, 4 1-3, 5 1-3-4 | 1 1"]);
  });

  test("a hub that is a client and supplies itself is not counted beside itself", () => {
    const itself = { ...chain, relationships: [...chain.relationships, relationship(4, "SUPPLIES", 2, 2)] };
    const [batch] = acquisitionBatches({ ...itself, clientPeriods: [account(1), account(2)] });
    expect(batch).toMatchObject({ hub: "2", clientCount: 1, prospectCount: 2 });
  });

  test("a path is simple as a whole: the prospect does not introduce itself", () => {
    // 3 stands between the client 1 and the hub 2.
    const between = {
      ...chain,
      relationships: [
        relationship(1, "SUPPLIES", 1, 3),
        ...chain.relationships.slice(1),
        relationship(4, "SUPPLIES", 2, 5),
      ],
      entities: organizations(1, 2, 3, 4, 5),
    };
    expect(told(acquisitionBatches(between, { maxHops: 3 }))).toEqual(["2 SUPPLY_CHAIN: 4 1-2-3, 5 1-2-4 | 1 1-2"]);
  });

  test("participants count, debtors do not; the scenario's prior goes before the channel's", () => {
    const court = (scenario: string) =>
      world(
        [...organizations(1, 2, 3, 4), platform(9, scenario)],
        [
          relationship(1, "OPERATES", 1, 9),
          relationship(2, "PARTICIPATES_IN", 2, 9, { role: "ADMINISTRATOR" }),
          relationship(3, "PARTICIPATES_IN", 3, 9, { role: "DEBTOR" }),
          relationship(4, "PARTICIPATES_IN", 4, 9),
        ],
        {
          clients: [account(1)],
          priors: [
            { channel: "PLATFORM", scenario: "COURT", probability: 0.4, validFrom: "2020-01-01" },
            { channel: "PLATFORM", scenario: "COURT", probability: 0.6, validFrom: TODAY },
          ],
        },
      );
    const prior = (scenario: string, asOf: string) =>
      acquisitionBatches(court(scenario), { asOf })[0]!.prospects[0]!.explanation[0]!.value;
    expect(told(acquisitionBatches(court("COURT")))).toEqual(["9 PLATFORM: 2 1-2, 4 1-4 | 1 1"]);
    expect(acquisitionBatches(court("COURT"))[0]!.clientCount).toBe(0);
    expect(prior("COURT", TODAY)).toBe(0.6);
    expect(prior("COURT", "2025-06-29")).toBe(0.4);
    expect(prior("HOSPITAL", TODAY)).toBe(0.3);
  });

  test("a person's firms, through what it runs or owns", () => {
    const someone = world(
      [...organizations(1, 2, 3), person(9)],
      [
        relationship(1, "AFFILIATED_WITH", 9, 1, { role: "LEGAL_REPRESENTATIVE" }),
        relationship(2, "OWNS", 9, 2),
        relationship(3, "RECOMMENDED", 9, 3),
      ],
      { clients: [account(1)] },
    );
    expect(told(acquisitionBatches(someone))).toEqual(["9 PERSON: 2 1-2 | 1 1"]);
    expect(acquisitionBatches(someone)[0]!.clientCount).toBe(1);
  });
});

describe("prospects", () => {
  // Members 2 and 3 of the group 9, which the client 1 recommends.
  const members = (own: Parameters<typeof organization>[1], clients: World["clientPeriods"] = []) =>
    world(
      [organization(1), organization(2), organization(3, own), group(9)],
      [relationship(1, "RECOMMENDED", 1, 9), relationship(2, "MEMBER_OF", 2, 9), relationship(3, "MEMBER_OF", 3, 9)],
      { clients: [account(1), ...clients] },
    );
  const named = (...args: [...Parameters<typeof members>, Parameters<typeof acquisitionBatches>[1]?]) =>
    acquisitionBatches(members(args[0], args[1]), args[2])[0]?.prospects.map((one) => one.organization) ?? [];

  test.each([
    [{ status: "UNKNOWN" }, ["2", "3"]],
    [{ status: "DEREGISTERED" }, ["2"]],
    [{ status: "REVOKED" }, ["2"]],
    [{ status: "INSOLVENT" }, ["2"]],
    [{ doNotContact: true }, ["2"]],
    [{ industry: "J66" }, ["2"]],
    [{ industry: null, region: null }, ["2", "3"]],
  ])("%j", (own, expected) => {
    expect(named(own)).toEqual(expected);
  });

  test("no client of any branch on that day", () => {
    const left = [account(3, 7, "2021-01-01", "2023-01-01")];
    expect(named({}, left)).toEqual(["2", "3"]);
    expect(named({}, left, { asOf: "2023-01-01" })).toEqual(["2", "3"]);
    expect(named({}, left, { asOf: "2022-12-31" })).toEqual(["2"]);
    expect(named({}, left, { asOf: "2022-12-31", branch: 1 })).toEqual(["2"]);
    expect(acquisitionBatches(members({}, left), { asOf: "2022-12-31", branch: 1 })[0]!.clientCount).toBe(1);
  });

  test("region and industry are asked by prefix, and of prospects only", () => {
    const elsewhere = { region: "440300", industry: "F5251" };
    expect(named(elsewhere, [], { region: "36" })).toEqual(["2"]);
    expect(named(elsewhere, [], { region: "4403" })).toEqual(["3"]);
    expect(named(elsewhere, [], { industry: "C30" })).toEqual(["2"]);
    expect(named({ industry: null }, [], { industry: "F" })).toEqual([]);
  });

  test("minAnnualAmount binds supplies, at the day's rate", () => {
    const input = (amount: string, currency: string) => ({ minAnnualAmount: { amount, currency } });
    const paid = { ...chain, evidence: chain.evidence.flatMap((row) => [row, { ...row, id: "2", relationship: "1" }]) };
    expect(told(acquisitionBatches(paid, input("300", "CNY")))).toEqual(["2 SUPPLY_CHAIN: 3 1-2 | 1 1"]);
    expect(acquisitionBatches(paid, input("37.5", "USD"))).toHaveLength(1);
    expect(acquisitionBatches(paid, input("37.51", "USD"))).toEqual([]);
    expect(acquisitionBatches(members({}), input("1", "CNY"))).toHaveLength(1);
  });

  test("amounts of a batch come from its own tier, one currency each", () => {
    const twice = {
      ...chain,
      relationships: [...chain.relationships, relationship(4, "SUPPLIES", 2, 3), relationship(5, "SUPPLIES", 3, 4)],
      evidence: world([], [], {
        evidence: [2, 3, 4, 5].map((id) => evidence(id, "BILL", TODAY, id === 4 ? "10 USD" : "100 CNY")),
      }).evidence,
    };
    expect(acquisitionBatches(twice)[0]!.annualAmounts).toEqual([
      { amount: "200.00", currency: "CNY" },
      { amount: "10.00", currency: "USD" },
    ]);
  });
});

describe("order", () => {
  // Two groups alike (9 and 10), and 11 with one member less but money behind it.
  const groups = world(
    [...organizations(1, 2, 3), group(10), group(9), group(11)],
    [
      ...[9, 10, 11].map((id) => relationship(id, "RECOMMENDED", 1, id)),
      ...[9, 10].flatMap((id) => [2, 3].map((member) => relationship(id * 10 + member, "MEMBER_OF", member, id))),
      relationship(112, "MEMBER_OF", 2, 11),
    ],
    { clients: [account(1)], evidence: [evidence(112, "ASSOCIATION_ROSTER", TODAY, "5 CNY", { source: "roster" })] },
  );
  const hubs = (orderBy: "EXPECTED_ACCOUNTS" | "PROSPECT_COUNT" | "ANNUAL_AMOUNT") =>
    acquisitionBatches(groups, {}, { orderBy }).map((one) => one.hub);

  test("batches: by what was asked, then hub in number order", () => {
    expect(hubs("PROSPECT_COUNT")).toEqual(["9", "10", "11"]);
    expect(hubs("ANNUAL_AMOUNT")).toEqual(["11", "9", "10"]);
    expect(hubs("EXPECTED_ACCOUNTS")).toEqual(["11", "9", "10"]);
  });

  test("each organization once, with its likeliest batch and the paths of all", () => {
    const all = prospects(groups);
    expect(all.map((one) => one.organization)).toEqual(["2", "3"]);
    expect(all[0]!.channels).toEqual(["ASSOCIATION"]);
    expect(all[0]!.explanation[3]).toMatchObject({ name: "shareOfAmount", value: 1 });
    expect(all[0]!.paths).toEqual([
      { hub: "11", channel: "ASSOCIATION", relationships: ["11", "112"], confidence: 0.425 },
      { hub: "9", channel: "ASSOCIATION", relationships: ["9", "92"], confidence: 0.25 },
      { hub: "10", channel: "ASSOCIATION", relationships: ["10", "102"], confidence: 0.25 },
    ]);
  });
});

describe("in any world", () => {
  const asked = worlds.chain((drawn) => fc.record({ drawn: fc.constant(drawn), input: acquisitions(drawn) }));
  const contributions = (explanation: Batch["explanation"]) =>
    explanation.reduce((total, one) => total + one.contribution, 0);

  test("contributions add up, and every path leads from a client over the hub to a non-client", () => {
    let answered = 0;
    fc.assert(
      fc.property(asked, ({ drawn, input }) => {
        const batches = acquisitionBatches(drawn, input, { hubLimit: 6 });
        if (batches.length > 0) answered++;
        const day = input.asOf ?? drawn.today;
        const isClient = (id: string) =>
          drawn.clientPeriods.some((one) => one.entity === id && one.since <= day && (one.until ?? "9999") > day);
        for (const batch of batches) {
          expect(contributions(batch.explanation)).toBeCloseTo(batch.expectedAccounts, 9);
          for (const { organization, likelihood, explanation, paths } of batch.prospects) {
            expect(contributions(explanation)).toBeCloseTo(Math.log(likelihood / (1 - likelihood)), 9);
            expect(isClient(organization)).toBe(false);
            for (const { relationships } of paths) {
              const nodes = [organization];
              for (const id of relationships.toReversed()) {
                const { source, target } = drawn.relationships.find((one) => one.id === id)!;
                nodes.push(source === nodes.at(-1) ? target : source);
              }
              expect(new Set(nodes).size).toBe(nodes.length);
              expect(nodes).toContain(batch.hub);
              expect(isClient(nodes.at(-1)!)).toBe(true);
              expect(relationships.length).toBeLessThanOrEqual(input.maxHops ?? 2);
            }
          }
        }
      }),
      { numRuns: 120 },
    );
    expect(answered).toBeGreaterThan(60);
  });

  test("the order in which the world was written down does not matter", () => {
    const reversed = ({ entities, relationships, evidence, clientPeriods, ...rest }: World): World => ({
      ...rest,
      entities: entities.toReversed(),
      relationships: relationships.toReversed(),
      evidence: evidence.toReversed(),
      clientPeriods: clientPeriods.toReversed(),
    });
    const tidy = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (_, x) => (typeof x === "number" ? x.toFixed(9) : x)));
    fc.assert(
      fc.property(asked, ({ drawn, input }) => {
        expect(tidy(acquisitionBatches(reversed(drawn), input))).toEqual(tidy(acquisitionBatches(drawn, input)));
      }),
      { numRuns: 40 },
    );
  });

  test("an organization is as likely as in its best batch", () => {
    fc.assert(
      fc.property(asked, ({ drawn, input }) => {
        const batches = acquisitionBatches(drawn, input).flatMap((one) => one.prospects);
        for (const { organization, likelihood, paths } of prospects(drawn, input)) {
          const own = batches.filter((one) => one.organization === organization);
          expect(likelihood).toBeCloseTo(Math.max(...own.map((one) => one.likelihood)), 9);
          expect(paths).toHaveLength(own.flatMap((one) => one.paths).length);
        }
      }),
      { numRuns: 40 },
    );
  });
});
