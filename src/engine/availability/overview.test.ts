import fc from "fast-check";
import { expect, test } from "vitest";
import type { SeriesIntervals } from "#domain/availability";
import { anySeries } from "./availability-fixtures.ts";
import { overviewOf } from "./index.ts";

const series = (from: number, to: number, ...data: number[]): SeriesIntervals => ({
  from,
  to,
  data: Float64Array.from(data),
  flagged: {},
});

test("says who has gaps, what all share, and where most have values at once", () => {
  const overview = overviewOf([
    series(0, 100, 0, 40, 70, 100),
    series(30, 100, 30, 100),
    { ...series(60, 120, 60, 80, 100, 120), flagged: { outlier: Float64Array.of(60, 61, 63, 64) } },
  ]);
  expect(overview).toMatchObject({ from: 0, to: 120, complete: 1, presentMs: 180, spanMs: 230 });
  expect(overview.longestGap).toEqual({ series: 0, from: 40, to: 70 });
  expect(overview.shared).toEqual({ from: 60, to: 100 });
  expect(overview.most).toEqual({ series: 3, from: 70, to: 80 });
  expect([...overview.series.gaps]).toEqual([1, 0, 1]);
  expect([...overview.series.longestGapFrom]).toEqual([40, Number.NaN, 80]);
  expect([...overview.series.flagged]).toEqual([0, 0, 2]);
});

test("series one after the other share nothing, and have no gap", () => {
  expect(overviewOf([series(0, 10, 0, 10), series(10, 20, 10, 20)])).toMatchObject({
    shared: null,
    longestGap: null,
    complete: 2,
    most: { series: 1, from: 0, to: 10 },
  });
});

test("the most at once are as many as are found at the beginnings of all intervals", () => {
  fc.assert(
    fc.property(fc.array(anySeries, { minLength: 1, maxLength: 10 }), (all) => {
      const at = (ms: number): number =>
        all.filter(({ data }) => data.some((from, i) => i % 2 === 0 && from <= ms && ms < (data[i + 1] ?? 0))).length;
      const begins = all.flatMap(({ data }) => [...data].filter((_, i) => i % 2 === 0));
      const { most } = overviewOf(all);
      expect(most.series).toBe(Math.max(0, ...begins.map(at)));
      expect(begins.filter((ms) => ms >= most.from && ms < most.to && at(ms) !== most.series)).toEqual([]);
    }),
  );
});
