import { expect, test } from "vitest";
import { forecastOf, valuesOf } from "../bridge/fixtures.ts";
import { numberFormatOf } from "./counts.ts";

const seriesOf = (...numbers: readonly number[]) => ({ ...valuesOf("a"), values: Float64Array.from(numbers) });
const textOf = (numbers: readonly number[], value: number, isRounded: boolean): string =>
  numberFormatOf({ values: seriesOf(...numbers), forecast: null }, isRounded)(value);

test("forecasts of counts are written whole where they are shown as such", () => {
  const counts = [0, 5, Number.NaN, 2];
  expect([textOf(counts, 2, true), textOf(counts, 2, false), textOf(counts, Number.NaN, true)]).toEqual([
    "2",
    "2.00",
    "–",
  ]);
  expect(textOf([0, 0.5, 6], 2, true)).toBe("2.00");
});

test("a forecast far from its series has the decimals of both", () => {
  const forecast = forecastOf({ dataset: "d", series: "a", model: "m", horizon: 3, origin: 0 });
  const far = { ...forecast, quantiles: forecast.quantiles.map((value) => value * 1000) };
  expect(numberFormatOf({ values: seriesOf(1, 2), forecast }, false)(1.5)).toBe("1.50");
  expect(numberFormatOf({ values: seriesOf(1, 2), forecast: far }, false)(1.5)).toBe("2");
});

test("the numbers of a series and of a forecast are looked through once, however many parts of the window write them", () => {
  const forecast = forecastOf({ dataset: "d", series: "a", model: "m", horizon: 3, origin: 0 });
  let looks = 0;
  const watched = (numbers: Float32Array | Float64Array) =>
    new Proxy(numbers, {
      get(target, name) {
        if (name === "length") looks += 1;
        return Reflect.get(target, name, target) as unknown;
      },
    });
  const shown = {
    values: { ...seriesOf(1, 2), values: watched(Float64Array.of(1, 2)) as Float64Array },
    forecast: { ...forecast, quantiles: watched(forecast.quantiles) as typeof forecast.quantiles },
  };
  expect(numberFormatOf(shown, false)(1.5)).toBe("1.50");
  const once = looks;
  expect(numberFormatOf({ ...shown }, false)(1.5)).toBe("1.50");
  expect(once).toBeGreaterThan(0);
  expect(looks).toBe(once);
});
