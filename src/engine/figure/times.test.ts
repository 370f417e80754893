import { describe, expect, test } from "vitest";
import { plotlyTime } from "./plotly-time.ts";
import { timeTicks } from "./time-ticks.ts";

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
      ["18:00", "1 Jan 2024"],
      ["00:00", "2 Jan 2024"],
    ]);
  });
});
