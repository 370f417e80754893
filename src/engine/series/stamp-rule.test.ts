import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarAfter, dayOfWeek, daysInMonth, findStampRule, isWeekend, utcMs } from "./index.ts";

const dayMs = 86_400_000;
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

type DayRule = (year: number, month: number) => number;
const rolled =
  (wanted: number, direction: 1 | -1): DayRule =>
  (year, month) => {
    let at = Math.min(wanted, daysInMonth(year, month));
    while (isWeekend(utcMs(year, month, at))) at += direction;
    return at;
  };
const weekday =
  (of: number, nth: number): DayRule =>
  (year, month) =>
    1 + ((of - dayOfWeek(utcMs(year, month, 1)) + 7) % 7) + (nth - 1) * 7;
const rules: Readonly<Record<string, DayRule>> = {
  "last business day": rolled(31, -1),
  "first business day": rolled(1, 1),
  "third Friday": weekday(5, 3),
  "second Tuesday": weekday(2, 2),
  "the 15th or the business day after": rolled(15, 1),
  "the 20th or the business day before": rolled(20, -1),
  "last Friday": (year, month) => {
    const last = daysInMonth(year, month);
    return last - ((dayOfWeek(utcMs(year, month, last)) - 5 + 7) % 7);
  },
};

function stampsOf(rule: DayRule, firstMonth: number, months: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const month = firstMonth + i * months;
    return utcMs(Math.floor(month / 12), month % 12, rule(Math.floor(month / 12), month % 12));
  });
}

describe("stamps that keep no day of the month", () => {
  test.each(Object.entries(rules))("%s is foretold by the same rule, from any month on", (_, rule) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1990 * 12, max: 2040 * 12 }),
        fc.integer({ min: 24, max: 120 }),
        fc.constantFrom(1, 3),
        (firstMonth, count, months) => {
          const stamps = stampsOf(rule, firstMonth, months, count + 12);
          const frequency = { unit: "month", count: months } as const;
          const after = calendarAfter(stamps.subarray(0, count), frequency);
          const foretold = Array.from({ length: 12 }, (__, step) => day(after(count + step)));
          expect(foretold).toEqual(Array.from(stamps.subarray(count), day));
        },
      ),
    );
  });

  test("holidays move single stamps and not the rule", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000 * 12, max: 2030 * 12 }), fc.integer({ min: 0, max: 11 }), (first, moved) => {
        const stamps = stampsOf(rolled(31, -1), first, 1, 36);
        const written = stamps.map((ms, i) => (i % 12 === moved ? ms - dayMs : ms));
        const after = calendarAfter(written.subarray(0, 30), { unit: "month", count: 1 });
        expect(Array.from({ length: 6 }, (_, i) => day(after(30 + i)))).toEqual(Array.from(stamps.subarray(30), day));
      }),
    );
  });

  test("a retail calendar of 4, 4 and 5 weeks has twelve steps a year, also over a year of 53 weeks", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 20_000 }),
        fc.constantFrom([4, 4, 5], [4, 5, 4], [5, 4, 4]),
        fc.integer({ min: 24, max: 70 }),
        fc.integer({ min: 0, max: 60 }),
        (firstDay, weeks, count, long) => {
          const stamps = new Float64Array(count + 12);
          stamps[0] = firstDay * dayMs;
          for (let i = 1; i < stamps.length; i += 1) {
            const own = (weeks[(i - 1) % 3] ?? 4) + (i === long && i < count ? 1 : 0);
            stamps[i] = (stamps[i - 1] ?? 0) + own * 7 * dayMs;
          }
          const rule = findStampRule(stamps.subarray(0, count), 1);
          const first = stamps[0] ?? 0;
          expect(Array.from(stamps, (ms) => rule?.stepsBetween(first, ms))).toEqual(Array.from(stamps, (_, i) => i));
          const after = calendarAfter(stamps.subarray(0, count), { unit: "month", count: 1 });
          expect(Array.from({ length: 12 }, (_, i) => day(after(count + i)))).toEqual(
            Array.from(stamps.subarray(count), day),
          );
        },
      ),
    );
  });

  test("steps of four weeks, and days that wander, keep none", () => {
    const weeks = Float64Array.from({ length: 60 }, (_, i) => (19_000 + i * 28) * dayMs);
    expect(findStampRule(weeks, 1)).toBeNull();
    const wandering = Float64Array.from({ length: 60 }, (_, i) => utcMs(2020, i, 1 + ((i * i * 7) % 26)));
    expect(findStampRule(wandering, 1)).toBeNull();
  });

  test("days of the month are counted from the first, as before", () => {
    const ends = Float64Array.of(utcMs(2024, 0, 31), utcMs(2024, 1, 29), utcMs(2024, 2, 31));
    expect(day(calendarAfter(ends, { unit: "month", count: 1 })(3))).toBe("2024-04-30");
    const workdays = Float64Array.of(utcMs(2024, 0, 4), utcMs(2024, 0, 5));
    expect(day(calendarAfter(workdays, { unit: "businessDay", count: 1 })(2))).toBe("2024-01-08");
  });
});
