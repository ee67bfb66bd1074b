import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEmail, readPhone } from "../src/modules/people/contact.value.ts";
import { maskContact, maskName } from "../src/modules/people/personal.mask.ts";

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 60) * 10 };
const digits = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count }).map((all) => all.join(""));

describe("masks", () => {
  it.each([
    ["MOBILE", "+8613800001234", "138****1234"],
    ["LANDLINE", "+8679188881234", "0791-****1234"],
    ["LANDLINE", "+867951234678", "0795-****678"],
    ["LANDLINE", "+861088881234", "010-****1234"],
    ["LANDLINE", "+862188881234;ext=802", "021-****1234"],
    ["LANDLINE", "+864008100001", "****001"],
    ["LANDLINE", "+12133734253", "****253"],
    ["MOBILE", "+85261234567", "****567"],
    ["LANDLINE", "+86951234", "****"],
    ["LANDLINE", "+2901234", "****"],
    ["EMAIL", "lin@example.com", "l***@example.com"],
    ["EMAIL", "li@example.com", "***@example.com"],
    ["EMAIL", "l@example.com", "***@example.com"],
    ["EMAIL", "broken", "***"],
  ] as const)("%s %s", (kind, value, mask) => expect(maskContact(kind, value)).toBe(mask));

  it.each([
    ["林知澜", "林**"],
    ["林", "林**"],
    ["𠮷野", "𠮷**"],
    ["John Smith", "J**"],
    ["", "**"],
  ])("of the name %s", (name, mask) => expect(maskName(name)).toBe(mask));

  it("of two mobile numbers that differ in the middle are the same, so that nothing leads back", () => {
    const number = fc.tuple(fc.constantFrom("138", "154", "199"), digits(4), digits(4), digits(4));
    fc.assert(
      fc.property(number, ([head, one, other, tail]) => {
        const [a, b] = [one, other].map((middle) => maskContact("MOBILE", `+86${head}${middle}${tail}`));
        expect(a).toBe(b);
        expect(a).toBe(`${head}****${tail}`);
      }),
      runs,
    );
  });

  it("of any number whatever hide at least four digits of it, or all", () => {
    const number = fc.tuple(
      fc.constantFrom("", "86", "1", "852", "290"),
      fc.integer({ min: 1, max: 14 }).chain(digits),
    );
    fc.assert(
      fc.property(number, fc.constantFrom("MOBILE" as const, "LANDLINE" as const), ([code, national], kind) => {
        const shown = maskContact(kind, `+${code}${national}`).replace(/\D/g, "").replace(/^0/, "");
        expect(national.length - shown.length >= 4 || shown === "").toBe(true);
      }),
      runs,
    );
  });

  it("of two landlines that differ in the four digits behind the area code are the same", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("10", "21", "791", "795", "951"),
        digits(4),
        digits(4),
        digits(4),
        (area, one, other, tail) => {
          const [a, b] = [one, other].map((middle) => maskContact("LANDLINE", `+86${area}${middle}${tail}`));
          expect(a).toBe(b);
        },
      ),
      runs,
    );
  });

  it("of an address show nothing of what stands before the @ but its first character, nor its length", () => {
    const letters = fc
      .array(fc.constantFrom(..."abcxyz012"), { minLength: 2, maxLength: 30 })
      .map((all) => all.join(""));
    fc.assert(
      fc.property(fc.constantFrom("a", "b", "9"), letters, letters, (first, one, other) => {
        const mask = maskContact("EMAIL", `${first}${one}@example.com`);
        expect(mask).toBe(maskContact("EMAIL", `${first}${other}@example.com`));
        expect(mask).toBe(`${first}***@example.com`);
      }),
      runs,
    );
  });
});

describe("numbers as people write them", () => {
  it.each([
    ["138 0013 8000", "MOBILE", "+8613800138000"],
    ["+86 138-0013-8000", "MOBILE", "+8613800138000"],
    ["１３８００１３８０００", "MOBILE", "+8613800138000"],
    ["8613800138000", "MOBILE", "+8613800138000"],
    ["（0791）8888 1234", "LANDLINE", "+8679188881234"],
    ["0791-88881234转802", "LANDLINE", "+8679188881234;ext=802"],
    ["0791-88881234 分机 802", "LANDLINE", "+8679188881234;ext=802"],
    ["400-810-0001", "LANDLINE", "+864008100001"],
    ["+852 2123 4567", "LANDLINE", "+85221234567"],
    ["+1 213 373 4253", "LANDLINE", "+12133734253"],
  ])("%s", (text, kind, value) => expect(readPhone(text)).toEqual({ kind, value, error: null }));

  it.each([
    "110",
    "12345",
    "1380013800",
    "138001380000",
    "15400000001",
    "call me",
    "+999 1234567",
    "13800138000 or so",
    "+86",
  ])("refuses %s", (text) => expect(readPhone(text).error).toBe("PHONE_INVALID"));

  it("two spellings of one number are one number, and what is kept is read back as itself", () => {
    const separators = fc.constantFrom("", " ", "-", " - ");
    fc.assert(
      fc.property(
        fc.constantFrom("138", "139", "188"),
        digits(4),
        digits(4),
        separators,
        fc.constantFrom("", "+86", "+86 "),
        (a, b, c, s, p) => {
          const { value } = readPhone(`${p}${a}${s}${b}${s}${c}`);
          expect(value).toBe(`+86${a}${b}${c}`);
          expect(readPhone(value!).value).toBe(value);
        },
      ),
      runs,
    );
  });

  it("takes any text whatever without throwing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        for (const one of [readPhone(text), readEmail(text)])
          expect((one.value === null) !== (one.error === null)).toBe(true);
      }),
      runs,
    );
  });
});
