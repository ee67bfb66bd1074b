import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText, normalizeName } from "../src/shared/text.ts";

describe("cleanText", () => {
  it("folds white space, line breaks and the ideographic space included", () => {
    expect(cleanText("  Taiwan\u3000Semiconductor \r\n\tCompany\u00a0Limited\u2028 ").text).toBe(
      "Taiwan Semiconductor Company Limited",
    );
  });

  it("composes (NFC), keeps full-width letters, drops zero-width spaces", () => {
    expect(cleanText("Cafe\u0301").text).toBe("Café");
    expect(cleanText("\ufeff万科\u200bＡ").text).toBe("万科Ａ");
  });

  it.each([
    ["a\u0000b", "TEXT_CONTROL_CHARACTER"],
    ["a\u0007b", "TEXT_CONTROL_CHARACTER"],
    ["a\u0085b", "TEXT_CONTROL_CHARACTER"],
    ["a\u202eb", "TEXT_CONTROL_CHARACTER"],
    ["a\ud800b", "TEXT_ILL_FORMED"],
    ["\udc00", "TEXT_ILL_FORMED"],
    ["", "TEXT_EMPTY"],
    [" \u3000\n\u200b", "TEXT_EMPTY"],
    [null, "TEXT_EMPTY"],
    [undefined, "TEXT_EMPTY"],
    ["字".repeat(301), "TEXT_TOO_LONG"],
  ])("refuses %j", (value, error) => {
    expect(cleanText(value)).toEqual({ text: null, error });
  });

  it("counts characters, not code units, and after cleaning", () => {
    expect(cleanText(` ${"𠮷".repeat(300)}\n`).text).toBe("𠮷".repeat(300));
    expect(cleanText("abc", { maxLength: 2 }).error).toBe("TEXT_TOO_LONG");
  });

  it("refuses ten megabytes at once", () => {
    const start = performance.now();
    expect(cleanText("x".repeat(10_000_000)).error).toBe("TEXT_TOO_LONG");
    expect(performance.now() - start).toBeLessThan(100);
  });

  it("answers every text, and its own answers with themselves", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 50 }), (value) => {
        const { text } = cleanText(value);
        if (text !== null) expect(cleanText(text)).toEqual({ text, error: null });
      }),
    );
  });
});

describe("normalizeName", () => {
  it("folds width, case and white space", () => {
    expect(normalizeName("ＡＢＣ（上海）\u3000有限 公司")).toBe(normalizeName("abc(上海)有限公司"));
    expect(normalizeName("QUALCOMM Incorporated")).toBe(normalizeName("Qualcomm\nIncorporated"));
  });

  it("keeps different names different", () => {
    expect(normalizeName("3M")).not.toBe(normalizeName("3M Co."));
    expect(normalizeName("某某公司")).not.toBe(normalizeName("某某有限公司"));
  });

  it("is a fixed point", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (name) => {
        expect(normalizeName(normalizeName(name))).toBe(normalizeName(name));
      }),
    );
  });
});
