import { expect, test } from "vitest";
import type { SeriesSummary } from "#domain/series";
import { seriesOf } from "../bridge/fixtures.ts";
import { bigStep, horizonPresets } from "./seasons.ts";

const hourly: SeriesSummary = { ...seriesOf("load"), frequency: { unit: "hour", count: 1 }, seasonLengths: [24, 168] };
const yearly: SeriesSummary = { ...seriesOf("gdp"), frequency: { unit: "year", count: 1 }, seasonLengths: [1] };

const labelsOf = (series: SeriesSummary, modelLimit = 1024): readonly string[] =>
  horizonPresets(series, modelLimit).map(({ label }) => label);

test("presets are the default horizon, half of it and twice as far, named by the calendar", () => {
  expect(horizonPresets(seriesOf("a"), 1024)).toEqual([
    { steps: 12, label: "1 year" },
    { steps: 24, label: "2 years" },
    { steps: 48, label: "4 years" },
  ]);
  expect(labelsOf(hourly)).toEqual(["1 day", "2 days", "4 days"]);
  expect(labelsOf({ ...hourly, frequency: { unit: "day", count: 1 } })).toEqual(["1 week", "2 weeks", "4 weeks"]);
  expect(labelsOf(yearly)).toEqual(["3 years", "6 years", "12 years"]);
});

test("presets reach no further than the model, and are not offered twice", () => {
  expect(labelsOf(hourly, 60)).toEqual(["1 day", "2 days", "60 hours"]);
  expect(labelsOf(hourly, 48)).toEqual(["1 day", "2 days"]);
  expect(labelsOf(hourly, 1)).toEqual(["1 hour"]);
});

test("a big step of the scrubber is a season, or ten steps", () => {
  expect([bigStep(seriesOf("a")), bigStep(yearly)]).toEqual([12, 10]);
});
