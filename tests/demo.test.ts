import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDemo } from "../seeds/demo-files.ts";
import { loadDemo } from "../seeds/load-demo.ts";
import { asSystem } from "../src/shared/session.ts";
import { openTestDatabase } from "./support/database.ts";
import { DEMO_DAY } from "./support/demo-day.ts";
import { startServer, type TestServer } from "./support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Every node of a connection, page by page. */
async function all(query: string, variables: Record<string, unknown>, pick: (data: never) => Connection) {
  const nodes: Connection["nodes"] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors } = await server.ask("HEAD_OFFICE", query, { ...variables, after });
    expect(errors).toBeUndefined();
    const page = pick(data as never);
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}
interface Connection {
  // biome-ignore lint/suspicious/noExplicitAny: shaped by the query beside it
  nodes: any[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const countOrganizations = async (
  filter: Record<string, unknown>,
  asker: "HEAD_OFFICE" | "BRANCH_HEAD" = "HEAD_OFFICE",
) =>
  (
    await server.ask(asker, "query ($filter: OrganizationFilter) { organizations(filter: $filter) { totalCount } }", {
      filter,
    })
  ).data.organizations.totalCount;

describe("the demo, read back through the API", () => {
  test("3,000 organizations, 800 clients, 40 of them with facilities", async () => {
    expect(await countOrganizations({})).toBe(3_000);
    expect(await countOrganizations({ isClient: true })).toBe(800);
    expect(await countOrganizations({ isClient: true, hasFacility: true })).toBe(40);
    expect(await countOrganizations({ hasFacility: true })).toBe(40);
  });

  test("400 clients at one outlet", async () => {
    const { rows } = await clientsByBranch();
    expect(rows.find((row) => row.code === "B02")).toEqual({ code: "B02", clients: "400" });
    expect(rows).toHaveLength(5);
  });

  test("213 of 240 pharmacy stores are clients", async () => {
    const stores = await all(
      `query ($id: ID, $after: String) { organization(id: $id) { relationships(kinds: [BRANCH_OF], direction: IN, first: 100, after: $after) {
        nodes { source { ... on Organization { id isClient } } } pageInfo { hasNextPage endCursor } } } }`,
      { id: server.id("pharmacy-chain") },
      ({ organization }: { organization: { relationships: Connection } }) => organization.relationships,
    );
    expect(stores).toHaveLength(240);
    expect(stores.filter((store) => store.source.isClient)).toHaveLength(213);
  });

  test("the insulation association: its borrower's CNY 9 million and 14 more financed makers", async () => {
    const members = await all(
      `query ($id: ID, $after: String) { organization(id: $id) { members(first: 100, after: $after) {
        nodes { source { id } } pageInfo { hasNextPage endCursor } } } }`,
      { id: server.id("insulation-association") },
      ({ organization }: { organization: { members: Connection } }) => organization.members,
    );
    const financed = await all(
      `query ($after: String) { organizations(filter: { hasFacility: true }, first: 100, after: $after) {
        nodes { id } pageInfo { hasNextPage endCursor } } }`,
      {},
      ({ organizations }: { organizations: Connection }) => organizations,
    );
    const withFacility = new Set(financed.map((organization) => organization.id));
    const makers = members.map((member) => member.source.id).filter((id) => withFacility.has(id));
    expect(members).toHaveLength(60);
    expect(makers).toContain(server.id("insulation-borrower"));
    expect(makers.filter((id) => id !== server.id("insulation-borrower"))).toHaveLength(14);
  });

  test("CNY 120 million of factoring around the manufacturer, as evidence", async () => {
    const sales = await all(
      `query ($id: ID, $after: String) { organization(id: $id) { relationships(kinds: [SUPPLIES], first: 100, after: $after) {
        nodes { annualAmounts { amount currency } evidence(first: 100) { nodes { kind observedOn amount { amount currency } } pageInfo { hasNextPage } } }
        pageInfo { hasNextPage endCursor } } } }`,
      { id: server.id("core-manufacturer") },
      ({ organization }: { organization: { relationships: Connection } }) => organization.relationships,
    );
    expect(sales.some((sale) => sale.evidence.pageInfo.hasNextPage)).toBe(false);
    const factored = sales.map((sale) => ({
      yearly: sale.annualAmounts,
      cents: sale.evidence.nodes
        .filter(
          (row: { kind: string; observedOn: string }) => row.kind === "FACTORING" && row.observedOn > "2025-11-23",
        )
        .reduce((sum: bigint, row: { amount: { amount: string } }) => sum + cents(row.amount.amount), 0n),
    }));
    expect(factored.reduce((sum, sale) => sum + sale.cents, 0n)).toBe(cents("120000000.00"));
    // Where there is factoring it is the largest kind, so it is what the year of the relationship says.
    for (const sale of factored.filter(({ cents }) => cents > 0n))
      expect(sale.yearly.map((money: { amount: string }) => cents(money.amount))).toEqual([sale.cents]);
  });

  test("a supplier that left and came back has two relationships", async () => {
    const { data } = await server.ask(
      "HEAD_OFFICE",
      `query ($id: ID) { organization(id: $id) { customers(validity: ANY) { nodes { since until target { id } } } } }`,
      { id: server.id("supplier-31") },
    );
    const core = data.organization.customers.nodes.filter(
      (node: { target: { id: string } }) => node.target.id === server.id("core-manufacturer"),
    );
    expect(core).toHaveLength(2);
    expect(core.filter((node: { until: string | null }) => node.until === null)).toHaveLength(1);
  });

  test("a branch sees the facilities of its own clients alone", async () => {
    const own = await countOrganizations({ hasFacility: true }, "BRANCH_HEAD");
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(40);
  });
});

describe("loading", () => {
  test("a second time changes nothing", async () => {
    const before = await countOrganizations({});
    expect(await loadDemo(server.database.em, DEMO_DAY)).toEqual({
      alreadyThere: true,
      entities: 0,
      relationships: 0,
      evidence: 0,
      accounts: 0,
    });
    expect(await countOrganizations({})).toBe(before);
  });

  test("in another month every day moves by whole months, month ends to month ends, and the figures stay", async () => {
    const [told, later] = [readDemo(DEMO_DAY), readDemo("2027-02-28")];
    const days = (files: typeof told) => files.balances.map((row) => row.monthEnd);
    expect(new Set(days(told))).toContain("2026-10-31");
    expect(new Set(days(later))).toContain("2027-01-31");
    expect(days(later).filter((day) => day!.startsWith("2026-11"))[0]).toBe("2026-11-30");
    expect(later.accounts[0]!.openedOn).toBe("2025-08-12");

    const database = await openTestDatabase();
    try {
      const counts = await loadDemo(database.em, "2027-02-28");
      expect(counts).toMatchObject({ alreadyThere: false, entities: told.entities.length });
      const { rows } = await sql`select
        (select count(*) from entity where is_client and type = 'ORGANIZATION') as clients,
        (select sum(r.base_amount) from relationship r
          where exists (select from evidence e where e.relationship_id = r.id and e.kind = 'FACTORING')) as factored`.execute(
        database.em.getKysely(),
      );
      expect(rows).toEqual([{ clients: "800", factored: "120000000.00" }]);
    } finally {
      await database.close();
    }
  });
});

const cents = (amount: string) => BigInt(amount.replace(".", ""));

/** Accounts are private and no query lists them yet: read as the system. */
async function clientsByBranch() {
  return asSystem(server.database.em, (tx) =>
    sql<{ code: string; clients: string }>`select b.code, count(distinct a.holder_id) as clients from branch b
      join account a on a.branch_id = b.id join entity e on e.id = a.holder_id and e.type = 'ORGANIZATION'
      where a.opened_on <= ${DEMO_DAY} and (a.closed_on is null or a.closed_on > ${DEMO_DAY}) group by b.code`.execute(
      tx.getKysely(),
    ),
  );
}
