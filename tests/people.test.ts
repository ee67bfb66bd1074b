import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asSystem, asViewer } from "../src/shared/session.ts";
import type { StaffViewer } from "../src/shared/viewer.ts";
import { asOwner } from "./support/owner.ts";
import { type Asker, startServer, type TestServer } from "./support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const contactFields = "id kind value name subject { id name isMasked } consents { purpose }";
const contactsOf = async (asker: Asker, key: string) => {
  const query = `query ($id: ID!) { node(id: $id) { ... on Organization { contacts { ${contactFields} } } ... on Person { contacts { ${contactFields} } } } }`;
  const { data, errors } = await server.ask(asker, query, { id: server.id(key) });
  return errors ? errors.map((error) => error.extensions.code) : data.node?.contacts;
};
const input = async (asker: Asker, field: string, type: string, value: object, answer: string) => {
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${answer} userErrors { code field } } }`;
  const { data, errors } = await server.ask(asker, query, { input: value });
  return errors ? { thrown: errors[0]!.extensions.code } : data[field];
};
const reveal = (asker: Asker, value: object) =>
  input(
    asker,
    "reveal",
    "RevealInput",
    value,
    "contact { value name } moneyEvent { amount { amount currency } payeeName }",
  );
const addContact = (asker: Asker, value: object) =>
  input(
    asker,
    "addContact",
    "AddContactInput",
    { source: "COUNTER", ...value },
    "outcome contact { id kind value name branch }",
  );
const audited = async (operation: string, subject?: string) => {
  const { rows } = await asSystem(server.database.em, (tx) =>
    sql<{
      actor: string;
      purpose: string | null;
      code: string | null;
      subjects: string[];
    }>`select actor, purpose, code, subjects from audit_entry
      where operation = ${operation} and (${subject ?? null}::text is null or ${subject ?? null} = any(subjects)) order by id`.execute(
      tx.getKysely(),
    ),
  );
  return rows;
};
const subjectOf = (id: string) => Buffer.from(id, "base64url").toString();

const at = (
  branch: string,
  role: "RELATIONSHIP_MANAGER" | "BRANCH_HEAD" | "STAFF" = "RELATIONSHIP_MANAGER",
): Asker => ({
  role,
  branch,
});
const treasurer = { kind: "MOBILE", value: "154****0001", name: expect.stringMatching(/^.\*\*$/) };

describe("who sees contacts", () => {
  // The core manufacturer banks with B02, which recorded the contacts, and with B05.
  it.each([
    ["the branch that recorded them", at("B02"), 4],
    ["its head", at("B02", "BRANCH_HEAD"), 4],
    ["another branch where the client banks", at("B05"), 4],
    ["head office", "HEAD_OFFICE" as Asker, 4],
    ["an auditor", "AUDITOR" as Asker, 4],
    ["a branch where it does not bank", at("B03"), 0],
    ["the head of such a branch", at("B04", "BRANCH_HEAD"), 0],
  ])("%s", async (_, asker, count) => {
    const contacts = await contactsOf(asker, "core-manufacturer");
    expect(contacts).toHaveLength(count);
    if (count === 0) return;
    expect(contacts[0]).toMatchObject({ ...treasurer, subject: { name: "***", isMasked: true } });
    expect(contacts.map((one: { value: string }) => one.value)).toEqual([
      "154****0001",
      "154****0002",
      "c***@example.com",
      "0795-****001",
    ]);
  });

  it("every branch sees what the files say that it should, of everybody", async () => {
    const read = (file: string) =>
      parse<Record<string, string>>(readFileSync(join(import.meta.dirname, `../seeds/demo/${file}.csv`), "utf8"), {
        columns: true,
      });
    const [contacts, accounts, events] = [read("contacts"), read("accounts"), read("moneyEvents")];
    const banksAt = (holder: string, branch: string) =>
      accounts.some((row) => row.holder === holder && row.branch === branch && !row.closedOn);
    const keys = [...new Set(contacts.flatMap((row) => [row.subject!, row.organization!]))].filter(Boolean);
    const fields = "contacts { value }";
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Organization { ${fields} } ... on Person { ${fields} moneyEvents { kind } } } }`;
    for (const branch of ["B01", "B02", "B03", "B04", "B05"]) {
      const { data } = await server.ask(at(branch), query, { ids: keys.map(server.id) });
      for (const [place, key] of keys.entries()) {
        const expected = contacts.filter(
          ({ subject, organization, branch: own }) =>
            [subject, organization].includes(key) &&
            (own === branch || banksAt(subject!, branch) || banksAt(organization!, branch)),
        );
        // A masked person is nobody here.
        if (data.nodes[place] === null) continue;
        expect([key, data.nodes[place].contacts.length]).toEqual([key, expected.length]);
        const own = events.filter((row) => row.person === key && row.branch === branch).length;
        expect([key, data.nodes[place].moneyEvents?.length ?? 0]).toEqual([key, own]);
      }
      expect(data.nodes.filter((node: object | null) => node !== null).length).toBeGreaterThan(60);
    }
  });

  it("other staff and platforms are refused, even where nothing is", async () => {
    expect(await contactsOf(at("B02", "STAFF"), "core-manufacturer")).toEqual(["FORBIDDEN"]);
    for (const field of ["contacts { id }", "consents { id }"]) {
      const query = `{ viewer { platform { participants(first: 1) { edges { entity { ... on Organization { name ${field} } } } } } } }`;
      const { data, errors } = await server.ask("PLATFORM", query);
      expect(errors!.map((error) => error.extensions.code)).toEqual(["FORBIDDEN"]);
      expect(JSON.stringify(data ?? null)).not.toContain("name");
    }
  });

  it("a masked person has no contacts of its own, an open one those that the viewer may see", async () => {
    expect(await contactsOf("HEAD_OFFICE", "core-treasurer")).toBeUndefined();
    expect(await contactsOf(at("B05"), "core-chairman")).toHaveLength(2);
    expect(await contactsOf(at("B03"), "core-chairman")).toHaveLength(0);
  });

  it("no id of a contact, consent or money event leads past the wall", async () => {
    const query = `{ organization(id: "${server.id("core-manufacturer")}") { contacts { id consents { id } } } }`;
    const { data } = await server.ask("HEAD_OFFICE", query);
    const money = await moneyEventsOf("HEAD_OFFICE", "retail-client-01");
    const ids = [data.organization.contacts[0].id, data.organization.contacts[0].consents[0].id, money[0].id];
    const seen = async (asker: Asker) =>
      (await server.ask(asker, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids })).data?.nodes;
    expect(await seen("HEAD_OFFICE")).toEqual(ids.map((id) => ({ id })));
    expect(await seen(at("B02"))).toEqual([{ id: ids[0] }, { id: ids[1] }, null]);
    expect(await seen(at("B04"))).toEqual([null, null, null]);
    expect(await seen("PLATFORM")).toEqual([null, null, null]);
  });

  it("a statement that forgets its filter returns nothing of another branch, and nothing without one", async () => {
    const { em } = server.database;
    const { rows: branches } = await asSystem(em, (tx) =>
      sql<{ id: string; code: string }>`select id, code from branch order by code`.execute(tx.getKysely()),
    );
    const viewer = (branchId: string | null, role: StaffViewer["role"] = "BRANCH_HEAD"): StaffViewer => ({
      ...{ kind: "staff", subject: "h", name: "h", role, branchId, client: null },
    });
    const all = { contact: 0, consent: 0, money_event: 0 };
    for (const table of ["contact", "consent", "money_event"] as const) {
      const rowsOf = (who: StaffViewer) =>
        asViewer(
          em,
          who,
          async (tx) =>
            (await sql<{ branch_id: string }>`select branch_id from ${sql.table(table)}`.execute(tx.getKysely())).rows,
        );
      all[table] = (await rowsOf(viewer(null, "HEAD_OFFICE"))).length;
      expect(all[table]).toBeGreaterThan(0);
      expect(await rowsOf(viewer(null))).toEqual([]);
      for (const { id, code } of branches) {
        const seen = await rowsOf(viewer(id));
        expect(seen.length).toBeLessThan(all[table]);
        if (table === "money_event") expect(seen.filter((row) => row.branch_id !== id)).toEqual([]);
        if (code === "B04" && table !== "consent") expect(seen.filter((row) => row.branch_id !== id)).toEqual([]);
      }
      // Outside of a viewer's transaction there is no table at all.
      await expect(sql`select from ${sql.table(table)}`.execute(em.getKysely())).rejects.toThrow("permission denied");
    }
  });

  it("a branch cannot write under another's name, whatever the statement says", async () => {
    const { em } = server.database;
    const { rows } = await asSystem(em, (tx) =>
      sql<{ id: string }>`select id from branch where code in ('B02', 'B03') order by code`.execute(tx.getKysely()),
    );
    const [own, other] = [rows[0]!.id, rows[1]!.id];
    const who: StaffViewer = {
      ...{ kind: "staff", subject: "h", name: "h", role: "BRANCH_HEAD", branchId: own, client: null },
    };
    for (const branch of [other, null]) {
      const write = asViewer(em, who, (tx) =>
        sql`insert into consent (subject_id, purpose, source, given_on, branch_id, recorded_by)
          select id, 'CONTACT', 'CALL', '2026-01-01', ${branch}::bigint, 'h' from entity limit 1`.execute(
          tx.getKysely(),
        ),
      );
      await expect(write).rejects.toThrow("row-level security");
    }
    const changed = await asViewer(em, who, (tx) =>
      sql`update contact set value = null, ended_by = 'h', ended_at = now() where branch_id = ${other}::bigint returning id`.execute(
        tx.getKysely(),
      ),
    );
    expect(changed.rows).toEqual([]);
  });
});

