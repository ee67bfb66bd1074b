import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMonths, endOfMonth, parseDay, today } from "../src/shared/day.ts";

const dayTexts = fc
  .date({ min: new Date("0100-01-01"), max: new Date("9000-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe("days", () => {
  it.each(["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])("%s is one", (text) =>
    expect(parseDay(text)).toBe(text),
  );

  it.each([
    "2023-02-30",
    "2023-02-29",
    "1900-02-29",
    "2023-04-31",
    "2023-00-10",
    "2023-13-01",
    "2023-01-00",
    "0000-01-01",
    "2023-2-3",
    "2023-01-01 ",
    "2023-01-01T00:00:00Z",
    "２０２３-01-01",
    "",
  ])("%j is none", (text) => expect(parseDay(text)).toBeNull());

  it("agrees with the calendar of the runtime", () => {
    fc.assert(
      fc.property(dayTexts, (text) => {
        expect(parseDay(text)).toBe(text);
      }),
    );
  });

  it("turns over at midnight in Shanghai", () => {
    expect(today(new Date("2026-03-31T15:59:59.999Z"))).toBe("2026-03-31");
    expect(today(new Date("2026-03-31T16:00:00Z"))).toBe("2026-04-01");
    expect(today()).toBe(parseDay(today()));
  });

  it("shifts by months: clamped, and a month's last day stays one", () => {
    expect(addMonths("2024-01-30", 1)).toBe("2024-02-29");
    expect(addMonths("2023-01-31", 1)).toBe("2023-02-28");
    expect(addMonths("2024-02-29", 1)).toBe("2024-03-31");
    expect(addMonths("2024-12-15", 1)).toBe("2025-01-15");
    expect(addMonths("2024-01-15", -13)).toBe("2022-12-15");
    expect(endOfMonth("2024-02-10")).toBe("2024-02-29");
    expect(() => addMonths("2023-02-30", 1)).toThrow(RangeError);
    expect(() => addMonths("9999-12-01", 1)).toThrow(RangeError);
  });

  it("always answers with a day, and comes back from the middle of a month", () => {
    fc.assert(
      fc.property(dayTexts, fc.integer({ min: -1000, max: 1000 }), (day, months) => {
        expect(parseDay(addMonths(day, months))).not.toBeNull();
        const middle = `${day.slice(0, 8)}15`;
        expect(addMonths(addMonths(middle, months), -months)).toBe(middle);
      }),
    );
  });
});
