import { expect, test } from "vitest";
import { datasetOf, forecastOf, seriesOf, valuesOf } from "../../bridge/fixtures.ts";
import { summarise } from "./summary.ts";

const key = { dataset: "d", series: "a", model: "m", horizon: 3 };
const past = forecastOf({ ...key, origin: -2 });
const future = forecastOf({ ...key, origin: 0 });
const values = valuesOf("a");

test("the forecast in words names its origin, the next step and how it did", () => {
  const shown = { dataset: datasetOf("d", "a"), series: seriesOf("a"), values };
  expect(summarise({ ...shown, forecast: future }, false)).toContain(
    "Forecast from all data after Dec 2023, 3 months ahead.",
  );
  expect(summarise({ ...shown, forecast: past }, false)).toContain("as if made at the end of Oct 2023, 2 months back");
  expect(summarise({ ...shown, forecast: past }, false)).toContain("0 of 2 months within the 80\u00A0% range");
  expect(summarise({ ...shown, forecast: null }, false)).toContain("no forecast");
});
