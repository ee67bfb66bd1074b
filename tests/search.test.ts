import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IdentityRow, resolveEntities } from "../src/modules/organizations/identity.service.ts";
import { keepNames, keepSlice } from "../src/modules/organizations/name.keeper.ts";
import { encodeId } from "../src/shared/ids.ts";
import { asSystem } from "../src/shared/session.ts";
import { creditCode } from "./support/platforms.ts";
import { startServer, type TestServer } from "./support/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startServer("empty");
});
afterAll(() => server.close());

const query = `query ($filter: OrganizationFilter, $first: Int! = 100, $after: String) { organizations(filter: $filter, first: $first, after: $after) {
  totalCount edges { cursor node { id name } } pageInfo { hasNextPage endCursor } } }`;
const ask = async (filter: object, first = 100, after: string | null = null) => {
  const { data, errors } = await server.ask("HEAD_OFFICE", query, { filter, first, after });
  expect(errors).toBeUndefined();
  return data.organizations;
};
type Edge = { cursor: string; node: { id: string; name: string } };
const namesOf = (page: { edges: Edge[] }) => page.edges.map(({ node }) => node.name);
const find = async (search: string) => namesOf(await ask({ search }));

let numbers = 0;
const firm = (more: Partial<IdentityRow> & { name: string }): IdentityRow => {
  numbers += 1;
  return { type: "ORGANIZATION", source: "list", number: `s${numbers}`, authority: "OWN", ...more };
};
const write = async (...rows: IdentityRow[]) =>
  (await asSystem(server.database.em, (tx) => resolveEntities(tx, rows))).map((one) => one.entityId!);
const keep = () => keepNames(server.database.em);

describe("search finds", () => {
  it("any part of a Chinese name, pinyin and initials of its words, whatever the spelling", async () => {
    await write(
      ...["泉州恒安药店有限公司", "重慶長安汽車股份有限公司", "厦门国际银行", "ＡＢＣ 电子（中国）有限公司", "3M"].map(
        (name) => firm({ name }),
      ),
    );
    await keep();
    const hengan = ["泉州恒安药店有限公司"];
    for (const text of [
      "恒",
      "安药",
      "恒安药店",
      "限公司",
      "henganyaodian",
      "heng an",
      "yaodian",
      "HAYD",
      "qzha",
      "恒 安",
      "恆安藥店",
    ])
      expect([text, (await find(text)).includes(hengan[0]!)]).toEqual([text, true]);
    // Read as the neighbours have it.
    for (const text of ["重庆长安", "chongqing", "changan", "cqca", "汽车"])
      expect([text, await find(text)]).toEqual([text, ["重慶長安汽車股份有限公司"]]);
    for (const text of ["xiamen", "yinhang", "xmgjyh", "银行"])
      expect([text, await find(text)]).toEqual([text, ["厦门国际银行"]]);
    for (const text of ["abc", "ＡＢＣ电子", "abc电", "abcdianzi", "BC电子"])
      expect([text, await find(text)]).toEqual([text, ["ＡＢＣ 电子（中国）有限公司"]]);
    expect(await find("3m")).toEqual(["3M"]);
    for (const text of ["药恒", "youxiangongsi", "药店店", "%", "_"])
      expect([text, await find(text)]).toEqual([text, []]);
    // Longer than keys are.
    expect(await find("重庆长安汽车股份有限公司")).toEqual(["重慶長安汽車股份有限公司"]);
    expect(await find("长安汽车股份有限公司分公司")).toEqual([]);
    expect(await find("chongqingchanganqiche")).toEqual(["重慶長安汽車股份有限公司"]);
    expect(await find("changanqichegufen")).toEqual(["重慶長安汽車股份有限公司"]);
  });

  it("the name itself first, then what begins so, then words, then any place", async () => {
    await write(
      ...["甲福临门", "福临", "福临门食品", "大红福临", "大红福临门", "福临阁"].map((name) => firm({ name })),
    );
    await keep();
    // 福临门 is behind 福临, and of two that go on alike the one that was known first.
    const ordered = ["福临", "福临门食品", "福临阁", "大红福临", "甲福临门", "大红福临门"];
    expect(await find("福临")).toEqual(ordered);
  });

  it("credit codes by their beginning, and each organization once", async () => {
    const codes = [creditCode(501), creditCode(502)];
    await write(
      firm({ name: `码${codes[0]!.slice(0, 8)}行`, creditCode: codes[0]! }),
      firm({ name: "码二", creditCode: codes[1]! }),
    );
    await keep();
    expect(await find(codes[1]!.toLowerCase())).toEqual(["码二"]);
    expect(await find(codes[0]!.slice(0, 8))).toEqual(
      [...codes].sort().map((code) => (code === codes[0] ? `码${code.slice(0, 8)}行` : "码二")),
    );
  });

  it("what was written this moment by its exact name, before there are keys", async () => {
    await write(
      firm({ name: "此刻登记有限公司" }),
      firm({ name: "此刻登记有限公司" }),
      firm({ name: "此刻登記（上海）有限公司" }),
    );
    const exact = ["此刻登记有限公司", "此刻登记有限公司"];
    expect(await find("此刻登記有限公司")).toEqual(exact);
    const first = await ask({ search: "此刻登记有限公司" }, 1);
    expect([first.totalCount, first.pageInfo.hasNextPage]).toEqual([2, true]);
    expect(namesOf(await ask({ search: "此刻登记有限公司" }, 1, first.pageInfo.endCursor))).toEqual(exact.slice(1));
    await keep();
    expect(await find("此刻登记有限公司")).toEqual(exact);
    expect(await find("此刻登记")).toHaveLength(3);
  });
});

