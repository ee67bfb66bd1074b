import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { creditCodeCheckCharacter } from "../src/modules/organizations/credit-code.ts";
import { type IdentityRow, resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, openTestDatabase } from "./support/database.ts";
import { countWritten, recordStatements } from "./support/statements.ts";

const code = (n: number) => {
  const first = `91350500${String(n).padStart(9, "0")}`;
  return first + creditCodeCheckCharacter(first);
};
const firm = (values: Partial<IdentityRow>): IdentityRow => ({
  type: "ORGANIZATION",
  name: "泉州甲厂",
  source: "list",
  authority: "OWN",
  ...values,
});

describe("resolving identities", () => {
  let database: Database;
  let world = 0;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());
  const resolve = (rows: IdentityRow[], options = {}) =>
    asSystem(database.em, (tx) => resolveEntities(tx, rows, options));
  async function read(id: string) {
    const { rows } =
      await sql`select e.name, e.category, e.status, e.region, e.industry, o.credit_code as "creditCode", o.warnings
      from entity e left join organization o on o.entity_id = e.id where e.id = ${id}`.execute(database.em.getKysely());
    return rows[0] as Record<string, unknown>;
  }

  it("goes by credit code, then by the source's number; a number gains the code that comes later", async () => {
    const [a, b, c] = await resolve([
      firm({ creditCode: code(1), number: "1" }),
      firm({ number: "1" }),
      firm({ number: "1", source: "other list" }),
    ]);
    expect([a!.outcome, b!.outcome, c!.outcome]).toEqual(["CREATED", "UNCHANGED", "CREATED"]);
    expect(b!.entityId).toBe(a!.entityId);
    expect(c!.entityId).not.toBe(a!.entityId);
    const [d, e] = await resolve([
      firm({ number: "1", source: "other list", creditCode: code(2) }),
      firm({ creditCode: code(2) }),
    ]);
    expect(d).toMatchObject({ entityId: c!.entityId, outcome: "UPDATED" });
    expect(e).toEqual({ entityId: c!.entityId, outcome: "UNCHANGED" });
  });

  it("reports what leads to two entities, and lets the code decide only when asked", async () => {
    const [a, b] = await resolve([firm({ creditCode: code(11) }), firm({ number: "11" })]);
    const torn = [firm({ creditCode: code(11), number: "11", name: "乙" })];
    expect(await resolve(torn)).toEqual([{ entityId: null, outcome: "CONFLICT" }]);
    expect(await resolve([firm({ type: "PERSON", number: "11" })])).toEqual([{ entityId: null, outcome: "CONFLICT" }]);
    expect(await read(b!.entityId!)).toMatchObject({ name: "泉州甲厂", creditCode: null });
    expect(await resolve(torn, { codeWins: true })).toMatchObject([{ entityId: a!.entityId, outcome: "UPDATED" }]);
    expect((await resolve([firm({ number: "11" })]))[0]!.entityId).toBe(a!.entityId);
  });

  it("lets a row change what stands only as far as its authority goes", async () => {
    const [{ entityId }] = (await resolve([firm({ number: "21", region: "350500" })])) as unknown as [
      { entityId: string },
    ];
    const said = { number: "21", name: "别名", region: "360000", industry: "C30", status: "ACTIVE" as const };
    expect(await resolve([firm({ ...said, authority: "FILLS_BLANKS" })])).toMatchObject([
      { entityId, outcome: "UPDATED" },
    ]);
    expect(await read(entityId)).toMatchObject({
      name: "泉州甲厂",
      region: "350500",
      industry: "C30",
      status: "ACTIVE",
    });
    await resolve([firm({ ...said, industry: null })]);
    expect(await read(entityId)).toMatchObject({ name: "别名", region: "360000", industry: "C30" });
  });

  it("keeps warnings with the organization", async () => {
    const wrong = `${code(31).slice(0, 17)}${code(31).endsWith("0") ? "1" : "0"}`;
    const [{ entityId }] = (await resolve([
      firm({ creditCode: wrong, region: "999999", industry: "Z99" }),
    ])) as unknown as [{ entityId: string }];
    expect((await read(entityId)).warnings).toEqual(["CREDIT_CODE_CHECK", "REGION_UNKNOWN", "INDUSTRY_UNKNOWN"]);
  });

  it("takes the category of an organization from its code, and gives none to a person", async () => {
    const [shop, person] = await resolve([
      firm({ creditCode: `92${code(41).slice(2)}` }),
      firm({ type: "PERSON", number: "41" }),
    ]);
    expect((await read(shop!.entityId!)).category).toBe("INDIVIDUAL_BUSINESS");
    expect((await read(person!.entityId!)).category).toBeNull();
  });

  it("equals a plain model, and a replay writes nothing", async () => {
    const row = fc
      .record({
        creditCode: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
        number: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }),
        name: fc.constantFrom("甲", "乙"),
        region: fc.constantFrom(null, "350500", "360000"),
        authority: fc.constantFrom("OWN" as const, "FILLS_BLANKS" as const),
      })
      .filter((r) => r.creditCode !== null || r.number !== null);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
        async (calls) => {
          const base = 1_000 + 10 * ++world;
          const rowsOf = (call: (typeof calls)[number]) =>
            call.map((r) =>
              firm({
                ...r,
                source: `world ${world}`,
                creditCode: r.creditCode === null ? null : code(base + r.creditCode),
                number: r.number === null ? null : String(r.number),
              }),
            );
          const model: ModelEntity[] = [];
          const ids = new Map<ModelEntity, string>();
          for (const call of calls) {
            const resolved = await resolve(rowsOf(call));
            for (const [index, said] of call.entries()) {
              const expected = applyToModel(model, said);
              expect(resolved[index]!.entityId === null).toBe(expected === null);
              if (!expected) continue;
              expect(ids.get(expected) ?? resolved[index]!.entityId).toBe(resolved[index]!.entityId);
              ids.set(expected, resolved[index]!.entityId!);
            }
          }
          expect(new Set(ids.values()).size).toBe(ids.size);
          for (const [one, id] of ids) {
            expect(await read(id)).toMatchObject({
              name: one.name,
              region: one.region,
              creditCode: one.code === null ? null : code(base + one.code),
            });
          }
          const last = rowsOf(calls.at(-1)!);
          await resolve(last);
          let outcomes: string[] = [];
          const written = await countWritten(database, async () => {
            outcomes = (await resolve(last)).map((r) => r.outcome);
          });
          expect(written).toBe(0);
          expect(outcomes.filter((o) => o !== "UNCHANGED" && o !== "CONFLICT")).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("costs the same number of statements for 10 rows and for 3,000", async () => {
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) =>
        firm({ creditCode: code(from + n), number: `n${from + n}`, name: `厂${n}` }),
      );
    const few = await recordStatements(database, () => resolve(rows(100_000, 10)));
    const many = await recordStatements(database, () => resolve(rows(200_000, 3_000)));
    expect(many.length).toBe(few.length);
  });

  it.skipIf(!onPostgres)(
    "makes one organization of a code however many callers bring it at once (PostgreSQL only)",
    async () => {
      const calls = Array.from({ length: 8 }, (_, caller) =>
        Array.from({ length: 200 }, (_, n) =>
          firm({
            creditCode: code(300_000 + ((n * 7 + caller * 31) % 400)),
            number: `${n}`,
            source: `caller ${caller}`,
          }),
        ),
      );
      const resolved = await Promise.all(calls.map((rows) => resolve(rows)));
      const ids = new Map<string, Set<string | null>>();
      for (const [caller, rows] of calls.entries()) {
        for (const [n, row] of rows.entries())
          ids.set(row.creditCode!, (ids.get(row.creditCode!) ?? new Set()).add(resolved[caller]![n]!.entityId));
      }
      expect([...ids.values()].filter((set) => set.size !== 1 || set.has(null))).toEqual([]);
    },
  );
});

interface ModelEntity {
  code: number | null;
  numbers: Set<number>;
  name: string;
  region: string | null;
}

function applyToModel(
  model: ModelEntity[],
  said: { creditCode: number | null; number: number | null; name: string; region: string | null; authority: string },
): ModelEntity | null {
  const coded = model.find((e) => said.creditCode !== null && e.code === said.creditCode);
  const numbered = model.find((e) => said.number !== null && e.numbers.has(said.number));
  if (coded && numbered && coded !== numbered) return null;
  if (numbered && said.creditCode !== null && numbered.code !== null && numbered.code !== said.creditCode) return null;
  const found = coded ?? numbered;
  if (!found) {
    const made = {
      code: said.creditCode,
      numbers: new Set(said.number === null ? [] : [said.number]),
      name: said.name,
      region: said.region,
    };
    model.push(made);
    return made;
  }
  found.code ??= said.creditCode;
  if (said.number !== null) found.numbers.add(said.number);
  if (said.authority === "OWN") found.name = said.name;
  found.region = said.authority === "OWN" ? (said.region ?? found.region) : (found.region ?? said.region);
  return found;
}
