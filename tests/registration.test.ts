import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../src/database.ts";
import { creditCodeCheckCharacter } from "../src/modules/organizations/credit-code.ts";
import { resolveEntities } from "../src/modules/organizations/identity.service.ts";
import type { ParticipantInput } from "../src/modules/platforms/registration.input.ts";
import { type RegistrationInput, registerParticipants } from "../src/modules/platforms/registration.service.ts";
import { asSystem } from "../src/shared/session.ts";
import type { Viewer } from "../src/shared/viewer.ts";
import { onPostgres, openTestDatabase } from "./support/database.ts";
import { creditCode, newPlatform } from "./support/platforms.ts";
import { countWritten, recordStatements } from "./support/statements.ts";

const today = "2026-03-01";
let next = 1;
const newCode = (prefix?: string) => creditCode(next++, prefix);
const store = (values: Partial<ParticipantInput> = {}): ParticipantInput => ({
  name: `惠民大药房第${next++}店`,
  role: "STORE",
  region: "350500",
  ...values,
});

describe("registering participants", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const send = (
    viewer: Viewer & { platformId?: string },
    participants: ParticipantInput[],
    more: Partial<RegistrationInput> = {},
  ) => registerParticipants(database.em, viewer, { platformId: viewer.platformId!, participants, ...more }, today);
  const outcomes = async (reply: ReturnType<typeof send>) => (await reply).results.map((result) => result.outcome);
  async function ask<Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> {
    return asSystem(database.em, async (tx) => (await query.execute(tx.getKysely())).rows);
  }
  const entityOf = async (participantId: string | null) =>
    (
      await ask(sql<
        Record<string, unknown>
      >`select e.id, e.name, e.status, e.category, e.industry, e.region, o.credit_code as code from participant p
      join entity e on e.id = p.entity_id join organization o on o.entity_id = e.id where p.id = ${participantId}`)
    )[0]!;
  const countAll = async () =>
    (
      await ask(sql`select (select count(*) from entity) as entities, (select count(*) from participant) as participants,
    (select count(*) from relationship) as relationships, (select count(*) from evidence) as evidence,
    (select count(*) from idempotency_record) as keys`)
    )[0];

  it("makes participant, relationship and evidence, and answers a repeat with UNCHANGED and no write", async () => {
    const platform = await newPlatform(database);
    const rows = [
      store({ creditCode: newCode(), since: "2024-01-01", observedOn: "2026-02-01" }),
      store({ externalId: "7" }),
      store(),
    ];
    let first = await send(platform, rows, { dryRun: true });
    const written = await countWritten(database, async () => {
      first = await send(platform, rows);
    });
    // A statement that writes into several tables and counts what it wrote counts once, or not at all: here it is enough that it is seen.
    expect(written).toBeGreaterThanOrEqual(3);
    expect(first.userErrors).toEqual([]);
    expect(first.counts).toEqual([{ outcome: "CREATED", count: 3 }]);
    const found =
      await ask(sql`select r.kind, r.role, r.since, r.until, r.last_observed_on as seen, e.kind as evidence, e.source
      from participation n join relationship r on r.id = n.relationship_id join evidence e on e.relationship_id = r.id
      where n.platform_id = ${platform.platformId} order by r.since nulls last`);
    const evidence = {
      kind: "PARTICIPATES_IN",
      role: "STORE",
      until: null,
      evidence: "PLATFORM",
      source: `platform:${platform.platformId}`,
    };
    expect(found[0]).toEqual({ ...evidence, since: "2024-01-01", seen: "2026-02-01" });
    expect(found[2]).toEqual({ ...evidence, since: null, seen: today });
    let again: typeof first | undefined;
    expect(
      await countWritten(database, async () => {
        again = await send(platform, rows);
      }),
    ).toBe(0);
    expect(again!.counts).toEqual([{ outcome: "UNCHANGED", count: 3 }]);
    expect(again!.results.map((r) => r.participationId)).toEqual(first.results.map((r) => r.participationId));
  });

  it("lets a newer row overwrite, an older one only fill what is null, and a number gain a code", async () => {
    const platform = await newPlatform(database);
    const said = { externalId: "1", name: "甲店", observedOn: "2026-02-01" };
    expect(await outcomes(send(platform, [store(said)]))).toEqual(["CREATED"]);
    expect(
      await outcomes(send(platform, [store({ ...said, name: "旧名", industry: "F52", observedOn: "2025-01-01" })])),
    ).toEqual(["UPDATED"]);
    expect(await outcomes(send(platform, [store({ ...said, name: "旧名", observedOn: "2025-01-01" })]))).toEqual([
      "UNCHANGED",
    ]);
    const code = newCode();
    const [row] = (await send(platform, [store({ ...said, name: "新名", creditCode: code, observedOn: "2026-02-15" })]))
      .results;
    expect(row!.outcome).toBe("UPDATED");
    expect(
      await ask(
        sql`select name, industry, credit_code as code, external_id as number, identity from participant where platform_id = ${platform.platformId}`,
      ),
    ).toEqual([{ name: "新名", industry: "F52", code, number: "1", identity: `code:${code}` }]);
    expect(await outcomes(send(platform, [store({ creditCode: code, name: "新名" })]))).toEqual(["UNCHANGED"]);
    expect(await outcomes(send(platform, [store({ externalId: "1", name: "新名", role: "ADMINISTRATOR" })]))).toEqual([
      "CREATED",
    ]);
  });

  it("tells the platform nothing of what the bank knows, and changes nothing that the bank holds", async () => {
    const [known, unknown] = [newCode(), newCode()];
    const [bank] = await asSystem(database.em, (tx) =>
      resolveEntities(tx, [
        {
          type: "ORGANIZATION",
          name: "银行所知",
          status: "ACTIVE",
          region: "110000",
          creditCode: known,
          source: "core",
          authority: "OWN",
        },
      ]),
    );
    const platform = await newPlatform(database);
    const blind = async (code: string, n: string) => {
      const replies = [
        await send(platform, [store({ name: "同名", externalId: n, industry: "F52" })]),
        await send(platform, [store({ name: "同名", externalId: n, creditCode: code })]),
        await send(platform, [store({ name: "同名", creditCode: code })]),
      ];
      return {
        replies: JSON.stringify(replies).replaceAll(/"[0-9a-f-]{36}"/g, "id"),
        id: replies[2]!.results[0]!.participantId,
      };
    };
    const [one, other] = [await blind(known, "k"), await blind(unknown, "u")];
    expect(one.replies).toBe(other.replies);
    expect(one.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await entityOf(one.id)).toMatchObject({
      id: bank!.entityId,
      name: "银行所知",
      status: "ACTIVE",
      region: "110000",
    });
    expect(await entityOf(other.id)).toMatchObject({
      name: "同名",
      status: "UNKNOWN",
      region: "350500",
      code: unknown,
    });
    // The registration without a code stood under an entity of its own; code and evidence moved to the bank's.
    const moved = await ask(sql`select r.source_id as source, count(e.id)::int as evidence from relationship r
      join evidence e on e.relationship_id = r.id where r.target_id = ${platform.platformId} and r.withdrawn_at is null
      and r.source_id = ${bank!.entityId} group by 1`);
    expect(moved).toEqual([{ source: bank!.entityId, evidence: 1 }]);
    expect(
      await ask(
        sql`select from match_candidate where candidate_id = ${bank!.entityId} and reason = 'SAME_CREDIT_CODE'`,
      ),
    ).toHaveLength(1);
  });

  it("queues a likely match for the bank instead of joining by name", async () => {
    const [a, b] = [await newPlatform(database), await newPlatform(database)];
    const row = { name: "城东 大药房", region: "350500" };
    const [one] = (await send(a, [store(row)])).results;
    const [two] = (await send(b, [store({ ...row, name: "城东大药房" })])).results;
    const [x, y] = [await entityOf(one!.participantId), await entityOf(two!.participantId)];
    expect(x.id).not.toBe(y.id);
    expect(
      await ask(
        sql`select entity_id as a, candidate_id as b from match_candidate where entity_id in (${x.id}, ${y.id})`,
      ),
    ).toEqual([{ a: y.id, b: x.id }]);
  });

  it("links a branch to its head office, also when that one comes later, and takes categories from codes", async () => {
    const platform = await newPlatform(database);
    const head = newCode();
    const [branch] = (await send(platform, [store({ headOfficeCreditCode: head })])).results;
    const [office, person, association] = (
      await send(platform, [
        store({ creditCode: head }),
        store({ creditCode: newCode("92") }),
        store({ creditCode: newCode("51") }),
      ])
    ).results;
    const [b, h] = [await entityOf(branch!.participantId), await entityOf(office!.participantId)];
    expect([b.category, h.category]).toEqual(["BRANCH", "ENTERPRISE"]);
    expect((await entityOf(person!.participantId)).category).toBe("INDIVIDUAL_BUSINESS");
    expect((await entityOf(association!.participantId)).category).toBe("ASSOCIATION");
    expect(
      await ask(sql`select target_id as head from relationship where kind = 'BRANCH_OF' and source_id = ${b.id}`),
    ).toEqual([{ head: h.id }]);
  });

  it("answers repeats and contradictions within a call, and with what the platform sent before", async () => {
    const platform = await newPlatform(database);
    const [code, other] = [newCode(), newCode()];
    const twice = store({ creditCode: code, externalId: "1" });
    const reply = await send(platform, [
      twice,
      { ...twice },
      store({ externalId: "2", name: "甲" }),
      store({ externalId: "2", name: "乙" }),
      store({ externalId: "3", creditCode: newCode() }),
      store({ externalId: "3", creditCode: newCode() }),
      store({ externalId: "3" }),
    ]);
    expect(reply.results.map((r) => r.outcome)).toEqual(["CREATED", "UNCHANGED", ...Array(5).fill("NEEDS_REVIEW")]);
    expect(reply.results[1]!.warnings).toMatchObject([{ code: "DUPLICATE_ROW", field: ["participants", "1"] }]);
    expect(reply.results[1]!.participantId).toBe(reply.results[0]!.participantId);
    expect(reply.results[3]!.errors).toMatchObject([
      {
        code: "ROW_CONFLICT",
        field: ["participants", "3", "name"],
        message: "The row contradicts row 2 of this call.",
      },
    ]);
    expect(reply.results[3]).toMatchObject({ participantId: null, participationId: null });
    const [later] = (await send(platform, [store({ externalId: "1", creditCode: other })])).results;
    expect(later).toMatchObject({ outcome: "NEEDS_REVIEW", errors: [{ code: "ROW_CONFLICT" }] });
  });

  const bad: [string, Partial<ParticipantInput>, string, string][] = [
    ["a null byte", { name: "甲\u0000店" }, "name", "TEXT_CONTROL_CHARACTER"],
    ["a lone surrogate", { name: "甲\ud800店" }, "name", "TEXT_ILL_FORMED"],
    ["ten megabytes", { name: "甲".repeat(10_000_000) }, "name", "TEXT_TOO_LONG"],
    ["an empty name", { name: " \u3000" }, "name", "TEXT_EMPTY"],
    ["a day that is none", { since: "2023-02-30" }, "since", "DATE_INVALID"],
    ["a sighting from the future", { observedOn: "2026-03-02" }, "observedOn", "DATE_FUTURE"],
    ["a start after the sighting", { since: "2026-02-02", observedOn: "2026-02-01" }, "since", "DATE_ORDER"],
    ["an unknown role", { role: "JUDGE" }, "role", "ROLE_UNKNOWN"],
    ["a short code", { creditCode: "9135" }, "creditCode", "CREDIT_CODE_LENGTH"],
    [
      "a code with a letter outside of the alphabet",
      { creditCode: "91350500000000001I" },
      "creditCode",
      "CREDIT_CODE_ALPHABET",
    ],
    ["a null byte in a number", { externalId: "\u0000" }, "externalId", "TEXT_CONTROL_CHARACTER"],
    [
      "itself as head office",
      { creditCode: creditCode(1), headOfficeCreditCode: creditCode(1) },
      "headOfficeCreditCode",
      "HEAD_OFFICE_SELF",
    ],
  ];
  it.each(bad)(
    "rejects %s by a code on that field, and under REJECT_ALL writes nothing",
    async (_, values, field, code) => {
      const platform = await newPlatform(database);
      const rows = [store(), store(values)];
      const before = await countAll();
      expect(await outcomes(send(platform, rows, { errorPolicy: "REJECT_ALL" }))).toEqual(["NOT_WRITTEN", "REJECTED"]);
      expect(await outcomes(send(platform, rows, { dryRun: true, idempotencyKey: "dry" }))).toEqual([
        "NOT_WRITTEN",
        "REJECTED",
      ]);
      expect(await countAll()).toEqual(before);
      const { results, counts } = await send(platform, rows);
      expect(results.map((r) => r.outcome)).toEqual(["CREATED", "REJECTED"]);
      expect(results[1]!.errors).toMatchObject([{ code, field: ["participants", "1", field] }]);
      expect(counts).toEqual([
        { outcome: "CREATED", count: 1 },
        { outcome: "REJECTED", count: 1 },
      ]);
    },
  );

  it("keeps a row of which something is doubtful, with warnings", async () => {
    const code = newCode();
    const wrong = code.slice(0, 17) + (code.endsWith("0") ? "1" : "0");
    const [row] = (
      await send(await newPlatform(database), [store({ creditCode: wrong, region: "999999", industry: "Z1" })])
    ).results;
    expect(row!.outcome).toBe("CREATED");
    expect(row!.warnings.map((w) => w.code)).toEqual(["CREDIT_CODE_CHECK", "REGION_UNKNOWN", "INDUSTRY_UNKNOWN"]);
  });

  it("keeps the number that a code stands under, so that neither number makes a second participant", async () => {
    const platform = await newPlatform(database);
    const firm = store({ creditCode: newCode() });
    const one = (values: Partial<ParticipantInput>) => outcomes(send(platform, [{ ...firm, ...values }]));
    expect(await one({ externalId: "A" })).toEqual(["CREATED"]);
    expect(await one({ externalId: "B" })).toEqual(["NEEDS_REVIEW"]);
    expect(await one({ externalId: "A" })).toEqual(["UNCHANGED"]);
    expect(await one({ externalId: "A", creditCode: null })).toEqual(["UNCHANGED"]);
    expect(
      await ask(sql`select distinct external_id from participant where platform_id = ${platform.platformId}::bigint`),
    ).toEqual([{ external_id: "A" }]);
  });

  it("keeps a code whose own region digits are no region, with a warning on the code and with the organization", async () => {
    const first = "91999999MA0000000";
    const [row] = (
      await send(await newPlatform(database), [store({ creditCode: first + creditCodeCheckCharacter(first) })])
    ).results;
    expect(row).toMatchObject({
      outcome: "CREATED",
      warnings: [{ code: "CREDIT_CODE_REGION", field: ["participants", "0", "creditCode"] }],
    });
    const { rows } = await asSystem(database.em, (tx) =>
      sql<{ warnings: string[] }>`select warnings from organization where credit_code like ${`${first}%`}`.execute(
        tx.getKysely(),
      ),
    );
    expect(rows).toEqual([{ warnings: ["CREDIT_CODE_REGION"] }]);
  });

  it("refuses what is not the caller's platform, and more rows than allowed", async () => {
    const [own, foreign] = [await newPlatform(database), await newPlatform(database)];
    const codes = async (viewer: Viewer, platformId: string, count = 1) =>
      (
        await registerParticipants(
          database.em,
          viewer,
          { platformId, participants: Array.from({ length: count }, () => store()) },
          today,
        )
      ).userErrors.map((e) => e.code);
    const staff = { kind: "staff", subject: "s", name: "s", branchId: null, client: null } as const;
    expect(await codes(own, foreign.platformId)).toEqual(["PLATFORM_NOT_FOUND"]);
    for (const id of ["999999999", "0", "x", "1'", "9".repeat(30)]) {
      expect(await codes({ ...staff, role: "HEAD_OFFICE" }, id)).toEqual(["PLATFORM_NOT_FOUND"]);
    }
    expect(await codes({ ...staff, role: "BRANCH_HEAD" }, own.platformId)).toEqual(["PLATFORM_NOT_FOUND"]);
    expect(await codes({ ...staff, role: "HEAD_OFFICE" }, own.platformId)).toEqual([]);
    const before = await countAll();
    expect(await codes(own, own.platformId, 5_001)).toEqual(["TOO_MANY_ROWS"]);
    expect(await countAll()).toEqual(before);
  });

  it("replays the first reply of an idempotency key, and refuses other content under it", async () => {
    const [platform, other] = [await newPlatform(database), await newPlatform(database)];
    const rows = [store(), store({ name: "" })];
    const keyed = { idempotencyKey: "k1" };
    const first = await send(platform, rows, keyed);
    expect(await send(platform, [{ ...rows[0]!, since: null }, rows[1]!], keyed)).toEqual(first);
    expect((await send(platform, [store()], keyed)).userErrors).toMatchObject([{ code: "IDEMPOTENCY_KEY_REUSED" }]);
    expect((await send(other, [store()], keyed)).counts).toEqual([{ outcome: "CREATED", count: 1 }]);
    expect((await send(platform, rows, { idempotencyKey: "\u0000" })).userErrors).toMatchObject([
      { code: "TEXT_CONTROL_CHARACTER" },
    ]);
  });

  it("answers two callers of one key alike, whoever comes first", async () => {
    const platform = await newPlatform(database);
    const rows = Array.from({ length: 50 }, () => store({ creditCode: newCode() }));
    const [one, two] = await Promise.all([
      send(platform, rows, { idempotencyKey: "x" }),
      send(platform, rows, { idempotencyKey: "x" }),
    ]);
    expect(one.counts).toEqual([{ outcome: "CREATED", count: 50 }]);
    expect(two).toEqual(one);
  });

  it("costs the same number of statements for 10 rows and for 2,000", async () => {
    const platform = await newPlatform(database);
    const rows = (count: number) =>
      Array.from({ length: count }, (_, n) =>
        store(
          n % 3 === 0
            ? { creditCode: newCode(), headOfficeCreditCode: creditCode(900_000) }
            : n % 3 === 1
              ? { externalId: `n${next}` }
              : {},
        ),
      );
    const few = await recordStatements(database, () => send(platform, rows(10)));
    const many = await recordStatements(database, () => send(platform, rows(2_000)));
    expect(many.length).toBe(few.length);
    expect(many.length).toBeLessThan(40);
  });

  it.skipIf(!onPostgres)(
    "makes one organization per code for 8 callers × 500 rows that overlap (PostgreSQL only)",
    async () => {
      const platforms = await Promise.all(Array.from({ length: 4 }, () => newPlatform(database)));
      const shared = Array.from({ length: 150 }, () => newCode());
      const calls = Array.from({ length: 8 }, (_, caller) => {
        const codes = [...shared, ...Array.from({ length: 350 }, () => newCode())].sort(() => Math.random() - 0.5);
        return codes.map((code) =>
          store({
            creditCode: code,
            name: `企业${code}`,
            externalId: `${caller}-${code}`,
            observedOn: `2026-01-0${caller + 1}`,
          }),
        );
      });
      const replies = await Promise.all(calls.map((rows, caller) => send(platforms[caller % 4]!, rows)));
      expect(replies.flatMap((reply) => reply.userErrors)).toEqual([]);
      const codes = [...new Set(calls.flat().map((row) => row.creditCode!))];
      const [found] = await ask(sql<{ codes: number; names: number }>`select count(*)::int as codes,
      (select count(*)::int from entity where name = any(${codes.map((code) => `企业${code}`)})) as names
      from organization where credit_code = any(${codes})`);
      expect(found).toEqual({ codes: codes.length, names: codes.length });
      const created = replies.flatMap((reply) => reply.results).filter((row) => row.outcome === "CREATED").length;
      // Two callers share each platform: of its 150 shared codes one of them creates, the other updates.
      expect(created).toBe(8 * 350 + 4 * 150);
    },
  );
});
