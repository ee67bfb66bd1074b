import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkCreditCode,
  creditCodeCheckCharacter,
  regionOfCreditCode,
} from "../src/modules/organizations/credit-code.ts";
import { isKnownRegion } from "../src/modules/organizations/reference.ts";
import { hasSharedData, sharedData } from "./support/shared-data.ts";

const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const letter = fc.constantFrom(...alphabet);
const ofRegion = (code: string) =>
  code.slice(2, 8) === "100000" || isKnownRegion(code.slice(2, 8)) ? [] : ["CREDIT_CODE_REGION"];
const valid = fc
  .array(letter, { minLength: 17, maxLength: 17 })
  .map((letters) => letters.join(""))
  .map((first) => first + creditCodeCheckCharacter(first));

describe("credit codes", () => {
  it("takes a code as people type it", () => {
    const typed = "\u3000９１３１０１１０６６６００７２１７ｔ\n";
    expect(checkCreditCode(typed)).toEqual({ code: "91310110666007217T", errors: [], warnings: [] });
    expect(checkCreditCode("91310110666007217t").code).toBe("91310110666007217T");
    expect(regionOfCreditCode("91310110666007217T")).toBe("310110");
  });

  it("accepts a check character of 0", () => {
    expect(checkCreditCode("913502006120495420")).toEqual({ code: "913502006120495420", errors: [], warnings: [] });
  });

  it.each([
    ["", ["CREDIT_CODE_LENGTH"]],
    ["9131011066600721", ["CREDIT_CODE_LENGTH"]],
    ["91310110666007217TT", ["CREDIT_CODE_LENGTH"]],
    ["91310110666O07217T", ["CREDIT_CODE_ALPHABET"]],
    ["9131011066600721\u0000T", ["CREDIT_CODE_ALPHABET"]],
    ["91310110 66007217T", ["CREDIT_CODE_ALPHABET"]],
    ["9131011066600721ıT", ["CREDIT_CODE_ALPHABET"]],
    ["nonsense", ["CREDIT_CODE_LENGTH", "CREDIT_CODE_ALPHABET"]],
    ["\ud83d", ["CREDIT_CODE_LENGTH", "CREDIT_CODE_ALPHABET"]],
  ])("refuses %j", (text, errors) => {
    expect(checkCreditCode(text)).toMatchObject({ errors, warnings: [] });
  });

  it("keeps a pilot code whose check character does not fit, with a warning", () => {
    expect(checkCreditCode("91350211M00013FA1N")).toMatchObject({ errors: [], warnings: ["CREDIT_CODE_CHECK"] });
  });

  it("keeps a code of a place that was never a region, with a warning; withdrawn regions and the national register are known", () => {
    const coded = (region: string) => {
      const first = `91${region}MA0000000`;
      return first + creditCodeCheckCharacter(first);
    };
    expect(checkCreditCode(coded("999999")).warnings).toEqual(["CREDIT_CODE_REGION"]);
    expect(checkCreditCode("919999990000000000").warnings).toEqual(["CREDIT_CODE_CHECK", "CREDIT_CODE_REGION"]);
    for (const region of ["360902", "310110", "100000", "110103"]) {
      expect(checkCreditCode(coded(region))).toMatchObject({ errors: [], warnings: [] });
    }
  });

  it("detects every single substitution and every swap of neighbours", () => {
    fc.assert(
      fc.property(valid, fc.nat(17), letter, (code, place, other) => {
        const changed = code.slice(0, place) + other + code.slice(place + 1);
        const swapped =
          place === 0 ? code : code.slice(0, place - 1) + code[place] + code[place - 1] + code.slice(place + 1);
        expect(checkCreditCode(code)).toEqual({ code, errors: [], warnings: ofRegion(code) });
        for (const wrong of [changed, swapped]) {
          const warnings = wrong === code ? [] : ["CREDIT_CODE_CHECK"];
          expect(checkCreditCode(wrong).warnings).toEqual([...warnings, ...ofRegion(wrong)]);
        }
      }),
    );
  });
});

describe.skipIf(!hasSharedData)("credit codes out of five libraries' tests", () => {
  const outcome: Record<string, (code: string) => void> = {
    // Two of them are of a county that was abolished before our first revision of GB/T 2260.
    valid: (code) =>
      expect(checkCreditCode(code)).toEqual({
        code,
        errors: [],
        warnings: code.startsWith("91120222") ? ["CREDIT_CODE_REGION"] : [],
      }),
    InvalidLength: (code) => expect(checkCreditCode(code).errors).toEqual(["CREDIT_CODE_LENGTH"]),
    InvalidChecksum: (code) =>
      expect(checkCreditCode(code)).toMatchObject({ errors: [], warnings: ["CREDIT_CODE_CHECK"] }),
    // A letter where stdnum wants a digit: of the alphabet, so we keep it and warn.
    InvalidFormat: (code) =>
      expect(checkCreditCode(code)).toMatchObject({ errors: [], warnings: ["CREDIT_CODE_CHECK"] }),
  };
  const file = hasSharedData ? readFileSync(sharedData("reference/uscc_vectors.csv"), "utf8") : "";
  const vectors = file
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => [line.split(",")[0]!, line.slice(line.lastIndexOf(",") + 1).trim()] as const);

  it("has them all", () => expect(hasSharedData && vectors.length).toBe(23));
  it.each(vectors)("%s is %s", (code, verdict) => outcome[verdict]!(code));
});
