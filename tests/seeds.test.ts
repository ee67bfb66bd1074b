import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { tell } from "../seeds/generate-demo.ts";
import { csvText, FILES, type FileName } from "../seeds/story/csv.ts";

type Row = Record<string, string>;
const folder = join(import.meta.dirname, "../seeds/demo");
const text = (file: string) => readFileSync(join(folder, file), "utf8");
const read = (file: FileName) => parse<Row>(text(`${file}.csv`), { columns: true });

const anchor = text("anchor.txt").trim();
const [branches, staff, entities] = [read("branches"), read("staff"), read("entities")];
const [relationships, evidence] = [read("relationships"), read("evidence")];
const [accounts, balances, facilities, cases] = [read("accounts"), read("balances"), read("facilities"), read("cases")];

const entity = new Map(entities.map((row) => [row.key!, row]));
const organizations = entities.filter((row) => row.type === "ORGANIZATION");
const isCurrent = (row: Row, day = anchor) => (!row.since || row.since <= day) && (!row.until || row.until > day);
const isOpen = (row: Row) => row.openedOn! <= anchor && (!row.closedOn || row.closedOn > anchor);
const clientKeys = (branch?: string) =>
  new Set(
    accounts
      .filter((row) => isOpen(row) && (!branch || row.branch === branch))
      .map((row) => row.holder!)
      .filter((holder) => entity.get(holder)!.type === "ORGANIZATION"),
  );
const clients = clientKeys();
const current = (kind: string, ends: Partial<Row> = {}) =>
  relationships.filter(
    (row) =>
      row.kind === kind && isCurrent(row) && Object.entries(ends).every(([column, value]) => row[column] === value),
  );
const sources = (rows: Row[]) => rows.map((row) => row.source!);
const nonClients = (keys: string[]) => keys.filter((key) => !clients.has(key));
const firstAccount = (holder: string) => accounts.find((row) => row.holder === holder)!.openedOn!;
const cents = (amount: string) => BigInt(amount.replace(".", ""));
const total = (rows: Row[], column = "amount") => rows.reduce((sum, row) => sum + cents(row[column]!), 0n);

test("the files are what the generator tells", () => {
  const story = tell();
  for (const file of Object.keys(FILES) as FileName[])
    expect(text(`${file}.csv`) === csvText(file, story.tables[file]), `${file}.csv: run seeds/generate-demo.ts`).toBe(
      true,
    );
});

