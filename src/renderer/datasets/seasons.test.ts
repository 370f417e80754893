import { expect, test } from "vitest";
import type { SeriesSummary } from "#domain/series";
import { seriesOf } from "../bridge/fixtures.ts";
import { bigStep, horizonPresets } from "./seasons.ts";

const hourly: SeriesSummary = { ...seriesOf("load"), frequency: { unit: "hour", count: 1 }, seasonLengths: [24, 168] };
const yearly: SeriesSummary = { ...seriesOf("gdp"), frequency: { unit: "year", count: 1 }, seasonLengths: [1] };

test("presets are named by the calendar, shortest first, within the limit", () => {
  expect(horizonPresets(seriesOf("a"), 1024)).toEqual([
    { steps: 12, label: "1 year" },
    { steps: 24, label: "2 years" },
    { steps: 36, label: "3 years" },
  ]);
  expect(horizonPresets(hourly, 1024).map(({ label }) => label)).toEqual(["1 day", "2 days", "1 week"]);
  expect(horizonPresets(hourly, 30).map(({ label }) => label)).toEqual(["1 day"]);
  expect(horizonPresets(hourly, 12).map(({ label }) => label)).toEqual(["3 hours", "6 hours", "12 hours"]);
  expect(horizonPresets(hourly, 1).map(({ label }) => label)).toEqual(["1 hour"]);
  expect(horizonPresets(yearly, 1024).map(({ label }) => label)).toEqual(["6 years", "12 years", "24 years"]);
});

test("a big step of the scrubber is a season, or ten steps", () => {
  expect([bigStep(seriesOf("a")), bigStep(yearly)]).toEqual([12, 10]);
});
