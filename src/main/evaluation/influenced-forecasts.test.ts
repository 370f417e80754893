import { expect, test } from "vitest";
import type { Forecast, ForecastKey } from "#domain/forecast";
import { type FittedInfluences, noInfluences, withInfluences } from "#domain/influence";
import type { IngestedDataset } from "#domain/dataset";
import { dayMs } from "#domain/series";
import { DatasetRegistry } from "#main/datasets";
import { emptyQueries, levels, modelOf, seriesOf } from "./evaluation-fixtures.ts";
import { InfluenceContent } from "./influence-content.ts";
import { InfluencedForecasts } from "./influenced-forecasts.ts";

const horizon = 2;
const signal = new AbortController().signal;
const model = withInfluences("n", "c0ffee");
const key = { dataset: "d", series: "s", model, horizon, origin: -3 };

function setUp() {
  const datasets = new DatasetRegistry();
  const series = seriesOf(30);
  const dataset = { handle: "d", zone: null, series: [series], columns: [] } as unknown as IngestedDataset;
  datasets.open(dataset, {});
  const remainders: number[][] = [];
  const fitted: number[] = [];
  const content = new InfluenceContent({ ...noInfluences, holidays: "DE" }, [], null);
  const plain = {
    get: async ({ dataset: handle, series: id, origin, model: asked }: ForecastKey) => {
      const { values } = datasets.series(handle, id);
      expect([origin, asked]).toEqual([0, "n"]);
      remainders.push([...values]);
      return {
        ...{ model: { id: asked, version: "1", sha256: "0" }, executionProvider: "cpu", levels },
        quantiles: Float32Array.of(1, 2, 3, 4, 5, 6),
      } as unknown as Forecast;
    },
  };
  const forecasts = new InfluencedForecasts({
    datasets,
    models: { list: () => [modelOf("n")], defaultModel: () => "n", load: async () => undefined },
    neural: { get: async (asked) => ({ model: { id: asked.model } }) as unknown as Forecast },
    plain,
    evaluate: {
      influences: async ({ series: { values } }): Promise<FittedInfluences> => {
        fitted.push(values.length);
        return {
          ...{ isRelative: true, parts: [], effects: [], notes: [] },
          remainder: values.map((value) => value / 2),
          ahead: Float64Array.of(Math.log(2), 0),
        };
      },
    },
    queries: emptyQueries(),
    content: () => content,
  });
  return { datasets, forecasts, remainders, fitted };
}

test("the model forecasts what influences leave of the series up to the origin, and they are put back", async () => {
  const { datasets, forecasts, remainders, fitted } = setUp();
  const forecast = await forecasts.get(key, signal);
  expect(fitted).toEqual([27]);
  expect(remainders).toEqual([Array.from({ length: 27 }, (_, step) => step / 2)]);
  expect([...forecast.quantiles]).toEqual([2, 2, 6, 4, 10, 6]);
  expect(forecast).toMatchObject({ dataset: "d", series: "s", origin: -3, model: { id: model }, source: "computed" });
  expect([...forecast.times]).toEqual([27 * dayMs, 28 * dayMs]);
  expect([...(forecast.actuals ?? [])]).toEqual([27, 28]);
  // The dataset of what is left was open for as long as it was forecast.
  expect([...datasets.values()].map(({ dataset }) => dataset.handle)).toEqual(["d"]);
  expect((await forecasts.get(key, signal)).source).toBe("cache");
  expect(fitted).toEqual([27]);
});

test("other influences are another model, and a model without any is as it is", async () => {
  const { forecasts } = setUp();
  const one = await forecasts.get(key, signal);
  const other = await forecasts.get({ ...key, model: withInfluences("n", "beef") }, signal);
  expect(one.model.sha256).not.toBe(other.model.sha256);
  expect(await forecasts.get({ ...key, model: "n" }, signal)).toEqual({ model: { id: "n" } });
});
