import { describe, expect, test } from "vitest";
import { compactFormat, numberFormat, tickFormat } from "./number-format.ts";
import { formatPeriod, formatStep, parseWallClock } from "./times.ts";

describe("numbers", () => {
  test.each([
    [100, 700, 432.123, "432"],
    [0, 10, 4.321, "4.32"],
    [0, 0.02, 0.01234, "0.01234"],
    [-2_000_000, 5_000_000, -1_234_567.8, "\u22121,234,568"],
    [1000.5, 1001, 1000.75, "1,000.750"],
    [5, 5, 5, "5.00"],
    [0, 1e20, 5e19, "5.00e19"],
    [0, 100, Number.NaN, "\u2013"],
    [-1, 1, -0.0001, "0.000"],
  ])("between %d and %d, %d reads %s", (low, high, value, expected) => {
    expect(numberFormat(low, high)(value)).toBe(expected);
  });

  test("labels within a picture are short", () => {
    expect(compactFormat(0, 5e6)(2_954_944)).toBe("2.95M");
    expect(compactFormat(0, 600)(432.1)).toBe("432");
  });

  test("ticks have the decimals of their spacing and one unit for all", () => {
    expect([0, 0.5, 1].map(tickFormat([0, 0.5, 1]))).toEqual(["0", "0.5", "1.0"]);
    expect([0, 1e6, 2e6].map(tickFormat([0, 1e6, 2e6]))).toEqual(["0", "1M", "2M"]);
    expect([0, 500_000, 1e6].map(tickFormat([0, 500_000, 1e6]))).toEqual(["0", "0.5M", "1.0M"]);
    expect([-200, 0, 200].map(tickFormat([-200, 0, 200]))).toEqual(["\u2212200", "0", "200"]);
  });
});

describe("times", () => {
  const time = Date.UTC(2024, 2, 3, 14, 5, 9);
  test.each([
    ["year", "2024"],
    ["quarter", "Q1 2024"],
    ["month", "Mar 2024"],
    ["day", "3 Mar 2024"],
    ["hour", "3 Mar 2024 14:05"],
    ["second", "3 Mar 2024 14:05:09"],
  ] as const)("a step of one %s reads %s", (unit, expected) => {
    expect(formatStep(time, { unit, count: 1 })).toBe(expected);
  });

  test("a zone in the text doesn't move the wall clock", () => {
    const expected = Date.UTC(2024, 2, 31, 2, 30);
    for (const text of ["2024-03-31T02:30:00", "2024-03-31T02:30:00Z", "2024-03-31T02:30:00+05:30"]) {
      expect(parseWallClock(text)).toBe(expected);
    }
    expect(parseWallClock("2024-03-31")).toBe(Date.UTC(2024, 2, 31));
  });
});

test("periods of the calendar are named as people name them, and what is none stands as it is", () => {
  expect(["2026-Q4", "2026-01", "2026-W05", "2026", "horizon", ""].map(formatPeriod)).toEqual([
    "Q4 2026",
    "Jan 2026",
    "W5 2026",
    "2026",
    "horizon",
    "",
  ]);
});
