import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { beginning, chainHash } from "../src/modules/access/audit.hash.ts";
import { sealAll } from "../src/modules/access/audit.sealer.ts";
import { verifyAudit } from "../src/modules/access/audit.verifier.ts";
import { recordAct } from "../src/shared/audit.service.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres, openTestDatabase } from "./support/database.ts";
import { asOwner } from "./support/owner.ts";

let database: Database;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

const actor = { kind: "system", subject: "test" } as const;
const act = (operation: string) =>
  asSystem(database.em, (tx) =>
    recordAct(tx, actor, { operation, subjects: ["entity:1", "entity:2"], purpose: "WHY" }),
  );
const verify = (kept: string | null = null) => verifyAudit(database.em, kept, 0);
/** Twenty rows with their seals; answers the head. */
async function sealedChain(): Promise<string> {
  for (let i = 1; i <= 20; i++) await act(`act-${i}`);
  expect(await sealAll(database.em)).toBe(20);
  const { problem, rows, head } = await verify();
  expect({ problem, rows }).toEqual({ problem: null, rows: 20 });
  return head;
}

describe("sealing", () => {
  it("makes one chain of what is committed, and nothing of what is not", async () => {
    expect(await verify()).toEqual({ rows: 0, head: "0".repeat(64), problem: null });
    await act("first");
    await expect(
      asSystem(database.em, async (tx) => {
        await recordAct(tx, actor, { operation: "never", subjects: [] });
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
    await act("second");
    expect(await sealAll(database.em)).toBe(2);
    expect(await sealAll(database.em)).toBe(0);
    await act("third");
    expect(await sealAll(database.em)).toBe(1);
    const { rows } = await asSystem(database.em, (tx) =>
      sql<{
        operation: string;
      }>`select e.operation from audit_seal s join audit_entry e on e.id = s.entry_id order by s.position`.execute(
        tx.getKysely(),
      ),
    );
    expect(rows.map((row) => row.operation)).toEqual(["first", "second", "third"]);
    expect(await verify()).toMatchObject({ rows: 3, problem: null });
  });

  it("goes on over more rows than a batch and a page", async () => {
    await asSystem(database.em, (tx) =>
      sql`insert into audit_entry (actor, role, operation, outcome, subjects) select 'a', 'SYSTEM', 'op ' || n, 'DONE', '{}' from generate_series(1, 10001) n`.execute(
        tx.getKysely(),
      ),
    );
    expect(await sealAll(database.em)).toBe(10_001);
    expect(await verify()).toMatchObject({ rows: 10_001, problem: null });
  });

  it("hashes as docs/audit.md says: a hash that was worked out by hand", () => {
    const row = {
      ...{
        id: "7",
        transactionId: "731",
        recordedAt: "2026-11-25T03:04:05.000006Z",
        actor: "行员",
        role: "HEAD_OFFICE",
        client: null,
      },
      ...{
        branchId: null,
        platformId: "12",
        operation: "op",
        outcome: "DONE",
        code: null,
        purpose: null,
        subjects: ["entity:1"],
      },
      ...{ count: 1, minute: null },
    };
    // printf '\0%.0s' {1..32}; printf '["1","7",…]' — both into sha256sum.
    expect(chainHash(beginning, 1n, row).toString("hex")).toBe(
      "beb0a1be12788de9c30d79d5c627a0ce1896933f1e90a13e33cd71da927330d6",
    );
  });
});

if (!onPostgres) console.log("SKIPPED on PGlite: what the owner of the database may do to the log");

describe.skipIf(!onPostgres)("verifying finds", () => {
  const columns: [string, string][] = [
    ["transaction_id", "'1'::xid8"],
    ["recorded_at", "recorded_at + interval '1 microsecond'"],
    ["actor", "'somebody else'"],
    ["role", "'AUDITOR'"],
    ["client", "''"],
    ["branch_id", "1"],
    ["platform_id", "1"],
    ["operation", "operation || ' '"],
    ["outcome", "'REFUSED'"],
    ["code", "'FORBIDDEN'"],
    ["purpose", "null"],
    ["subjects", "array['entity:1,entity:2']"],
    ["count", "2"],
    ["minute", "recorded_at"],
  ];
  it.each(columns)("a changed %s", async (column, value) => {
    await sealedChain();
    await asOwner(database, `update audit_entry set ${column} = ${value} where operation = 'act-7'`);
    expect(await verify()).toMatchObject({
      rows: 6,
      problem: expect.stringMatching(/^row \d+, sealed at 7, or its seal was changed/),
    });
  });

  it("every column of the table: a new one needs its place in the hash", async () => {
    const { rows } = await sql<{ name: string }>`select attname as name from pg_attribute
      where attrelid = 'audit_entry'::regclass and attnum > 0 and not attisdropped`.execute(database.em.getKysely());
    expect(rows.map((row) => row.name).sort()).toEqual([...columns.map(([name]) => name), "id"].sort());
  });

  const nth = (n: number) => `(select entry_id from audit_seal where position = ${n})`;
  it.each<[string, string[], number, RegExp]>([
    [
      "a row that was removed",
      ["delete from audit_entry where operation = 'act-7'"],
      6,
      /^row \d+, sealed at 7, is missing/,
    ],
    ["a seal that was removed", ["delete from audit_seal where position = 7"], 6, /^seals 7 to 7 are missing/],
    [
      "a row removed with its seal",
      [`delete from audit_entry where id = ${nth(7)}`, "delete from audit_seal where position = 7"],
      6,
      /^seals 7 to 7 are missing/,
    ],
    [
      "the first rows removed with their seals",
      [
        "delete from audit_seal where position < 4",
        "delete from audit_entry where id not in (select entry_id from audit_seal)",
      ],
      0,
      /^seals 1 to 3 are missing/,
    ],
    [
      "a changed seal",
      ["update audit_seal set hash = decode(repeat('ab', 32), 'hex') where position = 7"],
      6,
      /^row \d+, sealed at 7, or its seal/,
    ],
    [
      "two rows that changed places",
      [
        "create temp table a as select position, entry_id from audit_seal where position in (7, 8)",
        "update audit_seal set entry_id = -position where position in (7, 8)",
        "update audit_seal s set entry_id = a.entry_id from a where a.position = 15 - s.position",
      ],
      6,
      /^row \d+, sealed at 7, .*stands in another place/,
    ],
    [
      "rows renumbered",
      [
        "alter table audit_entry alter id set generated by default",
        `update audit_entry set id = 1000000 where id = ${nth(7)}`,
        "update audit_seal set entry_id = 1000000 where position = 7",
      ],
      6,
      /^row 1000000, sealed at 7/,
    ],
    [
      "the newest rows removed with their seals",
      [`delete from audit_entry where id >= ${nth(18)}`, "delete from audit_seal where position >= 18"],
      17,
      /^the head tells of 20 seals and the newest is 17/,
    ],
    [
      "all rows and seals removed",
      ["delete from audit_entry", "delete from audit_seal"],
      0,
      /^the head tells of 20 seals and the newest is 0/,
    ],
    ["the head removed", ["delete from audit_head"], 20, /^the head tells of/],
    [
      "the head turned back",
      ["update audit_head set position = 19, hash = (select hash from audit_seal where position = 19)"],
      20,
      /^the head tells of 19 seals/,
    ],
    [
      "seals removed from the end, the head turned back",
      [
        "delete from audit_seal where position >= 18",
        "update audit_head set position = 17, hash = (select hash from audit_seal where position = 17)",
      ],
      17,
      /^row \d+ was not sealed in/,
    ],
    [
      "a row taken out of the queue",
      ["insert into audit_entry (actor, role, operation, outcome, subjects) values ('a', 'SYSTEM', 'o', 'DONE', '{}')"],
      20,
      /^row \d+ was not sealed in/,
    ],
    [
      "a seal that was added",
      ["insert into audit_seal (position, entry_id, hash) select 21, 99999, sha256('x')"],
      20,
      /^row 99999, sealed at 21, is missing/,
    ],
  ])("%s", async (_, statements, rows, problem) => {
    await sealedChain();
    await asOwner(database, ...statements);
    const verdict = await verify();
    expect(verdict.problem).toMatch(problem);
    expect(verdict.rows).toBe(rows);
  });

  it("a chain that was cut off cleanly or made anew by the head alone that was kept elsewhere", async () => {
    const kept = await sealedChain();
    await act("later");
    await sealAll(database.em);
    expect((await verify(kept)).problem).toBeNull();
    expect((await verify("ab".repeat(32))).problem).toMatch(/^the head that was kept is not in the chain/);
    await asOwner(
      database,
      `delete from audit_entry where id >= ${nth(18)}`,
      "delete from audit_seal where position >= 18",
      "update audit_head set position = 17, hash = (select hash from audit_seal where position = 17)",
    );
    expect((await verify()).problem).toBeNull();
    expect((await verify(kept)).problem).toMatch(/^the head that was kept is not in the chain/);
  });
});
