import { expect, test } from "vitest";
import type { Adjustment } from "#domain/scenario";
import { dayMs } from "#domain/series";
import { type JudgedSeries, type ShownForecast, valueAdded } from "./index.ts";

const frequency = { unit: "day", count: 1 } as const;

/** A series of days in which the same season of two comes back, and 100 from day 10 on. */
function seriesOf(days: number): JudgedSeries {
  return {
    ...{ id: "s", frequency, seasonLengths: [2] },
    times: Float64Array.from({ length: days }, (_, day) => day * dayMs),
    values: Float64Array.from({ length: days }, (_, day) => (day < 10 ? [40, 60][day % 2] : 100) as number),
  };
}

/** Of the next day: 80, after what was known up to a day. */
function shownAfter(day: number): ShownForecast {
  return {
    ...{ seen: day * dayMs, madeMs: day, levels: [0.1, 0.5, 0.9] },
    ...{ times: Float64Array.of((day + 1) * dayMs), quantiles: Float32Array.of(70, 80, 90) },
  };
}

function setTo(value: number, day: number): Adjustment {
  return {
    ...{ id: day, series: "s", from: (day + 1) * dayMs, to: (day + 1) * dayMs, change: { kind: "set", value } },
    ...{ shape: "pulse", range: "keep", note: "", madeMs: day, seen: day * dayMs, frequency },
  };
}

test("errors are of the same steps, each as it was known when the adjustment was made", () => {
  const report = valueAdded([{ series: seriesOf(11), adjustments: [setTo(90, 9)], shown: [shownAfter(9)] }]);
  // 90, 80 and the season's 40, where 100 came.
  expect(report.series).toEqual([
    { series: "s", added: { steps: 1, occasions: 1, adjusted: 0.1, model: 0.2, naive: 0.6, verdict: "too-few" } },
  ]);
  expect(report.total).toEqual(report.series[0]?.added);
});

test("what is still to come, and what no forecast is kept of, is counted and not judged", () => {
  const adjustments = [setTo(90, 9), setTo(90, 10), setTo(90, 20)];
  const report = valueAdded([{ series: seriesOf(12), adjustments, shown: [shownAfter(10)] }]);
  expect(report).toMatchObject({ waiting: 1, unrecorded: 1, total: { steps: 1 } });
  const none = { steps: 0, occasions: 0, adjusted: null, model: null, naive: null, verdict: "too-few" };
  expect(valueAdded([])).toEqual({ total: none, series: [], waiting: 0, unrecorded: 0 });
});

test.each([
  [() => 95, "helped"],
  [() => 60, "hurt"],
  [(day: number) => (day % 2 === 0 ? 95 : 65), "no-clear-difference"],
] as const)("enough occasions tell: %s %s", (value, verdict) => {
  const days = Array.from({ length: 9 }, (_, at) => at + 9);
  const report = valueAdded([
    { series: seriesOf(20), adjustments: days.map((day) => setTo(value(day), day)), shown: days.map(shownAfter) },
  ]);
  expect(report.total).toMatchObject({ steps: 9, occasions: 9, verdict });
});

test("steps that were adjusted together are one occasion", () => {
  const long: ShownForecast = {
    ...{ seen: 9 * dayMs, madeMs: 9, levels: [0.5] },
    times: Float64Array.from({ length: 10 }, (_, step) => (10 + step) * dayMs),
    quantiles: new Float32Array(10).fill(80),
  };
  const stretch: Adjustment = { ...setTo(95, 9), to: 30 * dayMs };
  const report = valueAdded([{ series: seriesOf(30), adjustments: [stretch], shown: [long] }]);
  expect(report.total).toMatchObject({ steps: 10, occasions: 1, verdict: "too-few" });
});
