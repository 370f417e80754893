import { expect, test } from "vitest";
import { forecastOf, seriesOf, valuesOf } from "../bridge/fixtures.ts";
import { numbersOf } from "../format/counts.ts";
import { stepNear } from "../features/chart/pointing.ts";
import { holds, insideCount, originTime, quantileAt, rowAt } from "./reading.ts";
import { matching } from "../ui/matching.ts";
import { summarise } from "../features/announcer/summary.ts";
import { datasetOf } from "../bridge/fixtures.ts";

const key = { dataset: "d", series: "a", model: "m", horizon: 3 };
const past = forecastOf({ ...key, origin: -2 });
const future = forecastOf({ ...key, origin: 0 });
const values = valuesOf("a");

test("levels are found although they went through 32 bits", () => {
  expect(quantileAt({ ...past, levels: [...Float32Array.from(past.levels)] }, 0.025, 1)).toBe(0);
  expect(quantileAt(past, 0.33, 1)).toBeNaN();
});

test("a row holds the model's own numbers and the actual where there is one", () => {
  expect(rowAt(past, 0)).toEqual({
    time: Date.UTC(2020, 46, 1),
    median: 3,
    intervals: [
      { lower: 2, upper: 4 },
      { lower: 1, upper: 5 },
      { lower: 0, upper: 6 },
    ],
    actual: 46,
  });
  expect(rowAt(past, 2).actual).toBeNaN();
  expect(rowAt(future, 0).actual).toBeNaN();
});

test("only observed steps count as inside or outside", () => {
  expect(insideCount(past)).toEqual({ inside: 0, observed: 2 });
  expect(insideCount({ ...past, actuals: Float64Array.of(1, Number.NaN, 5) })).toEqual({ inside: 2, observed: 2 });
  expect(insideCount(future)).toEqual({ inside: 0, observed: 0 });
});

test("an actual on the end of the band is inside, though the band has fewer digits", () => {
  const flat = {
    ...past,
    quantiles: new Float32Array(past.quantiles.length).fill(4.99),
    actuals: Float64Array.of(4.99, 4.99, 4.98),
  };
  expect(insideCount(flat)).toEqual({ inside: 2, observed: 3 });
});

test("what a model has no interval for is neither inside nor outside", () => {
  const middle = { ...past, levels: past.levels.map((level) => (level === 0.1 ? 0.05 : level)) };
  expect(insideCount(middle)).toEqual({ inside: 0, observed: 0 });
  expect([
    holds({ lower: 1, upper: 2 }, 1.5),
    holds({ lower: 1, upper: 2 }, 3),
    holds({ lower: Number.NaN, upper: 2 }, 1.5),
    holds({ lower: 1, upper: 2 }, Number.NaN),
  ]).toEqual([true, false, null, null]);
});

test("forecasts of counts are written whole where they are shown as such", () => {
  const counts = { ...values, values: Float64Array.of(0, 5, Number.NaN, 2) };
  expect([numbersOf(counts, true)(2), numbersOf(counts, false)(2), numbersOf(counts, true)(Number.NaN)]).toEqual([
    "2",
    "2.00",
    "–",
  ]);
  expect(numbersOf({ ...values, values: Float64Array.of(0, 0.5, 6) }, true)(2)).toBe("2.00");
});

test("an origin's time counts from the end", () => {
  expect([originTime(values, 0), originTime(values, -47)]).toEqual([Date.UTC(2020, 47, 1), Date.UTC(2020, 0, 1)]);
});

test("the pointer finds the nearest step: the forecast's where it has one, else the history's", () => {
  const shown = { dataset: datasetOf("d", "a"), series: seriesOf("a"), values, forecast: past };
  const day = 86_400_000;
  expect(stepNear(shown, Date.UTC(2020, 46, 1) + day, 45 * day)).toMatchObject({
    index: 46,
    observed: 46,
    row: { median: 3 },
  });
  expect(stepNear(shown, Date.UTC(2020, 10, 1) - day, 45 * day)).toEqual({
    time: Date.UTC(2020, 10, 1),
    index: 10,
    observed: 10,
    row: null,
  });
  // One step after the last actual: no neighbour's value may stand in for it.
  expect(stepNear(shown, Date.UTC(2020, 48, 1), 45 * day)).toMatchObject({
    index: null,
    observed: Number.NaN,
    row: { median: 3 },
  });
  expect(stepNear({ ...shown, forecast: null }, Date.UTC(2020, 48, 1), 45 * day)).toMatchObject({
    index: 47,
    row: null,
  });
  // Right of the last step there is air: a step far away is not what is pointed at.
  expect(stepNear({ ...shown, forecast: null }, Date.UTC(2020, 51, 1), 45 * day)).toBeNull();
});

test("search takes words in any order and puts what starts with them first", () => {
  const series = ["Big store, milk", "Milk, store 1", "Bread, store 1"].map((id) => seriesOf(id));
  expect(matching(series, " MILK ").map(({ id }) => id)).toEqual(["Milk, store 1", "Big store, milk"]);
  expect(matching(series, "store milk").map(({ id }) => id)).toEqual(["Big store, milk", "Milk, store 1"]);
  expect(matching(series, "  ")).toBe(series);
});

test("the forecast in words names its origin, the next step and how it did", () => {
  const shown = { dataset: datasetOf("d", "a"), series: seriesOf("a"), values };
  expect(summarise({ ...shown, forecast: future }, false)).toContain(
    "Forecast of the future after Dec 2023, 3 steps ahead.",
  );
  expect(summarise({ ...shown, forecast: past }, false)).toContain("as made at Oct 2023, 2 steps before the end");
  expect(summarise({ ...shown, forecast: past }, false)).toContain("0 of 2 actual values inside");
  expect(summarise({ ...shown, forecast: null }, false)).toContain("no forecast");
});
