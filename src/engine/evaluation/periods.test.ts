import { expect, test } from "vitest";
import { periodsOf } from "./periods.ts";

const day = (index: number): number => Date.UTC(2023, 11, 30) + index * 86_400_000;
const days = (count: number, apart = 1): number[] => Array.from({ length: count }, (_, index) => day(index * apart));

test.each([
  [24, 1, "2024-01-01"],
  [25, 1, "2024-01"],
  [12, 31, "2024-01"],
  [60, 30, "2024-Q2"],
  [60, 90, "2024"],
])("%i times %i days apart are told apart as %s", (count, apart, expected) => {
  const times = days(count, apart);
  expect(times.map(periodsOf(times))).toContain(expected);
});

test("the finest unit is taken of which there are at most 24, and years whatever their number", () => {
  for (const [count, apart] of [
    [500, 1],
    [800, 30],
    [40, 366],
  ] as const) {
    const periods = new Set(days(count, apart).map(periodsOf(days(count, apart))));
    expect(periods.size <= 24 || [...periods].every((period) => /^\d{4}$/.test(period))).toBe(true);
  }
  expect(periodsOf([])(day(2))).toBe("2024-01");
});
