import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importFiles } from "../src/modules/imports/import.service.ts";
import { parseMapping } from "../src/modules/imports/mapping.ts";
import { useErasureKey } from "../src/modules/organizations/tombstone.service.ts";
import { completeErasures } from "../src/modules/people/erasure.service.ts";
import { impersonalTables, personalTables } from "../src/modules/people/personal.tables.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { onPostgres } from "./support/database.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { errorsOf, jobOf, load as loadJob } from "./support/jobs.ts";
import { asOwner } from "./support/owner.ts";
import { startServer, type TestServer } from "./support/server.ts";

const folder = mkdtempSync(join(tmpdir(), "erasure-"));
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const roles = ["FINANCE_STAFF", "EXECUTIVE", "LEGAL_REPRESENTATIVE"];
/** A list of people in firms, as the bank would import it: id, name, address, firm, role, until. */
const mapping = parseMapping({
  source: "people-list",
  about: ["test"],
  files: [
    {
      file: "people.csv",
      entities: [
        { type: "PERSON", number: "{id}", name: "{name}", details: { address: "{address}" } },
        { type: "ORGANIZATION", number: "firm-{firm}", name: "测试企业{firm}", category: "ENTERPRISE" },
      ],
      relationships: [
        {
          kind: "AFFILIATED_WITH",
          from: "{id}",
          to: "firm-{firm}",
          role: { titles: "{role}", split: "|", roles: Object.fromEntries(roles.map((role) => [role, role])) },
          until: "{until}",
          evidence: { kind: "REGISTRY", observedOn: "2026-01-02", reference: "{document}" },
        },
      ],
    },
  ],
});
interface Line {
  id: string;
  name: string;
  address?: string;
  firm: string;
  role: string;
  until?: string;
  document?: string;
}
let files = 0;
function load(...lines: Line[]) {
  files += 1;
  const columns = ["id", "name", "address", "firm", "role", "until", "document"] as const;
  const path = join(folder, `people-${files}.csv`);
  writeFileSync(
    path,
    [columns.join(","), ...lines.map((line) => columns.map((one) => line[one] ?? "").join(",")), ""].join("\n"),
  );
  return importFiles(server.database.em, mapping, { "people.csv": path }, DEMO_DAY);
}

const rowsOf = async (query: ReturnType<typeof sql<Record<string, string | null>>>) =>
  (await asSystem(server.database.em, (tx) => query.execute(tx.getKysely()))).rows;
const one = async (query: ReturnType<typeof sql<Record<string, string | null>>>) =>
  Object.values((await rowsOf(query))[0]!)[0]!;
const entityOf = (number: string) =>
  one(sql`select entity_id from source_identity where source = 'people-list' and number = ${number}`);
const relationshipOf = (entity: string) =>
  one(
    sql`select id from relationship where source_id = ${entity}::bigint and withdrawn_at is null order by id limit 1`,
  );

