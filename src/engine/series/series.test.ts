import { formatFrequency, parseFrequency, type FrequencyUnit } from "#domain/series";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  detectSeasonLengths,
  formatTimestamp,
  isWeekend,
  nonNegativeSteps,
  seasonLengths,
  timeAt,
  timesAfter,
} from "./index.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const iso = (times: Float64Array): string[] => [...times].map((ms) => formatTimestamp(ms).slice(0, 10));
const units: FrequencyUnit[] = ["second", "minute", "hour", "day", "businessDay", "week", "month", "quarter", "year"];

describe("frequency", () => {
  test("is spelt as the command line spells it", () => {
    expect(formatFrequency({ unit: "month", count: 1 })).toBe("month");
    expect(formatFrequency({ unit: "minute", count: 5 })).toBe("5 minute");
    expect(() => parseFrequency("fortnight")).toThrow(/not a frequency/);
    expect(() => parseFrequency("0 day")).toThrow(/not a frequency/);
  });

  test("reads back what it writes", () => {
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.integer({ min: 1, max: 1000 }), (unit, count) => {
        expect(parseFrequency(formatFrequency({ unit, count }))).toEqual({ unit, count });
      }),
    );
  });
});

describe("calendar", () => {
  test("months keep their day and clip to shorter months", () => {
    expect(iso(timesAfter(at("2023-01-31T00:00:00"), { unit: "month", count: 1 }, 4))).toEqual([
      "2023-02-28",
      "2023-03-31",
      "2023-04-30",
      "2023-05-31",
    ]);
    expect(iso(timesAfter(at("2023-01-30T00:00:00"), { unit: "month", count: 1 }, 2))).toEqual([
      "2023-02-28",
      "2023-03-30",
    ]);
    expect(iso(timesAfter(at("2023-02-28T00:00:00"), { unit: "month", count: 1 }, 2))).toEqual([
      "2023-03-31",
      "2023-04-30",
    ]);
    expect(iso(timesAfter(at("2022-12-15T00:00:00"), { unit: "month", count: 1 }, 2))).toEqual([
      "2023-01-15",
      "2023-02-15",
    ]);
  });

  test("quarters and years step by the calendar", () => {
    expect(iso(timesAfter(at("2023-03-31T00:00:00"), { unit: "quarter", count: 1 }, 3))).toEqual([
      "2023-06-30",
      "2023-09-30",
      "2023-12-31",
    ]);
    expect(iso(timesAfter(at("2023-01-01T00:00:00"), { unit: "year", count: 1 }, 2))).toEqual([
      "2024-01-01",
      "2025-01-01",
    ]);
  });

  test("business days skip the weekend and keep the time of day", () => {
    const friday = at("2024-03-01T09:30:00");
    expect(formatTimestamp(timeAt(friday, { unit: "businessDay", count: 1 }, 1))).toBe("2024-03-04T09:30:00");
    expect(formatTimestamp(timeAt(friday, { unit: "businessDay", count: 1 }, 6))).toBe("2024-03-11T09:30:00");
    expect(formatTimestamp(timeAt(friday, { unit: "businessDay", count: 1 }, -5))).toBe("2024-02-23T09:30:00");
  });

  test("steps are strictly increasing and business days never fall on a weekend", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: -5_000_000_000, max: 5_000_000_000 }),
        (unit, count, startSeconds) => {
          const frequency = { unit, count };
          let start = startSeconds * 1000;
          if (unit === "businessDay") start = timeAt(start, frequency, 0);
          let before = start;
          for (const time of timesAfter(start, frequency, 30)) {
            expect(time).toBeGreaterThan(before);
            expect(unit === "businessDay" && isWeekend(time)).toBe(false);
            before = time;
          }
          expect(timeAt(start, frequency, 0)).toBe(start);
        },
      ),
    );
  });

  test("timestamps carry milliseconds only where there are some", () => {
    expect(formatTimestamp(at("1949-01-01T00:00:00"))).toBe("1949-01-01T00:00:00");
    expect(formatTimestamp(500)).toBe("1970-01-01T00:00:00.500");
  });
});

describe("seasons", () => {
  test("by convention", () => {
    const of = (text: string): number[] => seasonLengths(parseFrequency(text));
    expect(of("hour")).toEqual([24, 168]);
    expect(of("30 minute")).toEqual([48, 336]);
    expect(of("5 minute")).toEqual([288, 2016]);
    expect(of("minute")).toEqual([60, 1440, 10080]);
    expect(of("second")).toEqual([60, 3600, 86400]);
    expect(of("day")).toEqual([7, 365]);
    expect(of("businessDay")).toEqual([5]);
    expect(of("week")).toEqual([52]);
    expect(of("month")).toEqual([12]);
    expect(of("quarter")).toEqual([4]);
    expect(of("year")).toEqual([1]);
    expect(of("4 hour")).toEqual([6, 42]);
    expect(of("7 hour")).toEqual([24]);
  });

  test("by evidence: a daily cycle without a weekly one", () => {
    const values = Float64Array.from({ length: 24 * 30 }, (_, i) => Math.sin((2 * Math.PI * i) / 24) + noise(i) * 0.3);
    expect(detectSeasonLengths(values, [24, 168])).toEqual([24]);
  });

  test("by evidence: daily and weekly", () => {
    const values = Float64Array.from({ length: 24 * 70 }, (_, i) => {
      const isWeekend = Math.floor(i / 24) % 7 >= 5;
      return Math.sin((2 * Math.PI * i) / 24) * (isWeekend ? 0.4 : 1) - (isWeekend ? 1 : 0) + noise(i) * 0.2;
    });
    expect(detectSeasonLengths(values, [24, 168])).toEqual([24, 168]);
  });

  test("a trend, a random walk and noise have none", () => {
    let level = 0;
    const walk = Float64Array.from({ length: 480 }, (_, i) => (level += noise(i)));
    const trend = Float64Array.from({ length: 240 }, (_, i) => i * 3 + noise(i));
    const white = Float64Array.from({ length: 480 }, (_, i) => noise(i));
    expect(detectSeasonLengths(walk, [12])).toEqual([]);
    expect(detectSeasonLengths(trend, [12])).toEqual([]);
    expect(detectSeasonLengths(white, [12])).toEqual([]);
  });

  test("a season that fits only once is not one, and gaps do not hide one that fits", () => {
    const values = Float64Array.from({ length: 60 }, (_, i) =>
      i % 7 === 0 ? Number.NaN : Math.sin((2 * Math.PI * i) / 12),
    );
    expect(detectSeasonLengths(values, [12])).toEqual([12]);
    expect(detectSeasonLengths(values.subarray(0, 23), [12])).toEqual([]);
  });
});

test("a series is without values below zero up to the first one", () => {
  expect(nonNegativeSteps([3, Number.NaN, -0, 0, -0.1, 4, -2])).toBe(4);
  expect(nonNegativeSteps([-1, 2])).toBe(0);
  expect(nonNegativeSteps([1, Number.NaN, 2])).toBe(3);
});

/** Deterministic noise in −0.5 … 0.5 (a hash of the index). */
function noise(index: number): number {
  let x = Math.imul(index + 1, 0x9e3779b1);
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  x ^= x >>> 16;
  return (x >>> 0) / 2 ** 32 - 0.5;
}