describe("the figures of the story", () => {
  test("totals", () => {
    expect(organizations).toHaveLength(3_000);
    expect(clients.size).toBe(800);
    expect(clientKeys("B02").size).toBe(400);
    expect(branches).toHaveLength(5);
    expect(new Set(facilities.map((row) => row.holder)).size).toBe(40);
    expect(entities.filter((row) => row.type === "PERSON")).toHaveLength(200);
    expect(facilities.every((row) => clients.has(row.holder!) && row.grantedOn! >= firstAccount(row.holder!))).toBe(
      true,
    );
  });

  test("court", () => {
    const launch = entity.get("court-platform")!.launchedOn!;
    expect(launch).toBe("2025-10-01");
    expect(current("OPERATES", { source: "court", target: "court-platform" })).toHaveLength(1);
    expect(current("RECOMMENDED", { source: "bankruptcy-association", target: "court" })).toHaveLength(1);
    const administrators = sources(current("PARTICIPATES_IN", { target: "court-platform", role: "ADMINISTRATOR" }));
    const won = administrators.filter((key) => clients.has(key));
    expect([administrators.length, won.length]).toEqual([31, 23]);
    expect(won.every((key) => firstAccount(key) >= launch)).toBe(true);
    const members = sources(current("MEMBER_OF", { target: "bankruptcy-association" }));
    expect(members).toContain("bank");
    const further = members.filter((key) => clients.has(key) && !administrators.includes(key));
    expect([members.length, further.length, nonClients(members).length]).toEqual([80, 12, 45]);
    expect([cases.length, cases.filter((row) => row.completedOn).length]).toEqual([54, 33]);
    const deposited = cases.filter((row) => row.proceeds);
    expect(total(deposited, "proceeds")).toBe(cents("73600000.00"));
    const last = balances.filter((row) => row.monthEnd === "2026-10-31");
    expect(total(last.filter((row) => deposited.some((item) => item.depositAccount === row.account)))).toBe(
      cents("73600000.00"),
    );
  });

  test("pharmacy chains", () => {
    const stores = sources(current("BRANCH_OF", { target: "pharmacy-chain" }));
    const launch = entity.get("pharmacy-platform")!.launchedOn!;
    expect(new Set(sources(current("PARTICIPATES_IN", { target: "pharmacy-platform", role: "STORE" })))).toEqual(
      new Set(stores),
    );
    const won = stores.filter((key) => clients.has(key)).map(firstAccount);
    expect([stores.length, won.length]).toEqual([240, 213]);
    expect(won.filter((day) => day < launch)).toHaveLength(13);
    expect(won.filter((day) => day >= launch && day < "2026-09-01")).toHaveLength(200);
    const rivals = ["pharmacy-rival", ...sources(current("BRANCH_OF", { target: "pharmacy-rival" }))];
    expect([rivals.length, nonClients(rivals).length]).toEqual([93, 93]);
    const delivered = current("SUPPLIES", { source: "drug-wholesaler" }).map((row) => row.target!);
    const members = sources(current("MEMBER_OF", { target: "pharmacy-association" }));
    expect(rivals.every((key) => delivered.includes(key) || members.includes(key))).toBe(true);
    expect(
      clients.has("drug-wholesaler") && delivered.includes("pharmacy-chain") && members.includes("pharmacy-chain"),
    ).toBe(true);
  });

  test("manufacturer: CNY 120 million of factoring, the largest kind wherever it stands", () => {
    const core = "core-manufacturer";
    const sales = [...current("SUPPLIES", { source: core }), ...current("SUPPLIES", { target: core })];
    const keys = new Set(sales.map((row) => row.key!));
    // All month long the same figure: no row leaves the window of a year before the next shift.
    for (const [after, until] of [
      ["2025-11-01", anchor],
      ["2025-11-30", "2026-11-30"],
    ] as const) {
      const year = evidence.filter(
        (row) => keys.has(row.relationship!) && row.observedOn! > after && row.observedOn! <= until,
      );
      const factoring = year.filter((row) => row.kind === "FACTORING");
      expect(total(factoring)).toBe(cents("120000000.00"));
      for (const key of new Set(factoring.map((row) => row.relationship!)))
        for (const kind of ["BILL", "INVOICE", "CONTRACT"]) {
          const of = (name: string) => total(year.filter((row) => row.relationship === key && row.kind === name));
          expect(of(kind) > 0n && of(kind) < of("FACTORING")).toBe(true);
        }
    }
    const suppliers = sources(current("SUPPLIES", { target: core }));
    const customers = current("SUPPLIES", { source: core }).map((row) => row.target!);
    expect([suppliers.length, nonClients(suppliers).length]).toEqual([60, 34]);
    expect([customers.length, nonClients(customers).length]).toEqual([25, 16]);
    expect(relationships.filter((row) => row.source === "supplier-31" && row.target === core)).toHaveLength(2);
    expect(evidence.filter((row) => row.currency === "USD").length).toBeGreaterThan(5);
  });

  test("insulation association, tobacco retailers, hospital", () => {
    const makers = sources(current("MEMBER_OF", { target: "insulation-association" }));
    const financed = makers.filter((key) => facilities.some((row) => row.holder === key));
    expect([makers.length, financed.length, nonClients(makers).length]).toEqual([60, 15, 45]);
    const loan = facilities.find((row) => row.holder === "insulation-borrower")!;
    expect([loan.limitAmount, loan.usedAmount, loan.currency]).toEqual(["9000000.00", "9000000.00", "CNY"]);
    expect(current("AFFILIATED_WITH", { target: "insulation-association", role: "SECRETARY_GENERAL" })).toHaveLength(1);

    const retailers = sources(current("MEMBER_OF", { target: "tobacco-retailers" }));
    const won = retailers.filter((key) => clients.has(key));
    expect([retailers.length, won.length]).toEqual([180, 42]);
    expect(won.map(firstAccount).every((day) => day >= "2026-01-05" && day <= "2026-01-28")).toBe(true);
    const referred = current("REFERRED").filter((row) => retailers.includes(row.target!));
    expect(new Set(referred.map((row) => row.target)).size).toBe(referred.length);
    expect([referred.length, referred.filter((row) => clients.has(row.target!)).length]).toEqual([48, 36]);

    const suppliers = sources(current("SUPPLIES", { target: "hospital" }));
    expect([suppliers.length, nonClients(suppliers).length]).toEqual([70, 42]);
  });

  test("contacts: numbers that nobody has, each of a person or shop with consent", () => {
    const [contacts, consents, events] = [read("contacts"), read("consents"), read("moneyEvents")];
    expect([contacts.length, consents.length, events.length]).toEqual([100, 84, 8]);
    for (const { value } of contacts) expect(value).toMatch(/^(\+861540000\d{4}|\+867950000\d{3}|\w+@example\.com)$/);
    const agreed = (key: string, purpose: string) =>
      consents.some((row) => row.subject === key && row.purpose === purpose && !row.withdrawnOn);
    for (const { subject } of contacts) {
      const { type, category } = entity.get(subject!)!;
      if (type === "PERSON" || category === "INDIVIDUAL_BUSINESS") expect(agreed(subject!, "CONTACT")).toBe(true);
    }
    const looked = events.map((row) => row.person!).filter((person) => agreed(person, "SENSITIVE_FINANCIAL"));
    expect(looked).toEqual(["retail-client-01", "retail-client-02", "retail-client-03"]);
    expect(consents.filter((row) => row.withdrawnOn).map((row) => row.subject)).toEqual(["retail-client-04"]);
    const masked = new Set(contacts.map((row) => row.subject!).filter((key) => !names(key)));
    expect(masked.has("core-treasurer") && masked.size > 3).toBe(true);
  });
  /** Whether a person's name is open, or it is no person. */
  const names = (key: string) =>
    entity.get(key)!.type !== "PERSON" ||
    relationships.some((row) => row.source === key && (row.kind === "OWNS" || row.role !== "FINANCE_STAFF"));

  test("oddities", () => {
    for (const [source, target] of ["ab", "bc", "ca"].map((pair) => [...pair].map((end) => `cycle-${end}`)))
      expect(current("OWNS", { source: source!, target: target! })).toHaveLength(1);
    expect(relationships.filter((row) => row.source === row.target).map((row) => row.source)).toEqual([
      "treasury-shares",
    ]);
    const reopened = accounts.filter((row) => row.holder === "reopened-account");
    expect([reopened.length, new Set(reopened.map((row) => row.number)).size, isOpen(reopened[1]!)]).toEqual([
      2,
      1,
      true,
    ]);
    expect(
      new Set(
        accounts.map((row) => row.holder).filter((key) => !accounts.some((row) => row.holder === key && isOpen(row))),
      ).size,
    ).toBe(24);
    const statuses = (status: string) => organizations.filter((row) => row.status === status).length;
    expect([statuses("DEREGISTERED"), statuses("REVOKED"), statuses("INSOLVENT")]).toEqual([8, 5, 50]);
    expect(organizations.filter((row) => row.doNotContact === "true")).toHaveLength(13);
    expect(organizations.filter((row) => row.industry === "J6620")).toHaveLength(3);
    expect(new Set(accounts.map((row) => row.holder!).filter((key) => entity.get(key)!.type === "PERSON")).size).toBe(
      15,
    );
  });
});

