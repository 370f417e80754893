import { expect, test } from "vitest";
import { datasetOf, forecastOf, seriesOf, valuesOf } from "../../bridge/fixtures.ts";
import { stepNear } from "./pointing.ts";

const past = forecastOf({ dataset: "d", series: "a", model: "m", horizon: 3, origin: -2 });
const values = valuesOf("a");

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
