import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "../src/context.ts";
import { setPrior } from "../src/modules/acquisition/prior.service.ts";
import { writeAccounts } from "../src/modules/clients/account.writer.ts";
import { writeEvidence } from "../src/modules/graph/evidence.service.ts";
import { withdrawEvidence } from "../src/modules/graph/evidence-withdrawal.service.ts";
import { writeRelationships } from "../src/modules/graph/relationship.service.ts";
import { rollValues } from "../src/modules/graph/value.service.ts";
import { resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { mergeOrganizations, undoMerge } from "../src/modules/organizations/merge.service.ts";
import { today } from "../src/shared/day.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import type { Viewer } from "../src/shared/viewer.ts";
import { onPostgres } from "./support/database.ts";
import { askAll } from "./support/past.questions.ts";
import { startServer, type TestServer } from "./support/server.ts";

const day = today();
const days = ["2021-06-01", day];
const worlds = Number(process.env.HISTORY_WORLDS ?? (onPostgres ? 2 : 1));
const viewer: Viewer = {
  ...{ kind: "staff", subject: "head", name: "H" },
  ...{ role: "HEAD_OFFICE", branchId: null, client: null },
};

let server: TestServer;
beforeAll(async () => {
  server = await startServer("empty", {}, day);
});
afterAll(() => server.close());

const context = (): Context => ({
  ...{ viewer, em: server.database.em, today: day },
  ...{ language: "en", keyMark: "test" },
});
const write = <T>(work: Parameters<typeof asSystem<T>>[1]) => asSystem(server.database.em, work);
const rowsOf = <Row>(query: ReturnType<typeof sql<Row>>) =>
  write(async (tx) => (await query.execute(tx.getKysely())).rows);
const id = (key: string) => encodeId("entity", key);

/** An instant after all that was written, and before all that will be: the clock of the embedded database counts milliseconds. */
async function tick(): Promise<string> {
  const now = Date.now();
  while (Date.now() < now + 3) await new Promise((resolve) => setTimeout(resolve, 1));
  return new Date(now).toISOString();
}

let numbers = 0;
async function newFirms(count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, place) => {
    numbers += 1;
    const kind = place === 2 ? { category: "ASSOCIATION" as const } : {};
    return {
      ...{ type: "ORGANIZATION" as const, name: `企业${numbers}`, source: "list", number: `h${numbers}`, ...kind },
      authority: "OWN" as const,
    };
  });
  return (await write((tx) => resolveEntities(tx, rows))).map((one) => one.entityId!);
}

/** A world of a few firms and what may be done to it; each takes some dice. */
class Story {
  merges: string[] = [];
  constructor(readonly firms: readonly string[]) {}

  /** The first and the fifth are clients and members of the third, an association, as the others are; two more supply the first. */
  async begin(): Promise<void> {
    await this.acts.account!(0, 0, 1);
    await this.acts.account!(4, 1, 1);
    const [core, supplier, association, ...others] = this.firms;
    const link = (sourceId: string, targetId: string, kind: string) => ({
      sourceId,
      targetId,
      kind,
      role: null,
      since: "2019-01-01",
      until: null,
      confidence: 0.8,
    });
    const members = [core!, supplier!, ...others].map((one) => link(one, association!, "MEMBER_OF"));
    const sales = [supplier!, others[0]!, others[2]!].map((one) => link(one, core!, "SUPPLIES"));
    await write((tx) => writeRelationships(tx, [...members, ...sales]));
  }

