import fc from "fast-check";
import { expect, test } from "vitest";
import { weekends } from "./weekends.ts";

const dayMs = 86_400_000;
const hourly = { unit: "hour", count: 1 } as const;
const daily = { unit: "day", count: 1 } as const;
const wide = 60_000;

test("hours of Saturday and Sunday are in the shade, and no others", () => {
  fc.assert(
    fc.property(fc.integer({ min: -2000, max: 30_000 }), fc.integer({ min: 1, max: 40 }), (start, days) => {
      const range = [start * dayMs + 5, (start + days) * dayMs] as const;
      const spans = weekends(range, hourly, wide);
      for (let time = range[0]; time < range[1]; time += dayMs / 4) {
        const isWeekend = [0, 6].includes(new Date(time).getUTCDay());
        expect(spans.some(([from, to]) => time >= from && time < to)).toBe(isWeekend);
      }
      for (const [from, to] of spans) expect(from >= range[0] && to <= range[1] && to > from).toBe(true);
    }),
  );
});

test("a daily step stands in the middle of its day's shade", () => {
  // Saturday, 6 January 2024.
  const saturday = Date.UTC(2024, 0, 6);
  expect(weekends([saturday - 3 * dayMs, saturday + 5 * dayMs], daily, wide)).toEqual([
    [saturday - dayMs / 2, saturday + 1.5 * dayMs],
  ]);
});

test("longer steps, business days and weekends too narrow to see have none", () => {
  const month = [0, 30 * dayMs] as const;
  expect(weekends(month, { unit: "week", count: 1 }, wide)).toEqual([]);
  expect(weekends(month, { unit: "businessDay", count: 1 }, wide)).toEqual([]);
  expect(weekends(month, undefined, wide)).toEqual([]);
  expect(weekends(month, hourly, dayMs)).toEqual([]);
});
