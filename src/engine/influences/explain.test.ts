import fc from "fast-check";
import { expect, test } from "vitest";
import { changeSince, explainForecast } from "./index.ts";

const week = [10, 4, 0, -2, -4, -3, -5];
const none = { ahead: new Float64Array(14), parts: [], isRelative: false };

function made(steps: number, from = 0): Float64Array {
  return Float64Array.from({ length: steps }, (_, at) => 100 + 0.5 * (from + at) + (week[(from + at) % 7] as number));
}

test("finds level, trend and season of a forecast that goes on as the past did", () => {
  const { level, trend, season } = explainForecast(made(14, 56), { ...none, remainder: made(56) }, 7);
  expect(level).toBeCloseTo(100 + 0.5 * 55, 0);
  expect(trend[13]).toBeCloseTo(7, 0);
  season.forEach((value, step) => expect(value).toBeCloseTo(week[step % 7] as number, 0));
});

test("all parts of each step add up to its median, whatever the forecast is", () => {
  const numbers = fc.double({ min: 1, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(numbers, { minLength: 1, maxLength: 40 }),
      fc.array(fc.oneof(numbers, fc.constant(Number.NaN)), { maxLength: 80 }),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      (list, past, seasonSteps, isRelative) => {
        const own = Float64Array.from(list, (_, step) => (step % 3 === 0 ? 0.1 : 0));
        const other = Float64Array.from(list, (_, step) => (step % 2 === 0 ? -0.3 : 0));
        const median = Float64Array.from(list);
        const parts = [own, other].map((ahead, index) => ({
          ...{ name: String(index), kind: "event" as const, ahead, past: new Float64Array(past.length) },
        }));
        const ahead = own.map((value, step) => value + (other[step] as number));
        const told = explainForecast(
          median,
          { remainder: Float64Array.from(past), ahead, parts, isRelative },
          seasonSteps,
        );
        median.forEach((value, step) => {
          const influences = told.influences.reduce((sum, { values }) => sum + (values[step] as number), 0);
          const rest = (told.trend[step] as number) + (told.season[step] as number) + (told.rest[step] as number);
          expect(Math.abs(told.level + rest + influences - value)).toBeLessThan(1e-6 * Math.max(1, value));
        });
      },
    ),
    { numRuns: 100 },
  );
});

const steps = (from: number, to: number): Float64Array =>
  Float64Array.from({ length: to - from }, (_, at) => from + at);

test("says what came since an earlier forecast, and how far the same future moved", () => {
  const values = Float64Array.from([10, 10, 12, 11, Number.NaN, 13]);
  const earlier = { seen: 1, times: steps(2, 8), median: [10, 10, 10, 10, 10, 10] };
  const now = { times: steps(6, 10), median: [12, 12, 12, 12] };
  expect(changeSince(earlier, now, { times: steps(0, 6), values }, 2)).toEqual({
    ...{ seen: 1, newSteps: 3, judged: 3, common: 2 },
    bias: 6 / 30,
    worst: { time: 5, value: 13, expected: 10, influence: null },
    moved: 4 / 20,
    levelMoved: 4 / 20,
    influencesMoved: null,
  });
  expect(changeSince({ ...earlier, seen: 5 }, now, { times: steps(0, 6), values }, 2)).toBe(null);
});

test("says what of it influences do, and which of them is behind the largest miss", () => {
  const values = Float64Array.from([10, 10, 10, 4, 10, 10]);
  const earlier = { seen: 1, times: steps(2, 8), median: [10, 10, 10, 10, 10, 10] };
  const now = { times: steps(6, 8), median: [10, 5] };
  const past = (at: number, size: number) => Float64Array.from({ length: 6 }, (_, step) => (step === at ? size : 0));
  const history = { times: steps(0, 6), values };
  const parts = [
    { name: "Fair", past: past(3, 2) },
    { name: "Holiday", past: past(3, -5) },
  ];
  const added = { ahead: Float64Array.of(0, -5), isRelative: false };
  const known = changeSince(earlier, now, history, 2, { before: null, now: added, parts });
  expect(known?.worst).toEqual({ time: 3, value: 4, expected: 10, influence: "Holiday" });
  expect(known?.influencesMoved).toBeCloseTo(-5 / 20);
  // Both knew of it: the steps that both forecast are the fifth and the sixth of the earlier one.
  const before = { ahead: Float64Array.of(0, 0, 0, 0, 0, -5), isRelative: false };
  expect(changeSince(earlier, now, history, 2, { before, now: added, parts })?.influencesMoved).toBeCloseTo(0);
  const factor = { ahead: Float64Array.of(0, Math.log(0.5)), isRelative: true };
  expect(changeSince(earlier, now, history, 2, { before: null, now: factor, parts: [] })?.influencesMoved).toBeCloseTo(
    -5 / 20,
  );
});
