import { describe, expect, test } from "vitest";
import { datasetOf, forecastOf, valuesOf } from "../../bridge/fixtures.ts";
import type { Shown } from "../../forecasts/forecast-observer.ts";
import { changeText, readingOf, readingText, stepRole } from "./reading-words.ts";

const dataset = datasetOf("d", "a");
function shownAt(origin: number): Shown {
  const [series] = dataset.series;
  if (series === undefined) throw new Error("There is no series.");
  const forecast = forecastOf({ dataset: "d", series: "a", model: "m", horizon: 6, origin });
  return { dataset, series, values: valuesOf("a"), forecast };
}
const never = (): never => {
  throw new Error("There is no reading.");
};
const plain = (text: string | null | undefined): string => (text ?? "nothing").replaceAll("\u00A0", " ");
const said = (shown: Shown, pointed: number | null): string => {
  const reading = readingOf(shown, pointed, String);
  return plain(reading === null ? null : readingText(reading));
};

describe("the reading line", () => {
  test("says what is forecast for the horizon, how sure that is, and how far from the last value", () => {
    // The fixture's quantiles are 0 to 6, whatever the step; its last value is 47.
    expect(said(shownAt(0), null)).toBe("Jun 2024: 3, 80 % between 1 and 5, 94 % below Dec 2023");
  });

  test("follows the step that is pointed at, in the forecast and in the history", () => {
    expect(said(shownAt(0), Date.UTC(2024, 1, 1))).toContain("Feb 2024: 3, ");
    expect(said(shownAt(0), Date.UTC(2020, 5, 1))).toBe("Jun 2020: 5");
    expect(said(shownAt(0), Date.UTC(2020, 5, 2))).toContain("Jun 2024: 3, ");
  });

  test("of the past also says what happened, and how much of it lay within the range", () => {
    expect(said(shownAt(-6), null)).toBe(
      "Dec 2023: 3, 80 % between 1 and 5, 93 % below Jun 2023, happened: 47, outside the range, 0 of 6 months within",
    );
    expect(said(shownAt(-2), null)).toMatch(/below Oct 2023, 0 of 2 months within$/);
  });

  test("has the range that the chart marks misses of, whatever levels are chosen", () => {
    const levels = [0.05, 0.1, 0.5, 0.9, 0.95];
    const { forecast, ...rest } = shownAt(-6);
    if (forecast === null) throw new Error("There is no forecast.");
    const shown = { ...rest, forecast: { ...forecast, levels, quantiles: Float32Array.from(forecast.quantiles) } };
    const of = (share: number | null): string => plain(readingText(readingOf(shown, null, String, share) ?? never()));
    expect(of(0.9)).toMatch(/: 2, 90 % between 0 and 4, .*, outside the range, 0 of 6 months within$/);
    expect(of(0.6)).toMatch(/^Dec 2023: 2, 95 % below Jun 2023, happened: 47$/);
    expect(of(null)).toMatch(/^Dec 2023: 2, 95 % below Jun 2023, happened: 47$/);
  });

  test("is nothing where there is neither a forecast nor a step", () => {
    expect(readingOf({ ...shownAt(0), forecast: null }, null, String)).toBeNull();
  });
});

test("a change is a share of what was, and in units where a share says nothing", () => {
  const of = (median: number, last: number): string => plain(changeText(median, last, "Dec 1960", String));
  expect(of(516, 430)).toBe("20 % above Dec 1960");
  expect(of(387, 430)).toBe("10 % below Dec 1960");
  expect(of(430, 430)).toBe("as in Dec 1960");
  expect(of(3, -2)).toBe("5 above Dec 1960");
  expect(of(0, 4)).toBe("4 below Dec 1960");
  expect(of(500, 1)).toBe("499 above Dec 1960");
  expect(of(Number.NaN, 1)).toBe("nothing");
});

test("steps that people ask for have names", () => {
  expect([0, 3, 5, null].map((step) => stepRole(step, shownAt(0)))).toEqual([
    "Next month",
    "4 months ahead",
    "At the horizon",
    "Observed",
  ]);
});