/** Tables that hold a text anywhere in a row, looked at as the superuser. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await asOwner(
    server.database,
    sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' order by tablename`,
  );
  expect(tables.length).toBeGreaterThan(25);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await asOwner(
      server.database,
      sql`select from ${sql.table(name)} t where strpos(t::text, ${text}) > 0 limit 1`,
    );
    if (rows.length) found.push(name);
  }
  return found;
}

const call = async (field: string, type: string, input: object, answer: string) => {
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${answer} userErrors { code field } } }`;
  const { data, errors } = await server.ask("HEAD_OFFICE", query, { input });
  expect(errors).toBeUndefined();
  return data[field];
};
const erase = (input: object) =>
  call(
    "erasePersonalData",
    "ErasePersonalDataInput",
    { reason: "PERSON_ASKED", ...input },
    "tables { table rows outcome because }",
  );
const exported = (input: object) =>
  call("exportPersonalData", "ExportPersonalDataInput", input, "document tables { table rows }");
const outcomes = (tables: { table: string; outcome: string }[]) =>
  Object.fromEntries(tables.map((row) => [row.table, row.outcome]));
const stands = (entity: string) =>
  rowsOf(sql`select name, is_erased::text as erased from entity where id = ${entity}::bigint`).then((rows) => rows[0]);
const addContact = (subject: object, phone: string, note: string) =>
  call(
    "addContact",
    "AddContactInput",
    { ...subject, phone, source: "CALL", consent: { source: "CALL", note } },
    "outcome contact { id }",
  );

describe("every table that holds something of a person is known", () => {
  it("to the export and the erasure, by the foreign keys that lead to it", async () => {
    const keys = await asOwner(
      server.database,
      sql<{
        child: string;
        parent: string;
      }>`select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent
        from pg_constraint where contype = 'f'`,
    );
    const reached = new Set(["entity"]);
    for (const table of reached) {
      if (impersonalTables.includes(table)) continue;
      for (const { child, parent } of keys) if (parent === table) reached.add(child);
    }
    // Rows of imports name a person by its number alone.
    for (const table of ["import_pending", "import_error"]) reached.add(table);
    expect([...reached].sort()).toEqual([...personalTables.map(({ table }) => table), ...impersonalTables].sort());
  });

  it("to docs/personal-data.md", () => {
    const page = readFileSync(join(import.meta.dirname, "../docs/personal-data.md"), "utf8");
    const part = page.split("<!-- tables -->")[1]!.split("<!-- /tables -->")[0]!;
    const rows = part
      .trim()
      .split("\n")
      .slice(2)
      .map((row) =>
        row
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const told = rows.map(([table, outcome, why]) => [table!.replaceAll("`", ""), outcome, why]);
    const expected = personalTables.map(({ table, onErasure, because }) => [table, onErasure?.toLowerCase(), because]);
    expect(told.slice(3)).toEqual(expected.slice(3));
    expect(told.slice(0, 3).map(([table]) => table)).toEqual(["entity", "source_identity", "import_pending"]);
  });
});

describe("a masked person whom nothing keeps", () => {
  const canaries = ["欧阳金丝雀", "CANARY-7701", "金丝雀路七号", "13911112222", "金丝雀证件"];
  const [name, number, address, , document] = canaries as [string, string, string, string, string];
  const line = { id: number, name, address, firm: "1", role: "FINANCE_STAFF", document };
  let entity: string;
  let relationshipId: string;
  const auditRows = () => rowsOf(sql`select id, operation, subjects::text as subjects from audit_entry order by id`);

  beforeAll(async () => {
    await load(line, { id: "OTHER-1", name: "别人", firm: "1", role: "EXECUTIVE" });
    entity = await entityOf(number);
    relationshipId = encodeId("relationship", await relationshipOf(entity));
    expect(await addContact({ relationshipId }, "13911112222", `${name}亲自来电`)).toMatchObject({
      outcome: "CREATED",
    });
    const other = await entityOf("OTHER-1");
    await rowsOf(sql`insert into money_event (person_id, branch_id, kind, happened_on, amount, currency, payee_id, source, recorded_by)
      select p.id, (select min(id) from branch), 'LARGE_TRANSFER', '2026-10-01', 77, 'CNY', p.payee, 'core-banking', 'test'
      from (values (${entity}::bigint, null::bigint), (${other}::bigint, ${entity}::bigint)) p(id, payee)`);
  });

  it("stands in the database before, so that the scan can find something", async () => {
    expect(await tablesWith(name)).toEqual(["consent", "entity"]);
    expect(await tablesWith(number)).toEqual(["source_identity"]);
    expect(await tablesWith(address)).toEqual(["organization_site"]);
    expect(await tablesWith("13911112222")).toEqual(["contact"]);
    expect(await tablesWith(document)).toEqual(["evidence_detail"]);
  });

  it("is exported whole, after the audit log has it", async () => {
    const before = (await auditRows()).length;
    const { document: text, tables, userErrors } = await exported({ relationshipId });
    expect(userErrors).toEqual([]);
    for (const canary of canaries) expect(text).toContain(canary);
    expect(text).not.toContain("别人");
    const rows = JSON.parse(text);
    expect(Object.keys(rows)).toEqual(personalTables.map(({ table }) => table));
    expect(tables).toEqual(
      Object.entries(rows).map(([table, found]) => ({ table, rows: (found as unknown[]).length })),
    );
    expect(tables.filter((one: { rows: number }) => one.rows > 0).map((one: { table: string }) => one.table)).toEqual([
      ...["entity", "source_identity", "contact", "consent", "money_event", "organization_site"],
      ...["relationship", "evidence", "evidence_detail"],
    ]);
    const rowsAfter = await auditRows();
    expect(rowsAfter).toHaveLength(before + 1);
    expect(rowsAfter.at(-1)).toMatchObject({ operation: "exportPersonalData", subjects: `{entity:${entity}}` });
  });

  it("a dry run tells and changes nothing", async () => {
    const before = await auditRows();
    const { tables } = await erase({ relationshipId, dryRun: true });
    expect(outcomes(tables)).toMatchObject({
      entity: "ANONYMISED",
      source_identity: "DELETED",
      contact: "DELETED",
      relationship: "KEPT",
    });
    expect(await stands(entity)).toEqual({ name, erased: "false" });
    expect(await auditRows()).toEqual(before);
  });

  it("is erased: no column of any table has the name or a number, the audit log is whole, the firm keeps its masked end", async () => {
    const before = await auditRows();
    const { tables, userErrors } = await erase({ relationshipId });
    expect(userErrors).toEqual([]);
    expect(outcomes(tables)).toEqual({
      ...{
        entity: "ANONYMISED",
        source_identity: "DELETED",
        contact: "DELETED",
        consent: "ANONYMISED",
        money_event: "DELETED",
      },
      ...{ organization_site: "DELETED", relationship: "KEPT", evidence: "KEPT", evidence_detail: "ANONYMISED" },
    });
    for (const canary of canaries) expect(await tablesWith(canary)).toEqual([]);
    const after = await auditRows();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.at(-1)).toMatchObject({ operation: "erasePersonalData", subjects: `{entity:${entity}}` });
    const firm = await entityOf("firm-1");
    const query = `{ organization(id: "${encodeId("entity", firm)}") { contacts { id } relationships(kinds: [AFFILIATED_WITH]) { edges { node { role } entity { name isMasked } } } } }`;
    const { contacts, relationships } = (await server.ask("HEAD_OFFICE", query)).data.organization;
    expect(contacts).toEqual([]);
    expect(relationships.edges).toContainEqual({
      node: { role: "FINANCE_STAFF" },
      entity: { name: "***", isMasked: true },
    });
    expect(
      await rowsOf(sql`select payee_id from money_event where source = 'core-banking' and recorded_by = 'test'`),
    ).toEqual([{ payee_id: null }]);
    expect(
      await rowsOf(
        sql`select purpose, note from consent where subject_id = ${entity}::bigint and withdrawn_on = ${DEMO_DAY}::date`,
      ),
    ).toEqual([{ purpose: "CONTACT", note: null }]);
  });

  it("does not come back with a later import of the same number, which joins what it says of firms to the masked person", async () => {
    const summary = await load(
      { ...line, address: `${address}二` },
      { ...line, firm: "2", role: "LEGAL_REPRESENTATIVE" },
    );
    expect(summary.rejected).toBe(0);
    for (const canary of [name, number, address]) expect(await tablesWith(canary)).toEqual([]);
    const firms = await rowsOf(
      sql`select e.name from relationship r join entity e on e.id = r.target_id where r.source_id = ${entity}::bigint order by r.id`,
    );
    expect(firms).toEqual([{ name: "测试企业1" }, { name: "测试企业2" }]);
    // A new open role opens nothing: the person asked to be forgotten.
    const query = `{ organization(id: "${encodeId("entity", await entityOf("firm-2"))}") { relationships { edges { entity { name isMasked } } } } }`;
    expect((await server.ask("HEAD_OFFICE", query)).data.organization.relationships.edges).toEqual([
      { entity: { name: "***", isMasked: true } },
    ]);
    expect(
      (await server.ask("HEAD_OFFICE", `{ node(id: "${encodeId("entity", entity)}") { id } }`)).data.node,
    ).toBeNull();
  });

  it("may be asked to be erased again, and is nobody to record anything of", async () => {
    expect((await erase({ relationshipId })).userErrors).toEqual([]);
    const query = `mutation ($input: AddContactInput!) { addContact(input: $input) { userErrors { code field } } }`;
    const input = { relationshipId, phone: "13911112222", source: "CALL", consent: { source: "CALL" } };
    expect((await server.ask("HEAD_OFFICE", query, { input })).data.addContact.userErrors).toEqual([
      { code: "NOT_FOUND", field: ["relationshipId"] },
    ]);
  });
});

describe("rows of imports", () => {
  it("that wait or were refused say nothing of an erased person any more, and others stay", async () => {
    const rows = [
      "person_number,person_name,organization_code,organization_number,role",
      "IMP-1,慕容待联,,firm-9999,FINANCE_STAFF",
      "IMP-2,别的人,,firm-9999,FINANCE_STAFF",
      "IMP-1,慕容被拒,,firm-7,HACKER",
      "IMP-2,别的被拒,,firm-7,HACKER",
    ];
    await load({ id: "IMP-1", name: "慕容金丝", firm: "7", role: "FINANCE_STAFF" });
    const file = { kind: "PERSON_ROLE", source: "people-list", content: `${rows.join("\n")}\n` };
    const { id, counts } = await loadJob(server.database, file, { day: () => DEMO_DAY });
    expect(counts).toMatchObject({ read: 4, pending: 2, rejected: 2 });
    const line = { person_number: "IMP-1", person_name: "慕容行内", organization_code: "x", role: "FINANCE_STAFF" };
    const json = { ...file, format: "NDJSON", content: JSON.stringify(line) } as const;
    expect((await loadJob(server.database, json, { day: () => DEMO_DAY })).counts.rejected).toBe(1);
    expect(await tablesWith("慕容")).toEqual(["entity", "import_error", "import_pending"]);

    const entity = await entityOf("IMP-1");
    const relationshipId = encodeId("relationship", await relationshipOf(entity));
    expect(JSON.parse((await exported({ relationshipId })).document)).toMatchObject({
      import_pending: [{ line: 2 }],
      import_error: [{ line: 1 }, { line: 4 }],
    });
    const { tables } = await erase({ relationshipId });
    expect(outcomes(tables)).toMatchObject({ import_pending: "DELETED", import_error: "ANONYMISED" });
    expect(await tablesWith("慕容")).toEqual([]);
    expect(await tablesWith("IMP-1")).toEqual([]);
    expect(await tablesWith("别的")).toEqual(["import_error", "import_pending"]);
    expect(await errorsOf(server.database, id)).toEqual([
      [2, null, "PERSON_ERASED"],
      [4, "role", "VALUE_UNKNOWN"],
      [5, "role", "VALUE_UNKNOWN"],
    ]);
    expect((await jobOf(server.database, id)).counts).toMatchObject({ read: 4, pending: 1, rejected: 3 });

    const again = await loadJob(server.database, file, { day: () => DEMO_DAY });
    expect(await errorsOf(server.database, again.id)).toContainEqual([2, null, "PERSON_ERASED"]);
    expect(await tablesWith("慕容待联")).toEqual([]);
  });
});

describe("a name that the law keeps", () => {
  it("of a legal representative of today stays and is shown, and goes when the role has ended at a firm that was no client", async () => {
    await load({ id: "REP-1", name: "司徒现任", firm: "3", role: "LEGAL_REPRESENTATIVE" });
    const entity = await entityOf("REP-1");
    const personId = encodeId("entity", entity);
    expect(await addContact({ subjectId: personId }, "13922223333", "司徒现任")).toMatchObject({ outcome: "CREATED" });
    const { tables } = await erase({ personId });
    expect(outcomes(tables)).toMatchObject({
      entity: "KEPT",
      source_identity: "KEPT",
      contact: "DELETED",
      consent: "ANONYMISED",
    });
    expect(tables[0].because).toMatch(/register/);
    expect(await stands(entity)).toEqual({ name: "司徒现任", erased: "false" });
    expect(await tablesWith("13922223333")).toEqual([]);
    expect(await completeErasures(server.database.em, DEMO_DAY)).toBe(0);
    await rowsOf(sql`update relationship set until = '2026-12-01' where source_id = ${entity}::bigint`);
    expect(await completeErasures(server.database.em, "2026-11-30")).toBe(0);
    expect(await completeErasures(server.database.em, "2026-12-01")).toBe(1);
    expect(await completeErasures(server.database.em, "2026-12-02")).toBe(0);
    for (const canary of ["司徒现任", "REP-1"]) expect(await tablesWith(canary)).toEqual([]);
  });

  it("of a former one at a client is stored for ten years and shown to nobody, then goes", async () => {
    await load({ id: "REP-2", name: "司徒前任", firm: "4", role: "EXECUTIVE", until: "2026-06-01" });
    const [entity, firm] = [await entityOf("REP-2"), await entityOf("firm-4")];
    await rowsOf(sql`insert into client_period (entity_id, since) values (${firm}::bigint, '2025-01-01')`);
    const relationshipId = encodeId("relationship", await relationshipOf(entity));
    const { tables } = await erase({ relationshipId });
    expect(outcomes(tables)).toMatchObject({ entity: "KEPT", relationship: "KEPT" });
    expect(tables[0].because).toMatch(/ten years/);
    expect(await stands(entity)).toEqual({ name: "司徒前任", erased: "true" });
    expect(
      (await server.ask("HEAD_OFFICE", `{ node(id: "${encodeId("entity", entity)}") { id } }`)).data.node,
    ).toBeNull();
    expect(await completeErasures(server.database.em, "2036-05-31")).toBe(0);
    expect(await completeErasures(server.database.em, "2036-06-01")).toBe(1);
    for (const canary of ["司徒前任", "REP-2"]) expect(await tablesWith(canary)).toEqual([]);
  });

  it("of a retail client is stored while the account stands", async () => {
    const personId = server.id("retail-client-14");
    const [name] = Object.values((await stands(Buffer.from(personId, "base64url").toString().slice(7)))!);
    const { tables } = await erase({ personId });
    expect(outcomes(tables)).toMatchObject({
      entity: "KEPT",
      account: "KEPT",
      client_period: "KEPT",
      contact: "DELETED",
    });
    expect(await tablesWith(name!)).toEqual(["entity"]);
  });
});

/** Something to wait for until it is opened. */
function gate() {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}