describe("the files hold together", () => {
  test("credit codes are valid, unique and of the organization's county", () => {
    const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const weights = Array.from({ length: 17 }, (_, index) => 3 ** index % 31);
    const coded = organizations.filter((row) => row.creditCode);
    for (const { creditCode, region } of coded) {
      const sum = weights.reduce((so, weight, index) => so + weight * alphabet.indexOf(creditCode![index]!), 0);
      expect(creditCode).toMatch(/^(11|12|31|51|91|92)[0-9A-HJ-NPQRTUWXY]{16}$/);
      expect(alphabet[(31 - (sum % 31)) % 31]).toBe(creditCode![17]);
      expect(creditCode!.slice(2, 8)).toBe(region);
    }
    expect(new Set(coded.map((row) => row.creditCode)).size).toBe(coded.length);
    expect(coded.filter((row) => row.creditCode!.endsWith("0")).length).toBeGreaterThan(20);
    expect(organizations.length - coded.length).toBe(7);
  });

  test("keys resolve, one relationship a day, evidence inside its period", () => {
    const period = new Map(relationships.map((row) => [row.key!, row]));
    expect(period.size).toBe(relationships.length);
    expect(entity.size).toBe(entities.length);
    const standing = new Map<string, Row[]>();
    for (const row of relationships) {
      expect(entity.has(row.source!) && entity.has(row.target!)).toBe(true);
      const identity = [row.source, row.target, row.kind, row.role].join(" ");
      for (const other of standing.get(identity) ?? [])
        expect((row.until && row.until <= other.since!) || (other.until && other.until <= row.since!)).toBeTruthy();
      standing.set(identity, [...(standing.get(identity) ?? []), row]);
    }
    for (const row of evidence) expect(isCurrent(period.get(row.relationship!)!, row.observedOn)).toBe(true);
    const references = evidence
      .filter((row) => row.reference)
      .map((row) => [row.relationship, row.kind, row.reference].join(" "));
    expect(new Set(references).size).toBe(references.length);
    const proven = new Set(evidence.map((row) => row.relationship));
    expect(relationships.every((row) => proven.has(row.key))).toBe(true);
  });

  test("accounts: known holders and branches, one basic account at a time, month ends", () => {
    const codes = new Set(branches.map((row) => row.code));
    expect([...accounts, ...facilities].every((row) => entity.has(row.holder!) && codes.has(row.branch))).toBe(true);
    expect(staff.every((row) => row.branch === "" || codes.has(row.branch))).toBe(true);
    const basic = accounts.filter((row) => row.type === "BASIC" && isOpen(row)).map((row) => row.holder);
    expect(new Set(basic).size).toBe(basic.length);
    const opened = new Map(accounts.map((row) => [row.number!, row.openedOn!]));
    for (const row of balances) {
      expect(new Date(Date.parse(row.monthEnd!) + 86_400_000).getUTCDate()).toBe(1);
      expect(row.monthEnd! >= opened.get(row.account!)!).toBe(true);
    }
    expect(new Set(balances.map((row) => `${row.account} ${row.monthEnd}`)).size).toBe(balances.length);
  });

  test("days lie in the two years and survive a shift by whole months", () => {
    const days = [
      ...[...relationships, ...accounts].flatMap((row) => [row.since, row.until, row.openedOn, row.closedOn]),
      ...evidence.map((row) => row.observedOn),
      ...[...facilities, ...cases].flatMap((row) => [row.grantedOn, row.acceptedOn, row.completedOn]),
    ].filter((day) => day);
    expect(days.filter((day) => day! < "2024-11-01" || day! > "2026-10-31" || day!.slice(8) > "28")).toEqual([]);
  });
});
