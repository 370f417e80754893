import fc from "fast-check";
import { expect, test } from "vitest";
import { summaryFacts, summaryLevels } from "#domain/profile";
import { profileDataset } from "./dataset.ts";
import { madeSeries } from "./made-series-fixtures.ts";
import { profileSeries } from "./profile-series.ts";
import { summarise } from "./summary.ts";

const nan = Number.NaN;
const of = (...values: number[]) => summarise(Float64Array.from(values));

test("counts, gaps and moments of known values", () => {
  expect(of(nan, 2, nan, nan, 4, 4, 0, -6, nan)).toMatchObject({
    steps: 9,
    observed: 5,
    missing: 4,
    gaps: { count: 3, longestSteps: 2, longestFromStep: 2 },
    firstStep: 1,
    lastStep: 7,
    first: 2,
    last: -6,
    min: -6,
    max: 4,
    sum: 4,
    mean: 0.8,
    median: 2,
    zeros: 1,
    negatives: 1,
    distinct: 4,
    isConstant: false,
    isWhole: true,
  });
  expect(of(1, 2, 3, 4).deviation).toBeCloseTo(1.2909944, 6);
  // R: mean((x - mean(x))^3) / mean((x - mean(x))^2)^1.5
  expect(of(1, 2, 3, 10).skewness).toBeCloseTo(1.0182338, 6);
});

test("of nothing there is nothing, and of one value no deviation", () => {
  expect(of()).toMatchObject({ steps: 0, min: null, mean: null, median: null, isConstant: false, isWhole: false });
  expect(of(5)).toMatchObject({ mean: 5, deviation: null, skewness: null, isConstant: true, distinct: 1 });
});

test("the largest numbers neither overflow nor disappear", () => {
  const most = Number.MAX_VALUE;
  expect(of(most, -most, most, -most)).toMatchObject({ sum: 0, mean: 0, min: -most, max: most });
  expect(of(most, most)).toMatchObject({ sum: null, mean: most, deviation: 0, isConstant: true });
  expect(of(1, Infinity, -Infinity)).toMatchObject({ observed: 1, missing: 2, max: 1 });
});

test("quantiles are in order, the histogram counts every value, and steps are observed or missing", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6 }), fc.constant(nan))), (values) => {
      const found = of(...values);
      expect(found.observed + found.missing).toBe(values.length);
      expect(found.histogram.counts.reduce((sum, bin) => sum + bin, 0)).toBe(found.observed);
      const known = found.quantiles.flatMap((quantile) => (quantile === null ? [] : [quantile]));
      expect(known).toHaveLength(found.observed > 0 ? summaryLevels.length : 0);
      expect(known).toEqual(known.toSorted((left, right) => left - right));
      expect(summaryFacts.every((fact) => fact.of(found) !== undefined)).toBe(true);
    }),
  );
});

test("a dataset is the sum of its series", () => {
  const all = madeSeries(1).slice(0, 12);
  const summaries = all.map(({ values }) => summarise(values));
  expect(profileDataset(summaries)).toMatchObject({
    series: 12,
    steps: all.reduce((sum, { values }) => sum + values.length, 0),
    missing: 0,
    constantSeries: 0,
    profiled: null,
  });
  const profiles = all.map(({ name, frequency, values }) => profileSeries({ id: name, frequency, values }));
  const { profiled } = profileDataset(summaries, profiles);
  expect(profiled?.series).toBe(12);
  expect(profiled?.trends).toEqual({ rising: 2, falling: 1, none: 9 });
  expect(profiled?.seasons[0]).toMatchObject({ length: 24, series: 2 });
  expect(Object.values(profiled?.stationarity ?? {}).reduce((sum, count) => sum + count, 0)).toBe(12);
  expect(profileDataset([])).toMatchObject({ series: 0, shortestSteps: null, medianSteps: null });
});