async function moneyEventsOf(asker: Asker, key: string) {
  const query =
    "query ($id: ID!) { node(id: $id) { ... on Person { moneyEvents { id kind amount payeeName currency } } } }";
  const { data, errors } = await server.ask(asker, query, { id: server.id(key) });
  return errors ? errors.map((error) => error.extensions.code) : data.node.moneyEvents;
}

describe("reveal", () => {
  const contactOf = async (asker: Asker, key: string, place = 0) => (await contactsOf(asker, key))[place].id;

  it("shows a contact to those who work with people, with consent for the purpose; each time is one audit row, with the purpose", async () => {
    const contactId = await contactOf("HEAD_OFFICE", "core-manufacturer");
    for (const asker of [at("B02"), at("B05", "BRANCH_HEAD"), "HEAD_OFFICE" as Asker]) {
      const before = (await audited("reveal", subjectOf(contactId))).length;
      const { contact, userErrors } = await reveal(asker, { contactId, purpose: "CONTACT" });
      expect(userErrors).toEqual([]);
      expect(contact.value).toBe("+8615400000001");
      expect(contact.name).not.toMatch(/\*/);
      const rows = await audited("reveal", subjectOf(contactId));
      expect(rows).toHaveLength(before + 1);
      expect(rows.at(-1)).toMatchObject({
        purpose: "CONTACT",
        subjects: [subjectOf(contactId), subjectOf(server.id("core-treasurer"))],
      });
    }
  });

  it("refuses everybody else, and leaves no trace that the contact is there", async () => {
    const contactId = await contactOf("HEAD_OFFICE", "core-manufacturer");
    const before = (await audited("reveal")).length;
    for (const asker of ["AUDITOR", at("B02", "STAFF"), "PLATFORM"] as Asker[])
      expect(await reveal(asker, { contactId, purpose: "CONTACT" })).toEqual({ thrown: "FORBIDDEN" });
    const unknown = Buffer.from("contact:999999").toString("base64url");
    for (const id of [contactId, unknown, "none"])
      expect(await reveal(at("B03"), { contactId: id, purpose: "CONTACT" })).toEqual({
        contact: null,
        moneyEvent: null,
        userErrors: [{ code: "NOT_FOUND", field: ["contactId"] }],
      });
    expect((await audited("reveal")).length).toBe(before);
  });

  it("wants a consent for just this purpose, in force today", async () => {
    const shown = await contactOf(at("B02"), "core-manufacturer", 1);
    expect((await reveal(at("B02"), { contactId: shown, purpose: "MARKETING" })).contact).not.toBeNull();
    const missing = [{ code: "CONSENT_MISSING", field: ["purpose"] }];
    expect((await reveal(at("B02"), { contactId: shown, purpose: "CREDIT_ASSESSMENT" })).userErrors).toEqual(missing);
    const unfit = [{ code: "PURPOSE_UNFIT", field: ["purpose"] }];
    expect((await reveal(at("B02"), { contactId: shown, purpose: "SENSITIVE_FINANCIAL" })).userErrors).toEqual(unfit);
    const [one] = await moneyEventsOf("HEAD_OFFICE", "retail-client-01");
    expect((await reveal("HEAD_OFFICE", { moneyEventId: one.id, purpose: "CONTACT" })).userErrors).toEqual(unfit);
    for (const both of [{}, { contactId: shown, moneyEventId: one.id }])
      expect((await reveal("HEAD_OFFICE", { ...both, purpose: "CONTACT" })).userErrors).toMatchObject([
        { code: "BAD_INPUT" },
      ]);
    // Who asks without consent is written down as well, with what was refused and why.
    const rows = (await audited("reveal", subjectOf(shown))).map(({ purpose, code }) => [purpose, code]);
    expect(rows).toEqual([
      ["MARKETING", null],
      ["CREDIT_ASSESSMENT", "CONSENT_MISSING"],
      ["SENSITIVE_FINANCIAL", "PURPOSE_UNFIT"],
    ]);
  });

  it("the switchboard of a firm is no personal data and needs no consent; it is written down all the same", async () => {
    const contactId = await contactOf(at("B02"), "core-manufacturer", 3);
    expect((await reveal(at("B02"), { contactId, purpose: "CONTACT" })).contact.value).toBe("+867950000001");
    expect(await audited("reveal", subjectOf(contactId))).toHaveLength(1);
  });

  it("money events: masked, of the own branch, and shown with a separate consent that was not taken back", async () => {
    const branch = { 1: "B03", 3: "B01", 4: "B01" };
    expect(await moneyEventsOf(at("B02"), "retail-client-01")).toEqual([]);
    const [first] = await moneyEventsOf(at(branch[1]), "retail-client-01");
    expect(first).toMatchObject({ amount: "***", payeeName: null, currency: "CNY" });
    const purpose = "SENSITIVE_FINANCIAL";
    const shown = await reveal(at(branch[1]), { moneyEventId: first.id, purpose });
    expect(shown.moneyEvent).toEqual({ amount: { amount: "630000.00", currency: "CNY" }, payeeName: null });
    const [paid] = await moneyEventsOf(at(branch[3]), "retail-client-03");
    expect(paid.payeeName).toBe("***");
    expect((await reveal(at(branch[3]), { moneyEventId: paid.id, purpose })).moneyEvent.payeeName).toMatch(/^临澜/);
    const [taken] = await moneyEventsOf("HEAD_OFFICE", "retail-client-04");
    const none = await moneyEventsOf("HEAD_OFFICE", "retail-client-05");
    for (const { id } of [taken, none[0]])
      expect((await reveal("HEAD_OFFICE", { moneyEventId: id, purpose })).userErrors).toMatchObject([
        { code: "CONSENT_MISSING" },
      ]);
    expect((await reveal(at("B02"), { moneyEventId: first.id, purpose })).userErrors).toMatchObject([
      { code: "NOT_FOUND" },
    ]);
    expect(await moneyEventsOf(at("B03", "STAFF"), "retail-client-01")).toEqual(["FORBIDDEN"]);
    expect(await moneyEventsOf("AUDITOR", "retail-client-01")).toHaveLength(1);
  });

  it("an error shows nothing of what was being written", async () => {
    await asOwner(
      server.database,
      sql`create function tell_all() returns trigger language plpgsql as $$ begin raise exception 'cannot keep %', new.value; end $$`,
    );
    await asOwner(
      server.database,
      sql`create trigger tell_all before insert on contact for each row execute function tell_all()`,
    );
    const query = "mutation ($input: AddContactInput!) { addContact(input: $input) { outcome } }";
    const input = { subjectId: server.id("core-manufacturer"), phone: "13612345678", source: "CALL" };
    const reply = await server.ask(at("B02"), query, { input });
    await asOwner(server.database, sql`drop trigger tell_all on contact`);
    expect(reply.errors![0]!.extensions.code).toBe("INTERNAL");
    expect(JSON.stringify(reply)).not.toContain("12345678");
  });

  it("what cannot be written into the audit log is not shown", async () => {
    const contactId = await contactOf(at("B02"), "core-manufacturer");
    const ask = () => reveal(at("B02"), { contactId, purpose: "CONTACT" });
    // At once, and only at commit, when the value has been read already.
    for (const trigger of [
      sql`create trigger broken before insert on audit_entry for each row execute function audit_refuse_change()`,
      sql`create constraint trigger broken after insert on audit_entry deferrable initially deferred for each row execute function audit_refuse_change()`,
    ]) {
      await asOwner(server.database, trigger);
      const answer = await ask();
      await asOwner(server.database, sql`drop trigger broken on audit_entry`);
      expect(answer).toEqual({ thrown: "INTERNAL" });
    }
    expect((await ask()).contact.value).toBe("+8615400000001");
  });
});