describe("an erasure and", () => {
  it("an import of the same person at once: in either order the name is gone", async () => {
    for (let round = 0; round < 8; round++) {
      const line = { id: `RACE-${round}`, name: `赛跑者${round}`, firm: "5", role: "FINANCE_STAFF" };
      await load(line);
      const entity = await entityOf(line.id);
      const relationshipId = encodeId("relationship", await relationshipOf(entity));
      const [summary, erased] = await Promise.all([
        load({ ...line, name: `赛跑者${round}改名` }, { ...line, firm: "6" }),
        erase({ relationshipId }),
      ]);
      expect([summary.rejected, erased.userErrors]).toEqual([0, []]);
      for (const canary of [line.name, line.id]) expect(await tablesWith(canary)).toEqual([]);
      expect(
        await one(
          sql`select count(*)::text from relationship where source_id = ${entity}::bigint and withdrawn_at is null`,
        ),
      ).toBe("2");
    }
  });

  it.runIf(onPostgres)(
    "an import that comes while it is under way waits for it, and finds the person erased",
    async () => {
      const line = { id: "RACE-W", name: "赛跑者丁", firm: "9", role: "FINANCE_STAFF" };
      await load(line);
      const entity = await entityOf(line.id);
      const relationshipId = encodeId("relationship", await relationshipOf(entity));
      const waiting = async (count: number) => {
        for (let found = -1; found !== count; ) {
          const rows = await asOwner(
            server.database,
            sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          );
          found = rows.length;
        }
      };
      // Somebody holds the row, so that the erasure stops before its last step, and then the import wherever it has to.
      const [held, release] = [gate(), gate()];
      const holding = asSystem(server.database.em, async (tx) => {
        await sql`select from entity where id = ${entity}::bigint for no key update`.execute(tx.getKysely());
        held.open();
        await release.passed;
      });
      await held.passed;
      const erasing = erase({ relationshipId });
      await waiting(1);
      const loading = load({ ...line, name: "赛跑者丁改名" });
      await waiting(2);
      release.open();
      await holding;
      expect([(await erasing).userErrors, (await loading).rejected]).toEqual([[], 0]);
      expect(await tablesWith("赛跑者丁")).toEqual([]);
    },
  );

  it("contacts of the same person at once: none is left", async () => {
    const line = { id: "RACE-C", name: "赛跑者丙", firm: "7", role: "FINANCE_STAFF" };
    await load(line);
    const entity = await entityOf(line.id);
    const relationshipId = encodeId("relationship", await relationshipOf(entity));
    const add = (place: number) => addContact({ relationshipId }, `1393333000${place}`, "赛跑者丙");
    const replies = await Promise.all([add(1), add(2), erase({ relationshipId }), add(3), add(4)]);
    for (const { userErrors } of replies.filter((reply) => !reply.tables))
      expect([[], [{ code: "NOT_FOUND", field: ["relationshipId"] }]]).toContainEqual(userErrors);
    expect(await tablesWith("1393333000")).toEqual([]);
    expect(await tablesWith("赛跑者丙")).toEqual([]);
  });
});

