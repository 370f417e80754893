import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SeriesValues } from "#domain/series";
import { factsOf } from "./chosen-facts.ts";
import { stepsBetween, stretches, within } from "./chosen.ts";

const times = Float64Array.from({ length: 20 }, (_, step) => step * 10);

test("steps between two times are those inside, in either order, or the nearest one", () => {
  expect(stepsBetween(times, 12, 41)).toEqual({ from: 20, to: 40 });
  expect(stepsBetween(times, 40, 20)).toEqual({ from: 20, to: 40 });
  expect(stepsBetween(times, 13, 14)).toEqual({ from: 10, to: 10 });
  expect(stepsBetween(times, 17, 18)).toEqual({ from: 20, to: 20 });
  expect(stepsBetween(times, -9, -5)).toEqual({ from: 0, to: 0 });
  expect(stepsBetween(times, 500, 600)).toEqual({ from: 190, to: 190 });
  expect(stepsBetween(new Float64Array(), 1, 2)).toBeNull();
});

describe("stretches", () => {
  const chosen = fc.uniqueArray(fc.integer({ min: 0, max: 19 }).map((step) => step * 10));

  test("are the chosen steps, each once, and never two side by side", () => {
    fc.assert(
      fc.property(chosen, (some) => {
        const found = stretches(times, new Set(some));
        expect([...within(times, found)]).toEqual(some.toSorted((one, other) => one - other));
        expect(found.every(({ from }, place) => place === 0 || from - (found[place - 1]?.to ?? 0) > 10)).toBe(true);
      }),
    );
  });
});

test("what is chosen says what can be done with it", () => {
  const values: SeriesValues = {
    series: "s",
    times,
    values: Float64Array.from(times, (time) => (time === 30 || time === 40 ? Number.NaN : time)),
    flags: { steps: { filled: 1 }, total: 1, spans: [{ code: "filled", fromStep: 5, toStep: 5 }] },
  };
  const of = (...spans: { from: number; to: number }[]) => factsOf(spans, values);
  expect(of({ from: 10, to: 10 })).toEqual({ steps: 1, hasValues: true, hasGaps: false, isFilled: false, value: 10 });
  expect(of({ from: 30, to: 30 })).toEqual({ steps: 1, hasValues: false, hasGaps: true, isFilled: false, value: null });
  expect(of({ from: 0, to: 10 }, { from: 40, to: 60 })).toEqual({
    ...{ steps: 5, hasValues: true, hasGaps: true, isFilled: true, value: null },
  });
});
