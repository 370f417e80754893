import { expect, test } from "vitest";
import type { Forecast } from "#domain/forecast";
import type { Adjustment } from "#domain/scenario";
import { dayMs } from "#domain/series";
import { DatasetRegistry } from "#main/datasets";
import { refusalOf } from "../../domain/errors/testing.ts";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { addedValue, addedValueOf } from "./added-value.ts";
import { ScenarioForecasts } from "./scenario-forecasts.ts";
import { adjustForecast } from "#domain/scenario";

const frequency = { unit: "day", count: 1 } as const;
const wanted = { dataset: "d", series: "s", model: "m", horizon: 2, bands: "native", scenario: 3 } as const;
const { signal } = new AbortController();

function adjustment(from: number, value: number): Adjustment {
  return {
    ...{ id: from, series: "s", from: from * dayMs, to: from * dayMs, change: { kind: "set", value }, shape: "pulse" },
    ...{ range: "keep", note: "", madeMs: 5, seen: 3 * dayMs, frequency },
  };
}

function forecastOf(dataset: string): Forecast {
  return {
    ...{ dataset, series: "s", model: { id: "m", version: "1", sha256: "" }, executionProvider: "cpu" },
    ...{ horizon: 2, origin: 0, levels: [0.5], actuals: null, anchor: { time: 3 * dayMs, value: 4 } },
    ...{ quantiles: Float32Array.of(7, 8), times: Float64Array.of(4 * dayMs, 5 * dayMs) },
    ...{ density: null, source: "computed" },
  };
}

/** A scenario whose recent values are a dataset of their own, "other". */
function setUp(get: (dataset: string) => Promise<Forecast> = async (dataset) => forecastOf(dataset)) {
  const datasets = new DatasetRegistry();
  const closed: string[] = [];
  datasets.addListener({ closed: ({ dataset }) => void closed.push(dataset.handle) });
  const summed: number[][] = [];
  const forecasts = new ScenarioForecasts({
    datasets,
    scenarios: {
      async open(_handle, _scenario, owner) {
        const other = datasetOf("other", regularSeries("s", [1, 2, 3, 9]));
        datasets.open(other, owner);
        return other;
      },
      adjustments: () => [adjustment(5, 20)],
      adjustWith: (forecast, own) => adjustForecast(forecast, own, { isNonNegative: true }),
    },
    forecasts: { get: ({ dataset }) => get(dataset) },
    totals: {
      async of(ones, { levels }) {
        summed.push(...ones.map(({ quantiles }) => [...quantiles]));
        const total = { from: 0, to: 2, name: "horizon", isWhole: true, quantiles: levels.map(() => 27), mean: 27 };
        return { totals: [{ ...total, actual: null }], origins: 0 };
      },
    },
  });
  return { forecasts, closed, summed };
}

test("a scenario's forecast is of its own values, with its adjustments on top, and its sum is of that", async () => {
  const { forecasts, closed, summed } = setUp();
  const { forecast, sum } = await forecasts.of(wanted, signal);
  expect(forecast.dataset).toBe("other");
  expect([...forecast.quantiles]).toEqual([7, 20]);
  expect(summed).toEqual([[7, 20]]);
  expect(sum).toEqual({ levels: [0.1, 0.5, 0.9], quantiles: [27, 27, 27], mean: 27 });
  // Nothing holds its values any more.
  expect(closed).toEqual(["other"]);
});

test("what was opened is closed where there is no forecast", async () => {
  const { forecasts, closed } = setUp(() => Promise.reject(new Error("no")));
  expect(await refusalOf(forecasts.of(wanted, signal))).toMatchObject({ message: "no" });
  expect(closed).toEqual(["other"]);
});

test("adjustments are judged by what was shown of the file, and series without any are not asked about", () => {
  const datasets = new DatasetRegistry();
  const [series, other] = [regularSeries("s", [1, 2, 3, 4, 10]), regularSeries("t", [1, 2, 3, 4, 10])];
  datasets.open(datasetOf("d", series, other), {});
  const asked: string[] = [];
  const report = addedValue(
    {
      datasets,
      scenarios: { adjustments: (_dataset, id) => (id === "s" ? [adjustment(4, 9), adjustment(8, 9)] : []) },
      records: {
        shownOf: ({ series: id }) => {
          asked.push(id);
          const made = { levels: [0.5], times: Float64Array.of(4 * dayMs), quantiles: Float32Array.of(6) };
          return [{ ...made, seen: 3 * dayMs, madeMs: 5 }];
        },
      },
    },
    "d",
  );
  expect(asked).toEqual(["s"]);
  expect(report).toMatchObject({ waiting: 1, total: { steps: 1, adjusted: 0.1, model: 0.4, verdict: "too-few" } });
});

test("exports with adjustments are judged each by what was known when it was made", () => {
  const datasets = new DatasetRegistry();
  datasets.open(datasetOf("d", regularSeries("s", [1, 2, 3, 4, 10])), {});
  const edit = { ...adjustment(4, 9), series: "s" };
  const made = { series: "s", times: Float64Array.of(4 * dayMs, 5 * dayMs), plain: Float32Array.of(6, 6) };
  const report = addedValueOf(datasets, "d", [
    { ...made, adjustments: [edit] },
    { ...made, series: "unknown", adjustments: [edit] },
  ]);
  expect(report).toMatchObject({ waiting: 0, unrecorded: 0, total: { steps: 1, adjusted: 0.1, model: 0.4 } });
  const early = addedValueOf(datasets, "d", [{ ...made, adjustments: [adjustment(5, 9)] }]);
  expect(early).toMatchObject({ waiting: 1, total: { steps: 0 } });
});
