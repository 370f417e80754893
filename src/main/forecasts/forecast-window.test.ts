import { describe, expect, test } from "vitest";
import { formatTimestamps, wallClockIn } from "#engine/series";
import { horizonTimes } from "./forecast-window.ts";
import { regularSeries } from "../datasets/ingest-fixtures.ts";

const berlin = "Europe/Berlin";

/** Hours on the zone's clock up to an instant. */
function hoursUpTo(endUtc: string, steps: number) {
  const series = regularSeries("x", new Float64Array(steps), {
    unit: "hour",
    startMs: Date.parse(endUtc) - (steps - 1) * 3_600_000,
  });
  return { ...series, times: series.times.map(wallClockIn(berlin)) };
}

const told = (series: ReturnType<typeof hoursUpTo>, origin: number, horizon: number, zone: string | null): string[] =>
  formatTimestamps(
    horizonTimes(series, origin, horizon, zone),
    zone,
    series.times.subarray(0, series.times.length + origin),
  );

describe("the times of a forecast", () => {
  test("follow the zone's rules beyond the data", () => {
    expect(told(hoursUpTo("2024-03-30T23:00Z", 48), 0, 3, berlin)).toEqual([
      "2024-03-31T01:00:00+01:00",
      "2024-03-31T03:00:00+02:00",
      "2024-03-31T04:00:00+02:00",
    ]);
    expect(told(hoursUpTo("2024-10-27T00:00Z", 48), 0, 3, berlin)).toEqual([
      "2024-10-27T02:00:00+01:00",
      "2024-10-27T03:00:00+01:00",
      "2024-10-27T04:00:00+01:00",
    ]);
    expect(told(hoursUpTo("2024-10-27T03:00Z", 48), -3, 5, berlin).map((text) => text.slice(11))).toEqual([
      "02:00:00+01:00",
      "03:00:00+01:00",
      "04:00:00+01:00",
      "05:00:00+01:00",
      "06:00:00+01:00",
    ]);
  });

  test("go on from the last time, whatever the clock was at the start", () => {
    // From winter into summer: the wall clock has gained an hour on the steps that are counted.
    const series = hoursUpTo("2024-04-02T10:00Z", 24 * 7);
    expect(told(series, 0, 2, null)).toEqual(["2024-04-02T13:00:00", "2024-04-02T14:00:00"]);
    expect(told(series, 0, 2, berlin)).toEqual(["2024-04-02T13:00:00+02:00", "2024-04-02T14:00:00+02:00"]);
  });

  test("stay on the wall clock where steps are days, and on the last day of the month", () => {
    const days = regularSeries("x", new Float64Array(30), { startMs: Date.UTC(2024, 2, 1) });
    expect(formatTimestamps(horizonTimes(days, 0, 2, berlin), berlin)).toEqual([
      "2024-03-31T00:00:00+01:00",
      "2024-04-01T00:00:00+02:00",
    ]);
    const months = {
      ...regularSeries("x", new Float64Array(2)),
      frequency: { unit: "month", count: 1 } as const,
      times: Float64Array.of(Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 29)),
    };
    expect(formatTimestamps(horizonTimes(months, 0, 2, null), null)).toEqual([
      "2024-03-31T00:00:00",
      "2024-04-30T00:00:00",
    ]);
  });
});