describe("the key of the hashes", () => {
  it("must be there to erase, and be the same to import persons: else a name would come back", async () => {
    const line = { id: "KEY-1", name: "钥匙甲", firm: "8", role: "FINANCE_STAFF" };
    await load(line);
    const relationshipId = encodeId("relationship", await relationshipOf(await entityOf(line.id)));
    try {
      useErasureKey(() => null);
      expect(await erase({ relationshipId })).toMatchObject({
        tables: [],
        userErrors: [{ code: "ERASURE_KEY_MISSING" }],
      });
      await expect(load(line)).rejects.toThrow("ERASURE_KEY");
      useErasureKey(() => "a third key for tests, of 32 characters");
      await expect(load(line)).rejects.toThrow("ERASURE_KEY");
    } finally {
      useErasureKey(() => server.config.erasureKey);
    }
    expect((await load(line)).rejected).toBe(0);
    expect((await erase({ relationshipId })).userErrors).toEqual([]);
    const [hash] = Object.values(
      (await rowsOf(sql`select hash from erased_identity order by recorded_at desc limit 1`))[0]!,
    );
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("nobody is found by what is no id of a person", async () => {
    for (const personId of ["none", server.id("court"), encodeId("entity", "999999999"), encodeId("contact", "1")]) {
      expect((await erase({ personId })).userErrors).toEqual([{ code: "NOT_FOUND", field: ["personId"] }]);
      expect((await exported({ personId })).userErrors).toEqual([{ code: "NOT_FOUND", field: ["personId"] }]);
    }
    expect((await erase({})).userErrors).toMatchObject([{ code: "BAD_INPUT" }]);
  });
});
