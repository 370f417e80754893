import { expect, test } from "vitest";
import { forecastOf, valuesOf } from "../bridge/fixtures.ts";
import { numberFormatOf } from "./counts.ts";

const values = valuesOf("a");
const seriesOf = (...numbers: readonly number[]) => ({ ...values, values: Float64Array.from(numbers) });
const textOf = (numbers: readonly number[], value: number, isRounded: boolean): string =>
  numberFormatOf({ values: seriesOf(...numbers), forecast: null }, isRounded)(value);

/** Of three steps; the levels are 2.5 % to 97.5 %, each with one value for all steps. */
function forecastBetween(...byLevel: readonly number[]) {
  const forecast = forecastOf({ dataset: "d", series: "a", model: "m", horizon: 3, origin: 0 });
  return { ...forecast, quantiles: Float32Array.from(byLevel.flatMap((value) => [value, value, value])) };
}

test("forecasts of counts are written whole where they are shown as such", () => {
  const counts = [0, 5, Number.NaN, 2];
  expect([textOf(counts, 2, true), textOf(counts, 2, false), textOf(counts, Number.NaN, true)]).toEqual([
    "2",
    "2.00",
    "–",
  ]);
  expect(textOf([0, 0.5, 6], 2, true)).toBe("2.00");
});

test("decimals tell apart what is shown, whatever lies elsewhere in the series or in the tails", () => {
  const outlier = seriesOf(0.51, 0.52, 90_000.5, 0.53);
  const forecast = forecastBetween(-1e6, 0.4, 0.45, 0.5, 0.55, 0.6, 1e6);
  expect(numberFormatOf({ values: outlier, forecast }, false)(0.5123)).toBe("0.5123");
  expect(numberFormatOf({ values: outlier, forecast: null }, false)(0.5123)).toBe("1");
});

test("forecasts of large counts have no decimals that nobody asks for", () => {
  const forecast = forecastBetween(400, 430, 440, 449.2, 460, 478.4, 500);
  expect(numberFormatOf({ values: seriesOf(112, 622), forecast }, false)(449.2)).toBe("449");
});
