import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../src/context.ts";
import type { Database } from "../src/database.ts";
import { type ServedChannel, servedChannels } from "../src/modules/acquisition/acquisition.enums.ts";
import { sumAmounts } from "../src/modules/acquisition/amount.loader.ts";
import type { Batch } from "../src/modules/acquisition/batch.assembly.ts";
import { comparePlaces, findBatches, placeOf } from "../src/modules/acquisition/batch.service.ts";
import { pathOf } from "../src/modules/acquisition/path.dressing.ts";
import { mergeProspects } from "../src/modules/acquisition/prospect.page.ts";
import { type Question, timeOf } from "../src/modules/acquisition/question.service.ts";
import { startingClients } from "../src/modules/acquisition/starting-client.loader.ts";
import { timeOn } from "../src/shared/asked.ts";
import { openTestDatabase } from "./support/database.ts";
import * as oracle from "./support/oracle.batches.ts";
import type { AcquisitionInput } from "./support/oracle.question.ts";
import type { World } from "./support/oracle.world.ts";
import { account, organizations, relationship, world } from "./support/world.build.ts";
import { loadWorld } from "./support/world.load.ts";
import { acquisitions } from "./support/world.questions.ts";
import { worlds } from "./support/worlds.ts";

const runs = Number(process.env.PROPERTY_RUNS ?? 60);

