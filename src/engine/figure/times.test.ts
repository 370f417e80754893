import { describe, expect, test } from "vitest";
import { plotlyTime } from "./plotly-time.ts";
import { ticksOver, timeTicks } from "./time-ticks.ts";

describe("times", () => {
  test("go to Plotly as wall-clock text, also before 1970", () => {
    expect(plotlyTime(Date.UTC(1949, 0, 1))).toBe("1949-01-01T00:00:00");
  });

  test("tick labels name the larger unit once per change", () => {
    const months = [10, 11, 12, 13].map((month) => new Date(Date.UTC(2023, month, 1)));
    expect(timeTicks(months).map((tick) => [tick.label, tick.context])).toEqual([
      ["Nov", "2023"],
      ["Dec", ""],
      ["Jan", "2024"],
      ["Feb", ""],
    ]);
    const hours = [18, 24].map((hour) => new Date(Date.UTC(2024, 0, 1, hour)));
    expect(timeTicks(hours).map((tick) => [tick.label, tick.context])).toEqual([
      ["18:00", "Mon 1 Jan 2024"],
      ["00:00", "Tue 2 Jan 2024"],
    ]);
    const days = [5, 6].map((day) => new Date(Date.UTC(2024, 0, day)));
    expect(timeTicks(days).map(({ label }) => label)).toEqual(["Fri 5 Jan", "Sat 6 Jan"]);
    const weeks = [1, 8].map((day) => new Date(Date.UTC(2024, 0, day)));
    expect(timeTicks(weeks).map(({ label }) => label)).toEqual(["1 Jan", "8 Jan"]);
  });

  test("a label never stands alone: what it is of could not be told", () => {
    const years: [number, number] = [Date.UTC(2013, 0, 1), Date.UTC(2018, 11, 1)];
    expect(ticksOver(years, 1).map(({ label }) => label)).toEqual(["2014", "2016", "2018"]);
    expect(ticksOver([Date.UTC(2012, 1, 1), Date.UTC(2017, 11, 1)], 2).length).toBeGreaterThan(1);
  });
});
