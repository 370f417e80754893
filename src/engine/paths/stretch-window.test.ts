import fc from "fast-check";
import { expect, test } from "vitest";
import { dayMs, type Frequency } from "#domain/series";
import type { WantedStretch } from "#domain/totals";
import { windowOf } from "./index.ts";

const month = { unit: "month", count: 1 } as const;
const day = { unit: "day", count: 1 } as const;
const months = (from: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, step) => Date.UTC(2025, from + step, 1));
/** January 2025 to November 2026, and a forecast of 12 months. */
const [past, ahead] = [months(0, 23), months(23, 13)];
const of = (stretch: WantedStretch, times = past, after = ahead, frequency: Frequency = month) =>
  windowOf(times, after, frequency, stretch);

test("the year so far and its rest are one stretch", () => {
  expect(of({ kind: "period", unit: "year", place: 0 })).toEqual({
    name: "2026",
    past: { from: 12, to: 23 },
    ahead: { from: 0, to: 1 },
    firstMs: Date.UTC(2026, 0, 1),
    lastMs: Date.UTC(2026, 11, 1),
    isWhole: true,
    yearBefore: { from: 0, to: 12 },
  });
});

test("a later period has no past, and what the forecast does not reach is said", () => {
  expect(of({ kind: "period", unit: "quarter", place: 1 })).toMatchObject({
    name: "2027-Q1",
    past: { from: 23, to: 23 },
    ahead: { from: 1, to: 4 },
    isWhole: true,
    yearBefore: { from: 12, to: 15 },
  });
  expect(of({ kind: "period", unit: "year", place: 1 })).toMatchObject({
    name: "2027",
    ahead: { from: 1, to: 12 },
    isWhole: false,
    yearBefore: { from: 12, to: 23 },
  });
  expect(() => of({ kind: "period", unit: "year", place: 2 })).toThrow("No step of the series or its forecast");
});

test("steps that lie ahead are the horizon's", () => {
  expect(of({ kind: "horizon" })).toMatchObject({ ahead: { from: 0, to: 12 }, yearBefore: { from: 11, to: 23 } });
  expect(of({ kind: "next", steps: 3 })).toMatchObject({ ahead: { from: 0, to: 3 }, yearBefore: { from: 11, to: 14 } });
  expect(of({ kind: "next", steps: 30 })).toMatchObject({ ahead: { from: 0, to: 12 }, isWhole: false });
});

test("two times hold the steps between them, both included", () => {
  const between = (from: number, to: number) => of({ kind: "times", from, to });
  expect(between(Date.UTC(2026, 9, 1), Date.UTC(2027, 0, 1))).toMatchObject({
    past: { from: 21, to: 23 },
    ahead: { from: 0, to: 2 },
    isWhole: true,
  });
  expect(between(Date.UTC(2026, 0, 1), Date.UTC(2026, 2, 31))).toMatchObject({
    past: { from: 12, to: 15 },
    ahead: { from: 0, to: 0 },
  });
  expect(between(Date.UTC(2027, 5, 1), Date.UTC(2028, 0, 1)).isWhole).toBe(false);
  expect(() => between(Date.UTC(2030, 0, 1), Date.UTC(2031, 0, 1))).toThrow("No step");
});

test("days are compared with those from the same date on", () => {
  const start = Date.UTC(2025, 0, 1);
  const days = (from: number, count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, step) => start + (from + step) * dayMs);
  const window = of({ kind: "period", unit: "month", place: 0 }, days(0, 400), days(400, 61), day);
  // 5 February 2026 is the first forecast day.
  expect(window).toMatchObject({ name: "2026-02", past: { from: 396, to: 400 }, ahead: { from: 0, to: 24 } });
  expect(window.yearBefore).toEqual({ from: 31, to: 59 });
});

test("weeks are compared with those 52 before; a period shorter than a step is refused", () => {
  const weeks = (from: number, count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, step) => (from + step) * 7 * dayMs);
  const week = { unit: "week", count: 1 } as const;
  expect(of({ kind: "next", steps: 4 }, weeks(0, 60), weeks(60, 9), week).yearBefore).toEqual({ from: 8, to: 12 });
  expect(() => of({ kind: "period", unit: "week", place: 0 })).toThrow("longer than a week");
});

test("periods follow each other without a gap, and together they are the rest of the horizon", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (steps, horizon) => {
      const [times, after] = [months(0, steps), months(steps, horizon + 1)];
      let at = 0;
      for (let place = 0; at < horizon; place++) {
        const { ahead: part, past: before } = of({ kind: "period", unit: "quarter", place }, times, after);
        expect(part.from).toBe(at);
        expect(part.to).toBeGreaterThan(at);
        expect(before.to).toBe(steps);
        at = part.to;
      }
      expect(at).toBe(horizon);
    }),
  );
});
