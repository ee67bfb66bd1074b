import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IdentityRow, resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { foldReferenceCounts } from "../src/modules/organizations/reference-count.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { startServer, type TestServer } from "./support/server.ts";
import { recordStatements } from "./support/statements.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const ask = async (query: string) => {
  const { data, errors } = await server.ask("HEAD_OFFICE", query);
  expect(errors).toBeUndefined();
  return data;
};
const rowsOf = <Row>(statement: ReturnType<typeof sql<Row>>) =>
  asSystem(server.database.em, async (tx) => (await statement.execute(tx.getKysely())).rows);

/** What a look at every organization counts. */
async function counted(column: "region" | "industry" | "size_class", prefix: string): Promise<number> {
  const [row] = await rowsOf(sql<{
    count: string;
  }>`select count(*) as count from entity e join organization o on o.entity_id = e.id
    where e.type = 'ORGANIZATION' and e.merged_into is null and starts_with(${sql.ref(column)}, ${prefix})`);
  return Number(row!.count);
}
type Node = { code: string; organizationCount: number; children?: Node[] };
const everyNode = (nodes: Node[]): Node[] => nodes.flatMap((node) => [node, ...everyNode(node.children ?? [])]);

/** Every node of the three trees against a look at every organization. */
async function expectTrue(): Promise<void> {
  const node = "code organizationCount";
  const { regions, industries, sizeClasses } = await ask(`{
    regions { ${node} children(includeAbolished: true) { ${node} } } industries { ${node} children { ${node} } } sizeClasses { ${node} } }`);
  const { children } = (await ask(`{ region(code: "360900") { children(includeAbolished: true) { ${node} } } }`))
    .region;
  for (const { code, organizationCount } of everyNode([...regions, ...children]))
    if (organizationCount || code.startsWith("36"))
      expect([code, organizationCount]).toEqual([code, await counted("region", code.replace(/(00){1,2}$/, ""))]);
  for (const { code, organizationCount } of everyNode(industries))
    expect([code, organizationCount]).toEqual([code, await counted("industry", code)]);
  for (const { code, organizationCount } of sizeClasses as Node[])
    expect([code, organizationCount]).toEqual([code, await counted("size_class", code)]);
}

describe("reference trees", () => {
  it("go down from the top, and lead from an organization to its nodes", async () => {
    const { regions, region, industries, sizeClasses, organization } = await ask(`{
      regions { code name parentCode } region(code: "110103") { isAbolished replacedBy { code name } successorCode replacementBasis }
      industries(parent: "C30") { code name parentCode children { code } } sizeClasses { code name nameEn }
      organization(id: "${server.id("core-manufacturer")}") { region industry regionDetail { code fullName } industryDetail { code name } sizeClass { code name } } }`);
    expect(regions).toHaveLength(34);
    expect(regions[0]).toEqual({ code: "110000", name: "北京市", parentCode: null });
    expect(region).toEqual({
      isAbolished: true,
      replacedBy: [{ code: "110101", name: "东城区" }],
      successorCode: "110101",
      replacementBasis: "MERGER",
    });
    expect(industries[0]).toMatchObject({
      code: "C301",
      parentCode: "C30",
      children: [{ code: "C3011" }, { code: "C3012" }],
    });
    expect(sizeClasses.map((one: { code: string; nameEn: string }) => one.nameEn)).toEqual([
      "Large",
      "Medium",
      "Small",
      "Micro",
    ]);
    expect(organization.regionDetail.code).toBe(organization.region);
    expect(organization.industryDetail.code).toBe(organization.industry);
    expect(organization.sizeClass.code).toMatch(/^(LARGE|MEDIUM|SMALL|MICRO)$/);
    const { region: split, regions: old } = await ask(
      `{ region(code: "130103") { successorCode replacedBy { code } } regions(parent: "110100", includeAbolished: true) { code isAbolished } }`,
    );
    expect(split).toEqual({ successorCode: null, replacedBy: [{ code: "130102" }, { code: "130104" }] });
    expect(old).toContainEqual({ code: "110103", isAbolished: true });
    for (const query of ['{ regions(parent: "36") { code } }', '{ industries(parent: "c") { code } }'])
      expect((await server.ask("HEAD_OFFICE", query)).errors![0]!.extensions.code).toBe("BAD_INPUT");
    expect(await ask('{ regions(parent: "999999") { code } industries(parent: "Z9") { code } }')).toEqual({
      regions: [],
      industries: [],
    });
  });

  it("count what stands, whoever writes, merges, parts or deletes it", async () => {
    await expectTrue();
    const row = (number: string, more: Partial<IdentityRow>): IdentityRow => ({
      ...({ type: "ORGANIZATION", source: "counts", authority: "OWN" } as const),
      ...{ number, name: `计数${number}` },
      ...more,
    });
    const write = async (...rows: IdentityRow[]) =>
      (await asSystem(server.database.em, (tx) => resolveEntities(tx, rows))).map((one) => one.entityId!);
    const [a, b] = await write(
      row("1", { region: "360902", industry: "C3035", sizeClass: "SMALL" }),
      row("2", { region: "360981", industry: "F5123", sizeClass: "MICRO" }),
      row("3", {}),
    );
    await expectTrue();
    // A region, a trade and a size that change; one that gains them.
    await write(
      row("1", { region: "360900", sizeClass: "MEDIUM" }),
      row("3", { region: "110103", industry: "C30", sizeClass: "LARGE" }),
    );
    await expectTrue();
    expect(await asSystem(server.database.em, foldReferenceCounts)).toBeGreaterThan(0);
    expect(await asSystem(server.database.em, foldReferenceCounts)).toBe(0);
    await expectTrue();
    const act = async (mutation: string) =>
      (await ask(`mutation { ${mutation} }`)) as Record<string, { merge: { id: string } }>;
    const { mergeOrganizations } = await act(
      `mergeOrganizations(input: { keep: "${encodeId("entity", a!)}", drop: "${encodeId("entity", b!)}" }) { merge { id } }`,
    );
    await expectTrue();
    await act(`undoMerge(input: { mergeId: "${mergeOrganizations!.merge.id}" }) { merge { id } }`);
    await expectTrue();
    const [gone] = await rowsOf(sql<{
      id: string;
    }>`with made as (insert into entity (type, name, category, region) values ('ORGANIZATION', '去留', 'ENTERPRISE', '360902') returning id)
      insert into organization (entity_id, size_class) select id, 'MICRO' from made returning entity_id as id`);
    await expectTrue();
    await rowsOf(sql`delete from organization where entity_id = ${gone!.id}::bigint`);
    await rowsOf(sql`delete from entity where id = ${gone!.id}::bigint`);
    await expectTrue();
  });

  it("are counted by one statement, whatever their number", async () => {
    const statements = await recordStatements(server.database, () =>
      ask(
        "{ regions { organizationCount children { organizationCount } } industries { organizationCount children { organizationCount } } }",
      ),
    );
    expect(statements.filter(({ sql }) => sql.includes("reference_count"))).toHaveLength(1);
  });
});
