import { expect, test } from "vitest";
import { openData, originAsForecast, seriesOf } from "./evaluation-fixtures.ts";
import { NeuralForecasts } from "./neural-forecasts.ts";
import { evidenceOrigins } from "./past-forecasts.ts";

test("background work begins with the origins that say how the ranges did, the newest of them first", async () => {
  const series = seriesOf(200);
  const ahead: (readonly number[])[] = [];
  const neural = new NeuralForecasts({
    datasets: openData(series),
    models: { load: async () => undefined },
    service: { get: (key, signal) => originAsForecast.get(key, signal ?? new AbortController().signal) },
    background: {
      focus: (_view, _key, origins) => void ahead.push(origins ?? []),
      leave: () => undefined,
      hold: () => undefined,
    },
  });
  const key = { dataset: "d", series: "s", model: "n", horizon: 8, origin: -3 };
  await neural.focus({ page: 1, chart: "main" }, key, new AbortController().signal);
  const { scored, calibration } = evidenceOrigins(series, 8);
  expect(scored.slice(-2)).toEqual([-16, -8]);
  expect(ahead[0]?.slice(0, 2)).toEqual([-8, -16]);
  expect(new Set(ahead[0])).toEqual(new Set([...scored, ...calibration]));
});
