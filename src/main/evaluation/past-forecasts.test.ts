import { expect, test } from "vitest";
import { EngineError, type ErrorCode } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { forecastsAt, type ForecastSource } from "./past-forecasts.ts";

const { signal } = new AbortController();
const key = { dataset: "d", series: "s", model: "m", horizon: 2 };

const sourceWith = (codes: Readonly<Record<number, ErrorCode>>): ForecastSource => ({
  get: async ({ origin }) => {
    const code = codes[origin];
    if (code !== undefined) throw new EngineError(code, `${origin}`);
    return { origin, executionProvider: "cpu", model: { id: "m" } } as Forecast;
  },
});

test("origins with nothing before them, or whose window has no forecast, are left out; the others are not lost with them", async () => {
  const found = await forecastsAt(
    sourceWith({ [-3]: "series-too-short", [-5]: "input-poisonous" }),
    key,
    [-1, -3, -5, -7],
    signal,
  );
  expect([...found.keys()]).toEqual([-1, -7]);
});

test("what no window has a forecast for is told, and so is every other failure", async () => {
  const none = forecastsAt(sourceWith({ [-1]: "input-poisonous", [-3]: "series-too-short" }), key, [-1, -3], signal);
  await expect(none).rejects.toMatchObject({ code: "input-poisonous" });
  await expect(forecastsAt(sourceWith({ [-3]: "queue-full" }), key, [-1, -3], signal)).rejects.toMatchObject({
    code: "queue-full",
  });
  expect((await forecastsAt(sourceWith({ [-1]: "series-too-short" }), key, [-1], signal)).size).toBe(0);
});
