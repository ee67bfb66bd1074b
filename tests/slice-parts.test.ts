import fc from "fast-check";
import { expect, test } from "vitest";
import { WrittenRows } from "../src/modules/imports/slice.parts.ts";

const none = new WrittenRows(undefined);

test("marks of slices that follow each other are marks of their rows counted on, whatever their lengths", () => {
  const slice = fc.integer({ min: 0, max: 40 }).chain((length) =>
    fc.record({
      length: fc.constant(length),
      places: fc.uniqueArray(fc.integer({ min: 0, max: Math.max(0, length - 1) })),
    }),
  );
  fc.assert(
    fc.property(fc.array(slice, { maxLength: 4 }), (slices) => {
      const own = slices.map(({ length, places }) => ({
        length,
        places: length === 0 ? [] : places.sort((a, b) => a - b),
      }));
      const joined = WrittenRows.joined(own.map(({ length, places }) => ({ length, written: none.with(places) })));
      const expected = own.flatMap(({ places }, index) => {
        const before = own.slice(0, index).reduce((sum, one) => sum + one.length, 0);
        return places.map((at) => before + at);
      });
      if (expected.length === 0) {
        expect(joined).toBeNull();
        return;
      }
      // As another server reads them out of the job.
      const read = new WrittenRows(joined!.toString());
      const total = own.reduce((sum, one) => sum + one.length, 0);
      expect(Array.from({ length: total + 8 }, (_, at) => at).filter(read.has)).toEqual(expected);
    }),
  );
});