  readonly acts: Record<string, (a: number, b: number, c: number) => Promise<unknown>> = {
    record: (a, b, c) =>
      write((tx) =>
        writeRelationships(tx, [
          { ...this.#link(a, b), ...period(c), confidence: [null, 0.3, 0.8][c % 3]!, observedOn: null },
        ]),
      ),
    sight: (a, b, c) => this.#sight(a, b, c, `r${c % 2}`),
    correct: (a, b, c) => this.#sight(a, b, c, "r0"),
    sightWithoutDays: (a, b, c) =>
      write(async (tx) => {
        const [one] = await writeRelationships(tx, [{ ...this.#link(a, b), since: null, until: null }]);
        await writeEvidence(tx, [{ ...this.#evidence(a, c, null), relationshipId: one!.relationshipId }], day);
      }),
    withdraw: async (a) => {
      const standing = await rowsOf(sql<{
        id: string;
      }>`select e.id from evidence e join relationship r on r.id = e.relationship_id
        where e.withdrawn_at is null and r.source_id = any(${[...this.firms]}::bigint[]) order by e.id`);
      if (standing.length > 0) await write((tx) => withdrawEvidence(tx, [standing[a % standing.length]!.id], day));
    },
    merge: async (a, b) => {
      const pair = { keep: id(this.#firm(a)), drop: id(this.#firm(b)) };
      const done = await mergeOrganizations(context(), { ...pair, dryRun: false, note: null });
      if (done.merge) this.merges.push(done.merge.id);
    },
    undo: async () => {
      const mergeId = this.merges.pop();
      if (mergeId) await undoMerge(context(), { mergeId });
    },
    account: (a, b, c) =>
      write((tx) => {
        const number = `${this.firms[0]}-${b % 3}`;
        const closedOn = c % 2 ? null : "2023-01-01";
        const branch = { code: "B01", name: "一支行" };
        const holderId = this.#firm(a);
        return writeAccounts(
          tx,
          [{ number, holderId, type: "GENERAL", branch, openedOn: "2020-01-01", closedOn }],
          day,
        );
      }),
    values: (a, b) => {
      const status = ["ACTIVE", "REVOKED", "UNKNOWN"][b % 3]!;
      return rowsOf(sql`update entity set status = ${status}, do_not_contact = ${b % 5 === 0}, industry = ${b % 7 === 0 ? "J66" : "C30"}
        where id = ${this.#firm(a)}::bigint`);
    },
    prior: (a, b, c) => {
      const channel = (["SUPPLY_CHAIN", "ASSOCIATION"] as const)[a % 2]!;
      const probability = [0.02, 0.2, 0.5][b % 3]!;
      return setPrior(server.database.em, viewer, {
        ...{ channel, scenario: null, probability, worthObservations: 10, note: "tried" },
        validFrom: ["2019-01-01", "2022-01-01"][c % 2]!,
      });
    },
    roll: () => rollValues(server.database.em, day),
  };

  #firm = (dice: number) => this.firms[dice % this.firms.length]!;
  #link = (a: number, b: number) => ({
    ...{ sourceId: this.#firm(a), targetId: this.#firm(b), role: null },
    kind: ["SUPPLIES", "SUPPLIES", "MEMBER_OF", "OWNS", "GUARANTEES"][(a + b) % 5]!,
  });
  #evidence = (a: number, c: number, reference: string | null) => ({
    ...{
      kind: ["BILL", "INVOICE"][c % 2]!,
      source: `s${c % 3}`,
      observedOn: ["2021-01-05", "2026-01-05"][a % 2]!,
      reference,
    },
    ...{ amount: `${1 + (c % 9)}00.00`, currency: c % 4 ? "CNY" : "USD", assertedBy: c % 5 ? null : "registry" },
  });
  #sight = (a: number, b: number, c: number, reference: string) =>
    write(async (tx) => {
      const link = this.#link(a, b);
      const said = this.#evidence(a, c, reference);
      const { since, until } = period(c);
      const claim = { ...link, since, until, observedOn: said.observedOn, source: said.source, isEvidenced: true };
      const [one] = await writeRelationships(tx, [claim]);
      const share = link.kind === "OWNS" ? `0.${1 + (c % 9)}` : null;
      const sighting = { ...said, relationshipId: one!.relationshipId, validFrom: since, validTo: until, share };
      await writeEvidence(tx, [sighting], day);
    });
}

const period = (dice: number) =>
  [
    { since: null, until: null },
    { since: "2020-03-01", until: null },
    { since: null, until: "2022-05-01" },
    { since: "2023-01-01", until: "2025-01-01" },
    { since: "2024-07-01", until: null },
  ][dice % 5]!;

const dice = fc.nat(59);
const act = fc.record({
  what: fc.constantFrom("sight", "sight", "sight", "record", "record", ...Object.keys(new Story([]).acts)),
  dice: fc.tuple(dice, dice, dice),
});

describe("what was known at an instant", () => {
  it("is what was answered then, whatever was written since", { timeout: 150_000 * worlds }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 8 }), async (acts) => {
        const firms = await newFirms(6);
        const story = new Story(firms);
        await story.begin();
        const ask = (knownAt: string | null) =>
          askAll(server, firms.map(id), [firms[0]!, firms[4]!].map(id), days, knownAt);
        const log: { knownAt: string; said: unknown[] }[] = [];
        for (const { what, dice } of acts) {
          await story.acts[what]!(...dice);
          const knownAt = await tick();
          log.push({ knownAt, said: await ask(null) });
        }
        for (const { knownAt, said } of log) expect(await ask(knownAt)).toEqual(said);
      }),
      // A world takes seconds: the first that differs is told as it is.
      { numRuns: worlds, endOnFailure: true },
    );
  });

  it("is left alone by the daily roll, and by what changes nothing", async () => {
    const firms = await newFirms(4);
    const story = new Story(firms);
    for (const place of [1, 2, 3]) await story.acts.sight!(place, 0, 6);
    const count = () =>
      rowsOf(sql`select (select count(*) from relationship_past) as relationships, (select count(*) from evidence_past) as evidence,
        (select max(changed_at) from relationship where source_id = any(${firms}::bigint[])) as changed`);
    const before = await count();
    expect(await rollValues(server.database.em, "2027-06-01")).toBeGreaterThan(0);
    await rollValues(server.database.em, day);
    await story.acts.sight!(1, 0, 6);
    expect(await count()).toEqual(before);
  });
});
