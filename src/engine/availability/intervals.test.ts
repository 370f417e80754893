import fc from "fast-check";
import { expect, test } from "vitest";
import type { IngestedSeries, SeriesFlags } from "#domain/series";
import { timeAt } from "#engine/series";
import { gapsOf, intervalsOf, longestGaps, valueRuns } from "./index.ts";

const none: SeriesFlags = { steps: {}, total: 0, spans: [] };
const start = Date.UTC(2024, 0, 1);

function seriesOf(
  values: readonly (number | null)[],
  unit: IngestedSeries["frequency"]["unit"] = "day",
  flags: SeriesFlags = none,
) {
  const frequency = { unit, count: 1 } as const;
  const series = { frequency, flags, times: Float64Array.from(values, (_, step) => timeAt(start, frequency, step)) };
  return intervalsOf(series, valueRuns(Float64Array.from(values, (value) => value ?? Number.NaN)));
}

const text = (intervals: Float64Array): string[] =>
  Array.from(intervals, (ms) => new Date(ms).toISOString().slice(0, 10));

test("runs are where values are", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, -1, Number.NaN)), (values) => {
      const runs = [...valueRuns(Float64Array.from(values))];
      const inRuns = values.map((_, step) =>
        runs.some((from, i) => i % 2 === 0 && step >= from && step < (runs[i + 1] ?? 0)),
      );
      expect(inRuns).toEqual(values.map((value) => !Number.isNaN(value)));
      expect(runs).toEqual([...new Set(runs)].toSorted((left, right) => left - right));
    }),
  );
});

test("gaps and data fill the time from the first step to the end of the last", () => {
  const series = seriesOf([null, 1, 2, null, null, 3, null]);
  expect(text(series.data)).toEqual(["2024-01-02", "2024-01-04", "2024-01-06", "2024-01-07"]);
  expect(text(gapsOf(series))).toEqual([
    ...["2024-01-01", "2024-01-02"],
    ...["2024-01-04", "2024-01-06"],
    ...["2024-01-07", "2024-01-08"],
  ]);
  expect(longestGaps(series, 2)).toEqual([
    { from: start + 3 * 864e5, to: start + 5 * 864e5 },
    { from: start, to: start + 864e5 },
  ]);
});

test("a step lasts as long as the calendar says, and weekends of business days are no gap", () => {
  expect(text(seriesOf([1, 2, null, 4], "month").data)).toEqual([
    ...["2024-01-01", "2024-03-01"],
    ...["2024-04-01", "2024-05-01"],
  ]);
  const business = seriesOf([1, 2, 3, 4, 5, 6], "businessDay");
  expect(text(business.data)).toEqual(["2024-01-01", "2024-01-09"]);
  expect(gapsOf(business)).toHaveLength(0);
});

test("flags are stretches by kind, and missing steps are gaps alone", () => {
  const flags: SeriesFlags = {
    steps: { missing: 1, outlier: 2 },
    total: 3,
    spans: [
      { code: "outlier", fromStep: 0, toStep: 0 },
      { code: "missing", fromStep: 1, toStep: 1 },
      { code: "outlier", fromStep: 2, toStep: 2 },
    ],
  };
  const { flagged } = seriesOf([1, null, 3], "day", flags);
  expect(Object.keys(flagged)).toEqual(["outlier"]);
  expect(text(flagged.outlier ?? new Float64Array())).toEqual(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"]);
});

test("an hour that runs twice, as a clock is set back, counts once and leaves the order of time", () => {
  const hour = 3_600_000;
  const times = Float64Array.of(0, hour, 2 * hour, hour, 2 * hour, 3 * hour);
  const frequency = { unit: "hour", count: 1 } as const;
  const of = (...values: number[]): Float64Array =>
    intervalsOf({ times, frequency, flags: none }, valueRuns(Float64Array.from(values))).data;
  expect([...of(1, 1, 1, 1, 1, 1)]).toEqual([0, 4 * hour]);
  expect([...of(1, 1, 1, Number.NaN, 1, 1)]).toEqual([0, hour, 2 * hour, 4 * hour]);
});