describe("former names", () => {
  const former = async (key: string) =>
    (
      await server.ask(
        "HEAD_OFFICE",
        `{ organization(id: "${encodeId("entity", key)}") { name formerNames { name reason } } }`,
      )
    ).data.organization;

  it("stay when a firm is renamed, by whoever, and go when it takes one up again", async () => {
    const row = firm({ name: "旧名甲" });
    const [key] = await write(row);
    // Renamed before anybody looked, and once more by hand.
    await write({ ...row, name: "新名甲" });
    await asSystem(server.database.em, (tx) =>
      sql`update entity set name = '再名甲' where id = ${key!}::bigint`.execute(tx.getKysely()),
    );
    await keep();
    expect(await former(key!)).toEqual({
      name: "再名甲",
      formerNames: [
        { name: "新名甲", reason: "RENAMED" },
        { name: "旧名甲", reason: "RENAMED" },
      ],
    });
    for (const text of ["旧名甲", "jiumingjia", "新名", "再名"]) expect(await find(text)).toEqual(["再名甲"]);
    expect(await find("名甲")).toEqual(["再名甲"]);
    await write({ ...row, name: "旧名甲" });
    await keep();
    expect((await former(key!)).formerNames.map((one: { name: string }) => one.name)).toEqual(["再名甲", "新名甲"]);
  });

  it("come from merged organizations, and go back when the merge is undone", async () => {
    const [kept, dropped, twin] = await write(
      firm({ name: "合并甲" }),
      firm({ name: "并合乙" }),
      firm({ name: "合并甲" }),
    );
    const act = async (mutation: string) => (await server.ask("HEAD_OFFICE", `mutation { ${mutation} }`)).data;
    const merge = async (drop: string) =>
      (
        await act(
          `mergeOrganizations(input: { keep: "${encodeId("entity", kept!)}", drop: "${encodeId("entity", drop)}" }) { merge { id } userErrors { code } }`,
        )
      ).mergeOrganizations;
    const { merge: made } = await merge(dropped!);
    await keep();
    expect(await find("并合乙")).toEqual(["合并甲"]);
    expect(await former(kept!)).toMatchObject({ formerNames: [{ name: "并合乙", reason: "MERGED" }] });
    await act(`undoMerge(input: { mergeId: "${made.id}" }) { merge { id } userErrors { code } }`);
    await keep();
    expect(await find("并合乙")).toEqual(["并合乙"]);
    expect((await former(kept!)).formerNames).toEqual([]);
    // Of one name there is nothing to keep.
    expect((await merge(twin!)).userErrors).toEqual([]);
    expect((await former(kept!)).formerNames).toEqual([]);
    expect(await find("合并甲")).toEqual(["合并甲"]);
  });
});

describe("names are kept", () => {
  it("in few transactions, whether a list came or a thousand firms were renamed one by one", async () => {
    const rows = Array.from({ length: 3_000 }, (_, at) => firm({ name: `排队${at}号` }));
    await write(...rows);
    await write(...rows.slice(0, 1_500).map((row) => ({ ...row, name: `改名${row.name}` })));
    const slices = async () => {
      let count = 0;
      while ((await asSystem(server.database.em, keepSlice)) !== null) count += 1;
      return count;
    };
    expect(await slices()).toBeLessThan(6);
    expect(await slices()).toBe(0);
    expect(await find("排队2999")).toEqual(["排队2999号"]);
    for (const text of ["改名排队7号", "gaimingpaidui7hao", "排队7号"])
      expect(await find(text)).toEqual(["改名排队7号"]);
  });
});
