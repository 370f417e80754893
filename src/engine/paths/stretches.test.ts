import fc from "fast-check";
import { expect, test } from "vitest";
import { dayMs } from "#domain/series";
import { sumStretches } from "#domain/totals";
import { timesAfter } from "#engine/series";
import { stretchesOf } from "./stretches.ts";

const day = { unit: "day", count: 1 } as const;
const daysFrom = (start: string, horizon: number) => timesAfter(Date.parse(start) - 2 * dayMs, day, horizon + 2);

test("days are summed by the month, and months that the horizon cuts are not whole", () => {
  expect(stretchesOf(daysFrom("2026-01-20T00:00:00Z", 45), day, "month")).toEqual([
    { from: 0, to: 12, name: "2026-01", isWhole: false },
    { from: 12, to: 40, name: "2026-02", isWhole: true },
    { from: 40, to: 45, name: "2026-03", isWhole: false },
  ]);
  expect(stretchesOf(daysFrom("2026-01-01T00:00:00Z", 31), day, "month")).toEqual([
    { from: 0, to: 31, name: "2026-01", isWhole: true },
  ]);
});

test("weeks are those of ISO 8601, whose year is that of their Thursday", () => {
  expect(stretchesOf(daysFrom("2025-12-29T00:00:00Z", 14), day, "week")).toEqual([
    { from: 0, to: 7, name: "2026-W01", isWhole: true },
    { from: 7, to: 14, name: "2026-W02", isWhole: true },
  ]);
  expect(stretchesOf(daysFrom("2027-01-01T00:00:00Z", 1), day, "week")).toMatchObject([
    { name: "2026-W53", isWhole: false },
  ]);
});

test("a month of business days is whole though it begins and ends on a weekend", () => {
  const frequency = { unit: "businessDay", count: 1 } as const;
  // August 2026 begins on a Saturday, May ended on a Sunday.
  const times = timesAfter(Date.parse("2026-07-30T00:00:00Z"), frequency, 23);
  expect(stretchesOf(times, frequency, "month")).toEqual([{ from: 0, to: 21, name: "2026-08", isWhole: true }]);
});

test("steps longer than the period are refused, and steps as long are not", () => {
  const month = { unit: "month", count: 1 } as const;
  const times = timesAfter(Date.parse("2026-01-01T00:00:00Z"), month, 6);
  expect(() => stretchesOf(times, month, "week")).toThrow("longer than a week");
  expect(stretchesOf(times, month, "month")).toHaveLength(4);
  const quarter = { unit: "quarter", count: 1 } as const;
  expect(() => stretchesOf(times, quarter, "month")).toThrow("longer than a month");
  expect(stretchesOf(timesAfter(0, quarter, 6), quarter, "quarter")).toHaveLength(4);
});

test("every step is in one stretch, in order", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom(...sumStretches),
      (start, horizon, stretch) => {
        const found = stretchesOf(timesAfter(start * dayMs, day, horizon + 2), day, stretch);
        expect(found.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, step) => from + step))).toEqual(
          Array.from({ length: horizon }, (_, step) => step),
        );
        expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
      },
    ),
  );
});
