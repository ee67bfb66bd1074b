import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameForms } from "../src/modules/organizations/company-name.ts";
import { type Comparable, compare } from "../src/modules/organizations/match.score.ts";

describe("the forms of a name", () => {
  it.each([
    // name, full, core, weak
    ["3M", "3m", "3m", "3m"],
    ["3M Co.", "3mco", "3m", "3m"],
    ["Foxconn Technology Co., Ltd.", "foxconntechnologycoltd", "foxconntechnology", "foxconntechnology"],
    ["Amphenol Corp", "amphenolcorp", "amphenol", "amphenol"],
    ["Heraeus Holding GmbH", "heraeusholdinggmbh", "heraeus", "heraeus"],
    ["Hon Hai Co., Ltd. (Foxconn)", "honhaicoltdfoxconn", "honhaifoxconn", "honhaifoxconn"],
    ["Hon Hai Company Limited (Foxconn)", "honhaicompanylimitedfoxconn", "honhaifoxconn", "honhaifoxconn"],
    ["ＡＢＣ　贸易 有限公司", "abc贸易有限公司", "abc贸易", "abc贸易"],
    ["恒信商贸有限责任公司", "恒信商贸有限责任公司", "恒信商贸", "恒信商贸"],
    ["恒信商貿有限責任公司", "恒信商贸有限责任公司", "恒信商贸", "恒信商贸"],
    ["恒信（集团）股份有限公司", "恒信集团股份有限公司", "恒信", "恒信"],
    ["恒信（上海）商贸有限公司", "恒信上海商贸有限公司", "恒信商贸", "恒信商贸"],
    ["福建省泉州市恒信商贸有限公司", "福建省泉州市恒信商贸有限公司", "福建省泉州市恒信商贸", "恒信商贸"],
    ["泉州恒信商贸公司", "泉州恒信商贸公司", "泉州恒信商贸", "恒信商贸"],
    // A branch is another organization than its firm.
    [
      "恒信商贸有限公司泉州分公司",
      "恒信商贸有限公司泉州分公司",
      "恒信商贸有限公司泉州分公司",
      "恒信商贸有限公司泉州分公司",
    ],
    // Of what would leave nothing, nothing is taken away.
    ["有限公司", "有限公司", "有限公司", "有限公司"],
    ["北京市", "北京市", "北京市", "北京市"],
    ["Co., Ltd.", "coltd", "co", "co"],
    ["。。。", "。。。", "。。。", "。。。"],
  ])("%s", (name, full, core, weak) => {
    expect(nameForms(name)).toMatchObject({ full, core, weak });
  });

  const parts = fc.constantFrom(
    ..."恒信 商贸 商貿 國際 有限公司 股份 集团 （上海） (北京) 泉州市 福建省 分公司 公司 Co., Ltd Inc 3M & · - 　 ＡＢ 乾 後 里 裏 市 省".split(
      " ",
    ),
    " ",
  );
  const names = fc
    .array(parts, { minLength: 1, maxLength: 8 })
    .map((list) => list.join(""))
    .filter((text) => text.trim() !== "");

  it("stay as they are when they are taken of themselves, and the weaker follow from the stronger", () => {
    fc.assert(
      fc.property(names, (name) => {
        const { full, core, weak } = nameForms(name);
        expect(nameForms(full).full).toBe(full);
        expect(nameForms(name.toUpperCase().replaceAll("a", "ａ")).full).toBe(full);
        for (const form of [full, core, weak]) expect(form).not.toBe("");
        expect(full.length).toBeGreaterThanOrEqual(core.length);
        expect(core.endsWith(weak)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  const comparables: fc.Arbitrary<Comparable> = fc.record({
    name: names,
    creditCode: fc.constantFrom(null, null, "A", "B"),
    region: fc.constantFrom(null, "350500", "350502", "350200", "110000"),
  });

  it("compare the same both ways; a shared code is always a match, another never, and names alone say POSSIBLE at most", () => {
    fc.assert(
      fc.property(comparables, comparables, (a, b) => {
        const found = compare(a, b);
        expect(compare(b, a)).toEqual(found);
        if (a.creditCode && b.creditCode) expect(found.verdict).toBe(a.creditCode === b.creditCode ? "MATCH" : "NONE");
        else expect(found.verdict).not.toBe("MATCH");
        expect(found.score).toBeGreaterThanOrEqual(0);
        expect(found.score === 1).toBe(found.verdict === "MATCH");
        expect(compare(a, b, "DIFFERENT").verdict).toBe("NONE");
        expect(compare(a, { ...a, creditCode: null, region: null }).verdict).not.toBe("NONE");
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["3M", "3M Co.", "POSSIBLE", "SAME_CORE"],
    ["恒信商贸有限公司", "恆信商貿有限公司", "POSSIBLE", "SAME_NAME"],
    ["恒信商贸有限公司", "恒信商贸股份有限公司", "POSSIBLE", "OTHER_LEGAL_FORM"],
    ["泉州恒信商贸有限公司", "恒信商贸有限公司", "POSSIBLE", "SAME_WITHOUT_PLACE"],
    ["北京银行", "上海银行", "NONE", undefined],
    ["恒信（北京）商贸有限公司", "恒信（上海）商贸有限公司", "NONE", undefined],
    ["恒信商贸有限公司", "恒信商贸有限公司泉州分公司", "NONE", undefined],
  ])("%s and %s: %s", (a, b, verdict, reason) => {
    const bare = { creditCode: null, region: null };
    const found = compare({ name: a, ...bare }, { name: b, ...bare });
    expect([found.verdict, found.factors[0]?.reason]).toEqual([verdict, reason]);
  });
});
