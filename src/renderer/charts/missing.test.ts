import fc from "fast-check";
import { expect, test } from "vitest";
import { describeSpan, missingAt, missingSpans } from "./missing.ts";

const day = 86_400_000;
const seriesOf = (...values: readonly number[]) => ({
  times: Float64Array.from(values, (_, index) => Date.UTC(2024, 0, 1) + index * day),
  values: Float64Array.from(values),
});

test("stretches without a value, from their first step to their last", () => {
  const spans = missingSpans(seriesOf(NaN, 1, NaN, NaN, 2, NaN));
  expect(spans.map(({ from, to }) => [from, to])).toEqual([
    [0, 0],
    [2, 3],
    [5, 5],
  ]);
  const daily = { unit: "day", count: 1 } as const;
  expect(spans.map((span) => describeSpan(span, daily))).toEqual([
    "1 day, 1 Jan 2024",
    "2 days, 3 Jan 2024 – 4 Jan 2024",
    "1 day, 6 Jan 2024",
  ]);
});

test("a complete series has none", () => {
  expect(missingSpans(seriesOf(1, 2, 3))).toEqual([]);
  expect(missingSpans(seriesOf())).toEqual([]);
});

test("every missing step lies in exactly one stretch, and no other step does", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(1, NaN), { maxLength: 40 }), (values) => {
      const series = seriesOf(...values);
      const spans = missingSpans(series);
      for (const [step, value] of values.entries()) {
        expect(missingAt(spans, series.times[step] ?? 0) !== null).toBe(Number.isNaN(value));
      }
    }),
  );
});
