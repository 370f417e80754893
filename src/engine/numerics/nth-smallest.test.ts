import fc from "fast-check";
import { expect, test } from "vitest";
import { nthSmallest } from "./nth-smallest.ts";

test("is what sorting puts there, with ties and in any order", () => {
  const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), fc.nat(), (numbers, at) => {
      const n = at % numbers.length;
      const sorted = Float64Array.from(numbers).sort();
      expect(nthSmallest(Float64Array.from(numbers), n) + 0).toBe((sorted[n] ?? 0) + 0);
    }),
    { numRuns: 500 },
  );
});

test("all alike, rising and falling numbers end", () => {
  for (const make of [() => 7, (i: number) => i, (i: number) => -i])
    expect(
      nthSmallest(
        Float64Array.from({ length: 10_001 }, (_, i) => make(i)),
        5000,
      ),
    ).toBe(Float64Array.from({ length: 10_001 }, (_, i) => make(i)).sort()[5000]);
});
