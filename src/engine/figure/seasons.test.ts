import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cycleLength, cycleTicks, cycleUnitOf, maxCycles, placeIn, seasonsOverlay } from "./seasons.ts";
import { fixedConventions, withConventions } from "#engine/format";

const dayMs = 86_400_000;
const monthly = (years: number): number[] => Array.from({ length: years * 12 }, (_, index) => Date.UTC(2000, index, 1));

describe("seasons laid over each other", () => {
  test("every time has one place in its cycle", () => {
    fc.assert(
      fc.property(fc.constantFrom("year", "week", "day"), fc.integer({ min: -4e11, max: 4e12 }), (unit, time) => {
        const { start, place } = placeIn(time, unit);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThan(cycleLength[unit]);
        expect(start).toBeLessThanOrEqual(time);
      }),
    );
  });

  test("the same month of any year has the same place, leap years included", () => {
    for (const month of [0, 1, 2, 6, 11])
      expect(placeIn(Date.UTC(2023, month, 1), "year").place).toBe(placeIn(Date.UTC(2024, month, 1), "year").place);
    // Weeks begin on a Monday.
    expect(placeIn(Date.UTC(2024, 0, 8, 5), "week")).toEqual({ start: Date.UTC(2024, 0, 8), place: dayMs * (5 / 24) });
  });

  test("the last years are lines, and the forecast begins where it begins", () => {
    const times = monthly(20);
    const forecastTimes = Array.from({ length: 18 }, (_, index) => Date.UTC(2020, index, 1));
    const overlay = seasonsOverlay(
      "year",
      times,
      times.map((_, index) => index),
      forecastTimes,
    );
    expect(overlay.cycles).toHaveLength(maxCycles);
    expect(overlay.left).toBe(20 - maxCycles);
    expect(overlay.cycles.at(-1)).toMatchObject({
      name: "2019",
      values: Array.from({ length: 12 }, (_, at) => 228 + at),
    });
    expect(overlay.forecast.map(({ name, from, to }) => [name, from, to])).toEqual([
      ["2020", 0, 12],
      ["2021", 12, 18],
    ]);
  });

  test("nothing after a past origin is a season of its own", () => {
    const times = monthly(6);
    const overlay = seasonsOverlay("year", times, times, [Date.UTC(2003, 6, 1), Date.UTC(2003, 7, 1)]);
    expect(overlay.cycles.at(-1)?.places).toHaveLength(6);
    expect(overlay.cycles.at(-1)?.start).toBe(overlay.forecast[0]?.start);
  });

  test("the cycle is the calendar's longest that came round", () => {
    expect(cycleUnitOf({ unit: "month", count: 1 }, 900 * dayMs)).toBe("year");
    expect(cycleUnitOf({ unit: "month", count: 1 }, 300 * dayMs)).toBeNull();
    expect(cycleUnitOf({ unit: "hour", count: 1 }, 20 * dayMs)).toBe("week");
    expect(cycleUnitOf({ unit: "hour", count: 1 }, 3 * dayMs)).toBe("day");
    expect(cycleUnitOf({ unit: "year", count: 1 }, 9000 * dayMs)).toBeNull();
  });

  test("the shared axis names months, weekdays and hours", () => {
    expect(cycleTicks("year", 12).map(({ label }) => label)).toHaveLength(12);
    expect(cycleTicks("year", 5)[1]).toMatchObject({ label: "Apr" });
    expect(cycleTicks("week", 9)[5]).toEqual({ place: 5 * dayMs, label: "Sat" });
    expect(cycleTicks("day", 4).map(({ label }) => label)).toEqual(["00:00", "06:00", "12:00", "18:00"]);
  });
});

test("weeks begin on the day on which the user's do", () => {
  const sunday = Date.UTC(2024, 2, 3);
  withConventions({ ...fixedConventions, firstDayOfWeek: 7 }, () => {
    expect(placeIn(sunday + 36 * 3_600_000, "week")).toEqual({ start: sunday, place: 36 * 3_600_000 });
    expect(cycleTicks("week", 7).map(({ label }) => label)).toEqual(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]);
  });
  withConventions({ ...fixedConventions, firstDayOfWeek: 6 }, () => {
    expect(placeIn(sunday, "week").start).toBe(Date.UTC(2024, 2, 2));
  });
});