describe("acquisition equals a brute-force computation in memory", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const contextOf = (world: World): Context => ({
    viewer: { kind: "staff", subject: "head", name: "head", role: "HEAD_OFFICE", branchId: null, client: null },
    em: database.em,
    today: world.today,
    language: "en",
    keyMark: "test",
  });

  async function questionOf(context: Context, input: AcquisitionInput): Promise<Question> {
    const asOf = input.asOf ?? context.today;
    const channels = input.channels?.length
      ? servedChannels.filter((channel) => input.channels!.includes(channel))
      : [...servedChannels];
    const clients = await startingClients(
      context,
      timeOn(context, asOf, null),
      input.branch === undefined ? null : String(input.branch),
      input.from?.length ? input.from : null,
    );
    const { maxHops = 2, region = null, industry = null, minAnnualAmount = null, minConfidence = null } = input;
    return { channels, maxHops, asOf, knownAt: null, region, industry, minAnnualAmount, minConfidence, clients };
  }

  /** What both sides say, in one shape. */
  const said = async (context: Context, question: Question, batch: Batch) => ({
    hub: batch.hub,
    channel: batch.channel,
    prospectCount: batch.prospects.length,
    clientCount: batch.clientCount,
    introducers: batch.introducers
      .map(pathOf)
      .map(({ client, edges }) => ({ client, relationships: edges.map((edge) => edge.id) })),
    prospects: batch.prospects.map((prospect) => ({
      organization: prospect.key,
      paths: prospect.paths.map((path) => path.edges.map((edge) => edge.id)),
      factors: prospect.explanation.map((factor) => factor.name),
    })),
    annualAmounts: (
      await sumAmounts(context, { relationships: batch.amountEdges, time: timeOf(context, question) })
    ).map(({ amount, currency }) => [Number(amount), currency]),
  });
  const expectedOf = (batch: oracle.Batch) => ({
    hub: batch.hub,
    channel: batch.channel as ServedChannel,
    prospectCount: batch.prospectCount,
    clientCount: batch.clientCount,
    introducers: batch.introducers.map(({ client, path }) => ({ client, relationships: path.relationships })),
    prospects: batch.prospects.map((prospect) => ({
      organization: prospect.organization,
      paths: prospect.paths.map((path) => path.relationships),
      factors: prospect.explanation.map((factor) => factor.name),
    })),
    annualAmounts: batch.annualAmounts.map(({ amount, currency }) => [Number(amount), currency]),
  });
  const numbers = (explanation: readonly { value: number; contribution: number }[]) =>
    explanation.flatMap(({ value, contribution }) => [value, contribution]);
  const close = (found: number[], expected: number[]) => {
    expect(found.length).toBe(expected.length);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 7);
  };

  it("the short way to a hub may run through a prospect that the long and stronger one leaves alone", async () => {
    // From 1 to hub 2: by 3 in two steps, by 4 and 5 in three. 3 is a prospect too, by 6, and four hops leave room for the short way alone.
    const sure = { confidence: 1 };
    const drawn = world(
      organizations(1, 2, 3, 4, 5, 6, 7),
      [
        relationship(1, "GUARANTEES", 1, 3),
        relationship(2, "BRANCH_OF", 3, 2),
        relationship(3, "GUARANTEES", 1, 4, sure),
        relationship(4, "GUARANTEES", 4, 5, sure),
        relationship(5, "SUPPLIES", 5, 2, sure),
        relationship(6, "SUPPLIES", 6, 2),
        relationship(7, "SUPPLIES", 3, 6),
        relationship(8, "SUPPLIES", 7, 2),
      ],
      { clients: [account(1)] },
    );
    await loadWorld(database.em, drawn);
    const context = contextOf(drawn);
    const question = await questionOf(context, { maxHops: 4 });
    const { batches } = await findBatches(database.em, question, drawn.today);
    const hub = batches.filter((batch) => batch.hub === "2");
    const expected = oracle.acquisitionBatches(drawn, { maxHops: 4 }).filter((batch) => batch.hub === "2");
    expect(expected.map((batch) => batch.prospects.map((one) => one.organization).sort())).toEqual([["5", "6", "7"]]);
    expect(await Promise.all(hub.map((batch) => said(context, question, batch)))).toEqual(expected.map(expectedOf));
  });

  it("batches and prospects", { timeout: 900_000 }, async () => {
    let answered = 0;
    const asked = worlds.chain((world) =>
      fc.tuple(
        fc.constant(world),
        fc.array(acquisitions(world), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(1_000, 6),
      ),
    );
    await fc.assert(
      fc.asyncProperty(asked, async ([world, inputs, hubLimit]) => {
        await loadWorld(database.em, world);
        for (const [i, input] of inputs.entries()) {
          const context = contextOf(world);
          const orderBy = (["EXPECTED_ACCOUNTS", "PROSPECT_COUNT", "ANNUAL_AMOUNT"] as const)[i % 3]!;
          const question = await questionOf(context, input);
          const { batches, isTruncated } = await findBatches(database.em, question, world.today, undefined, hubLimit);
          const place = (batch: Batch) => placeOf(batch, orderBy, servedChannels);
          batches.sort((a, b) => comparePlaces(place(a), place(b), orderBy));
          const expected = oracle.acquisitionBatches(world, input, { orderBy, hubLimit });
          expect(await Promise.all(batches.map((batch) => said(context, question, batch)))).toEqual(
            expected.map(expectedOf),
          );
          batches.forEach((batch, at) => {
            close(
              [batch.expectedAccounts, ...numbers(batch.explanation)],
              [expected[at]!.expectedAccounts, ...numbers(expected[at]!.explanation)],
            );
            batch.prospects.forEach((prospect, p) => {
              const other = expected[at]!.prospects[p]!;
              close(
                [prospect.likelihood, ...numbers(prospect.explanation)],
                [other.likelihood, ...numbers(other.explanation)],
              );
            });
          });
          const merged = mergeProspects(batches, servedChannels);
          const overall = oracle.prospects(world, input, { hubLimit });
          expect(
            merged.map(({ key, channels, paths }) => ({
              key,
              channels,
              paths: paths.map((path) => path.edges.map((edge) => edge.id)),
            })),
          ).toEqual(
            overall.map(({ organization, channels, paths }) => ({
              key: organization,
              channels,
              paths: paths.map((path) => path.relationships),
            })),
          );
          for (const [p, prospect] of merged.entries()) {
            close(
              [prospect.likelihood, ...numbers(prospect.explanation)],
              [overall[p]!.likelihood, ...numbers(overall[p]!.explanation)],
            );
          }
          expect(isTruncated).toBe(false);
          if (batches.length) answered++;
        }
      }),
      { numRuns: runs },
    );
    // A comparison of empty answers would prove nothing.
    expect(answered).toBeGreaterThan(runs);
  });
});