describe("contacts and consents are kept", () => {
  const treasury = async () => {
    const query = `{ organization(id: "${server.id("core-manufacturer")}") { relationships(kinds: [AFFILIATED_WITH], first: 50) { nodes { id role } } } }`;
    const { nodes } = (await server.ask("HEAD_OFFICE", query)).data.organization.relationships;
    return nodes.find((one: { role: string }) => one.role === "FINANCE_STAFF").id as string;
  };
  const consent = (asker: Asker, value: object) =>
    input(
      asker,
      "recordConsent",
      "RecordConsentInput",
      { source: "FORM", ...value },
      "outcome consent { id givenOn withdrawnOn }",
    );
  const withdraw = (asker: Asker, value: object) =>
    input(asker, "withdrawConsent", "WithdrawConsentInput", value, "outcome consent { id withdrawnOn }");

  it("a contact wants consent, comes with it, and the same again changes nothing", async () => {
    const subjectId = server.id("cycle-a");
    const shop = { subjectId: server.id("tobacconist-100"), phone: "138 0013-8000" };
    const refused = await addContact(at("B03"), shop);
    expect(refused).toEqual({
      outcome: null,
      contact: null,
      userErrors: [{ code: "CONSENT_MISSING", field: ["consent"] }],
    });
    const made = await addContact(at("B03"), { ...shop, consent: { source: "CALL" } });
    expect(made).toMatchObject({
      outcome: "CREATED",
      contact: { kind: "MOBILE", value: "138****8000" },
      userErrors: [],
    });
    const again = await addContact(at("B03"), { ...shop, phone: "+86 13800138000" });
    expect(again).toMatchObject({ outcome: "UNCHANGED", contact: { id: made.contact.id } });
    expect(await audited("addContact", subjectOf(made.contact.id))).toHaveLength(2);
    // A firm's number is not personal.
    expect(await addContact(at("B03"), { subjectId, phone: "0795-3211234" })).toMatchObject({ outcome: "CREATED" });
    // Another branch cannot tell that the number is kept: its row is its own, and so is its consent.
    expect(await addContact(at("B04"), shop)).toMatchObject({ userErrors: [{ code: "CONSENT_MISSING" }] });
    const theirs = await addContact(at("B04"), { ...shop, consent: { source: "CALL" } });
    expect(theirs).toMatchObject({ outcome: "CREATED" });
    expect(theirs.contact.id).not.toBe(made.contact.id);
    expect(await contactsOf(at("B04"), "tobacconist-100")).toHaveLength(1);
    expect(await contactsOf("HEAD_OFFICE", "tobacconist-100")).toHaveLength(2);
  });

  it("a masked person is named by a relationship, and by no id", async () => {
    const relationshipId = await treasury();
    const added = await addContact(at("B02"), { relationshipId, email: "Treasurer@Example.com" });
    expect(added).toMatchObject({ outcome: "CREATED", contact: { value: "t***@example.com", name: treasurer.name } });
    expect(
      await addContact(at("B02"), { subjectId: server.id("core-treasurer"), email: "t@example.com" }),
    ).toMatchObject({
      userErrors: [{ code: "NOT_FOUND", field: ["subjectId"] }],
    });
    expect(await contactsOf(at("B05"), "core-manufacturer")).toHaveLength(5);
    expect(
      await input(at("B02"), "endContact", "EndContactInput", { contactId: added.contact.id }, "outcome"),
    ).toMatchObject({
      outcome: "UPDATED",
    });
  });

  it.each([
    [{ phone: "12345" }, "PHONE_INVALID", ["phone"]],
    [{ phone: "15400000001" }, "PHONE_INVALID", ["phone"]],
    [{ phone: "" }, "TEXT_EMPTY", ["phone"]],
    [{ phone: `1${"3".repeat(70)}` }, "TEXT_TOO_LONG", ["phone"]],
    [{ email: "nobody" }, "EMAIL_INVALID", ["email"]],
    [{ email: "a@b@example.com" }, "EMAIL_INVALID", ["email"]],
    [{}, "BAD_INPUT", ["phone"]],
    [{ phone: "13800138000", email: "a@example.com" }, "BAD_INPUT", ["phone"]],
    [
      { phone: "13800138000", consent: { source: "CALL", givenOn: "2026-02-30" } },
      "DATE_INVALID",
      ["consent", "givenOn"],
    ],
    [
      { phone: "13800138000", consent: { source: "CALL", givenOn: "2026-11-24" } },
      "DATE_FUTURE",
      ["consent", "givenOn"],
    ],
    [{ phone: "13800138000", relationshipId: "x" }, "BAD_INPUT", ["subjectId"]],
    [{ phone: "13800138000", organizationId: "x" }, "NOT_FOUND", ["organizationId"]],
  ])("refuses %j", async (value, code, field) => {
    const reply = await addContact(at("B02"), { subjectId: server.id("core-chairman"), ...value });
    expect(reply).toEqual({ outcome: null, contact: null, userErrors: [{ code, field }] });
  });

  it("a null byte is refused at the door", async () => {
    const reply = await addContact(at("B02"), { subjectId: server.id("core-chairman"), phone: "138\u00000013800" });
    expect(reply).toEqual({ thrown: "TEXT_CONTROL_CHARACTER" });
  });

  it("who recorded a contact ends it, or head office; its value is gone", async () => {
    const end = (asker: Asker, contactId: string) =>
      input(asker, "endContact", "EndContactInput", { contactId }, "outcome");
    const { contact } = await addContact(at("B02"), {
      subjectId: server.id("core-chairman"),
      organizationId: server.id("core-manufacturer"),
      phone: "13900139000",
    });
    expect(await end(at("B05"), contact.id)).toMatchObject({ userErrors: [{ code: "FORBIDDEN" }] });
    expect(await end(at("B03"), contact.id)).toMatchObject({ userErrors: [{ code: "NOT_FOUND" }] });
    expect(await end("AUDITOR", contact.id)).toEqual({ thrown: "FORBIDDEN" });
    expect(await end(at("B02"), contact.id)).toEqual({ outcome: "UPDATED", userErrors: [] });
    expect(await end("HEAD_OFFICE", contact.id)).toEqual({ outcome: "UNCHANGED", userErrors: [] });
    expect(await reveal(at("B02"), { contactId: contact.id, purpose: "CONTACT" })).toMatchObject({
      userErrors: [{ code: "NOT_FOUND" }],
    });
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql`select value from contact where id = ${subjectOf(contact.id).slice(8)}::bigint`.execute(tx.getKysely()),
    );
    expect(rows).toEqual([{ value: null }]);
    expect(await audited("endContact", subjectOf(contact.id))).toHaveLength(1);
  });

  it("a consent that is taken back ends for the whole bank, and without one for CONTACT the contacts lose their values", async () => {
    const person = { subjectId: server.id("core-chairman") };
    const first = await consent(at("B05"), { ...person, purpose: "CREDIT_ASSESSMENT", givenOn: "2026-11-01" });
    expect(first).toMatchObject({ outcome: "CREATED", consent: { givenOn: "2026-11-01", withdrawnOn: null } });
    expect(await consent(at("B05"), { ...person, purpose: "CREDIT_ASSESSMENT" })).toMatchObject({
      outcome: "UNCHANGED",
      consent: { id: first.consent.id, givenOn: "2026-11-01" },
    });
    const contactId = await contactOfChairman();
    expect((await reveal(at("B02"), { contactId, purpose: "CREDIT_ASSESSMENT" })).contact).not.toBeNull();
    expect(await withdraw(at("B03"), { consentId: first.consent.id })).toMatchObject({
      userErrors: [{ code: "NOT_FOUND" }],
    });
    for (const [withdrawnOn, code] of [
      ["2026-10-31", "DATE_ORDER"],
      ["2026-11-24", "DATE_FUTURE"],
      ["2026-02-30", "DATE_INVALID"],
    ])
      expect(await withdraw(at("B02"), { consentId: first.consent.id, withdrawnOn })).toMatchObject({
        userErrors: [{ code }],
      });
    expect(await withdraw(at("B02"), { consentId: first.consent.id })).toMatchObject({
      outcome: "UPDATED",
      consent: { withdrawnOn: "2026-11-23" },
    });
    expect(await withdraw(at("B02"), { consentId: first.consent.id })).toMatchObject({ outcome: "UNCHANGED" });
    expect(await reveal(at("B02"), { contactId, purpose: "CREDIT_ASSESSMENT" })).toMatchObject({
      userErrors: [{ code: "CONSENT_MISSING" }],
    });
    // The contact was kept on CONTACT, at B02; B05 takes note of the withdrawal.
    const query = `{ node(id: "${person.subjectId}") { ... on Person { consents { id purpose withdrawnOn note } } } }`;
    const standing = (await server.ask(at("B05"), query)).data.node.consents.find(
      (one: { purpose: string }) => one.purpose === "CONTACT",
    );
    const kept: object[] = await contactsOf("HEAD_OFFICE", "core-chairman");
    expect(await withdraw(at("B05"), { consentId: standing.id })).toMatchObject({ outcome: "UPDATED" });
    // Nobody may use the contact any more; that its value goes, another branch's, is for head office to say.
    expect(await contactsOf("HEAD_OFFICE", "core-chairman")).toEqual(
      kept.map((one) => ({ ...one, consents: expect.anything() })),
    );
    expect(await reveal(at("B02"), { contactId, purpose: "CONTACT" })).toMatchObject({
      userErrors: [{ code: "CONSENT_MISSING" }],
    });
    expect(await withdraw("HEAD_OFFICE", { consentId: standing.id })).toMatchObject({ outcome: "UPDATED" });
    expect(await withdraw("HEAD_OFFICE", { consentId: standing.id })).toMatchObject({ outcome: "UNCHANGED" });
    expect(await contactsOf("HEAD_OFFICE", "core-chairman")).toEqual([]);
    expect(await audited("withdrawConsent", subjectOf(standing.id))).toHaveLength(1);
    expect(await audited("withdrawConsent", subjectOf(contactId))).toHaveLength(1);
    const { data, errors } = await server.ask("AUDITOR", query);
    expect(data.node.consents.length).toBeGreaterThan(2);
    expect(new Set(errors!.map((error) => error.extensions.code))).toEqual(new Set(["FORBIDDEN"]));
  });
  const contactOfChairman = async () => (await contactsOf("HEAD_OFFICE", "core-chairman"))[0].id as string;

  it("a branch that does not serve the person takes back what it made up itself, and nothing of another branch", async () => {
    const relationshipId = await treasury();
    const contactId = (await contactsOf("HEAD_OFFICE", "core-manufacturer"))[0].id;
    const usable = () => reveal(at("B02"), { contactId, purpose: "CONTACT" });
    expect((await usable()).contact.value).toBe("+8615400000001");
    const made = await consent(at("B03"), { relationshipId, purpose: "CONTACT", source: "CALL" });
    expect(made.outcome).toBe("CREATED");
    expect(await withdraw(at("B03"), { consentId: made.consent.id })).toMatchObject({ outcome: "UPDATED" });
    expect((await usable()).contact.value).toBe("+8615400000001");
    // Nor with a contact that it made up, by which it sees the others' consents.
    const phone = { relationshipId, phone: "13600136000", consent: { source: "CALL" } };
    const { contact } = await addContact(at("B03"), phone);
    const query = `{ node(id: "${contact.id}") { ... on Contact { consents { id branch purpose withdrawnOn } } } }`;
    type Row = { id: string; branch: string | null; purpose: string; withdrawnOn: string | null };
    const standing = ((await server.ask(at("B03"), query)).data.node.consents as Row[]).filter(
      (one) => one.purpose === "CONTACT" && !one.withdrawnOn,
    );
    const own = standing.find((one) => one.branch === contact.branch)!;
    const theirs = standing.filter((one) => one !== own);
    expect(theirs.length).toBeGreaterThan(0);
    for (const { id } of theirs)
      expect(await withdraw(at("B03"), { consentId: id })).toMatchObject({
        userErrors: [{ code: "FORBIDDEN", field: ["consentId"] }],
      });
    expect(await withdraw(at("B03"), { consentId: own.id })).toMatchObject({ outcome: "UPDATED" });
    expect((await usable()).contact.value).toBe("+8615400000001");
    // Its own contact lost its value.
    expect((await contactsOf("HEAD_OFFICE", "core-manufacturer")).map((one: { id: string }) => one.id)).not.toContain(
      contact.id,
    );
  });

  it("fifty at once leave one contact and one consent", async () => {
    const value = { subjectId: server.id("tobacconist-101"), phone: "13700137000", consent: { source: "CALL" } };
    const replies = await Promise.all(Array.from({ length: 50 }, () => addContact(at("B02"), value)));
    expect(replies.filter((one) => one.outcome === "CREATED")).toHaveLength(1);
    expect(replies.filter((one) => one.outcome === "UNCHANGED")).toHaveLength(49);
    expect((await contactsOf("HEAD_OFFICE", "tobacconist-101"))[0].consents).toEqual([{ purpose: "CONTACT" }]);
  });

  it("a branch keeps fifty contacts of somebody, and another branch's do not crowd its own out of the list", async () => {
    const person = { subjectId: server.id("tobacconist-102"), consent: { source: "CALL" } };
    const email = (one: number) => ({ ...person, email: `a${one}@example.com` });
    expect(await addContact(at("B02"), { ...person, phone: "13700137001" })).toMatchObject({ outcome: "CREATED" });
    const before = (await contactsOf("HEAD_OFFICE", "tobacconist-102")).length;
    for (let one = 1; one <= 50; one++)
      expect(await addContact(at("B04"), email(one))).toMatchObject({ outcome: "CREATED" });
    expect(await addContact(at("B04"), email(51))).toEqual({
      outcome: null,
      contact: null,
      userErrors: [{ code: "TOO_MANY_CONTACTS", field: ["email"] }],
    });
    expect((await audited("addContact", subjectOf(person.subjectId))).at(-1)!.code).toBe("TOO_MANY_CONTACTS");
    // The same again is still no news, another branch has room, and so has one who ended a contact.
    const same = await addContact(at("B04"), email(50));
    expect(same).toMatchObject({ outcome: "UNCHANGED" });
    expect(await addContact(at("B03"), email(1))).toMatchObject({ outcome: "CREATED" });
    const listed = await contactsOf("HEAD_OFFICE", "tobacconist-102");
    expect(before).toBe(1);
    expect(listed).toHaveLength(50);
    // The newest are left: neither the telephone of B02 nor the first address of B04.
    expect(listed[0].kind).toBe("EMAIL");
    expect(listed.map((one: { id: string }) => one.id)).toContain(same.contact.id);
    expect(await addContact("HEAD_OFFICE", { ...person, phone: "13700137002" })).toMatchObject({ outcome: "CREATED" });
    await input(at("B04"), "endContact", "EndContactInput", { contactId: same.contact.id }, "outcome");
    expect(await addContact(at("B04"), email(51))).toMatchObject({ outcome: "CREATED" });
    expect((await contactsOf("HEAD_OFFICE", "tobacconist-102")).map((one: { kind: string }) => one.kind)).toContain(
      "MOBILE",
    );
  });

  it("hostile values of any argument are refused with a code, never an outage", async () => {
    const hostile = [
      "",
      "\u0000",
      "\ud800",
      "x".repeat(100_000),
      "' or 1=1 --",
      "٣",
      "-1",
      "9".repeat(40),
      "2026-11-23T00:00:00Z",
    ];
    hostile.push(
      Buffer.from("contact:99999999999999999999").toString("base64url"),
      Buffer.from("entity:0").toString("base64url"),
    );
    const good = { source: "CALL", purpose: "CONTACT", reason: "PERSON_ASKED" };
    const asked: [string, string, string[], Record<string, unknown>][] = [
      [
        "addContact",
        "AddContactInput",
        ["subjectId", "relationshipId", "organizationId", "phone", "email"],
        { source: good.source },
      ],
      ["endContact", "EndContactInput", ["contactId"], {}],
      [
        "recordConsent",
        "RecordConsentInput",
        ["subjectId", "relationshipId", "givenOn", "note"],
        { source: good.source, purpose: good.purpose },
      ],
      ["withdrawConsent", "WithdrawConsentInput", ["consentId", "withdrawnOn"], { consentId: "x" }],
      ["reveal", "RevealInput", ["contactId", "moneyEventId"], { purpose: good.purpose }],
      ["exportPersonalData", "ExportPersonalDataInput", ["personId", "relationshipId"], {}],
      ["erasePersonalData", "ErasePersonalDataInput", ["personId", "relationshipId"], { reason: good.reason }],
    ];
    for (const [field, type, names, rest] of asked)
      for (const name of names)
        for (const value of hostile) {
          const query = `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code field } } }`;
          const { data, errors } = await server.ask("HEAD_OFFICE", query, { input: { ...rest, [name]: value } });
          const codes =
            errors?.map((error) => error.extensions.code) ??
            data[field].userErrors.map((one: { code: string }) => one.code);
          expect(codes.length, `${field}.${name}: ${value.slice(0, 50)}`).toBeGreaterThan(0);
          expect(codes).not.toContain("INTERNAL");
        }
  });

  it("an organization that is no individual business gives no consent", async () => {
    const reply = await consent(at("B02"), { subjectId: server.id("core-manufacturer"), purpose: "CONTACT" });
    expect(reply.userErrors).toEqual([{ code: "BAD_INPUT", field: ["subjectId"] }]);
  });

  it("the audit log names ids, and nothing of a person", async () => {
    const { rows } = await asSystem(server.database.em, (tx) =>
      sql<{ subjects: string[]; purpose: string | null }>`select subjects, purpose from audit_entry`.execute(
        tx.getKysely(),
      ),
    );
    expect(rows.length).toBeGreaterThan(20);
    for (const { subjects } of rows)
      for (const one of subjects) expect(one).toMatch(/^(entity|contact|consent|moneyEvent):\d+$/);
  });
});
