import fc from "fast-check";
import { expect, test } from "vitest";
import { formatRowRange, mergeRowRanges, parseRowRange } from "./row-ranges.ts";

test.each([
  ["7", { from: 7, to: 7 }],
  [" 10-14 ", { from: 10, to: 14 }],
  ["10 – 14", { from: 10, to: 14 }],
  ["14-10", null],
  ["0", null],
  ["-3", null],
  ["a7", null],
  ["", null],
])("%s", (text, range) => {
  expect(parseRowRange(text)).toEqual(range);
});

test("ranges say the same rows after they were merged, in order and apart", () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(9)).map(([from, more]) => ({ from, to: from + more }));
  const rowsOf = (ranges: readonly { from: number; to: number }[]): number[] => [
    ...new Set(ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))),
  ];
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
      const merged = mergeRowRanges(ranges);
      expect(rowsOf(merged)).toEqual(rowsOf(ranges).sort((a, b) => a - b));
      const areApart = merged.slice(1).every(({ from }, at) => from > (merged[at]?.to ?? Infinity) + 1);
      expect(areApart).toBe(true);
      expect(merged.map((one) => parseRowRange(formatRowRange(one)))).toEqual(merged);
    }),
  );
});
