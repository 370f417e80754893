import fc from "fast-check";
import { expect, test } from "vitest";
import type { PastErrors } from "#domain/score";
import { nextMiss, worstMisses } from "./worst-misses.ts";

const nothing = new Float64Array();
const pastOf = (errors: readonly number[], inside: readonly number[]): PastErrors => ({
  level: 0.8,
  oldest: -errors.length,
  errors: Float64Array.from(errors),
  inside: Float64Array.from(inside),
  byStep: { forecasts: 0, errors: nothing, repeated: nothing, outside: nothing },
  hasMore: false,
});

test("the worst come first, by their error or by what their range left out", () => {
  const past = pastOf([5, 1, 9, Number.NaN, 7], [0.2, 0.9, 0.5, Number.NaN, 1]);
  const origins = (by: "error" | "range"): number[] => worstMisses(past, by, 1).map(({ origin }) => origin);
  expect(origins("error")).toEqual([-3, -1, -5, -4]);
  expect(origins("range")).toEqual([-5, -3]);
});

test("of neighbours only the worst is told, and of the newest nothing", () => {
  const past = pastOf([1, 2, 8, 9, 8, 2, 1, 99], [0, 0, 0, 0, 0, 0, 0, 0]);
  expect(worstMisses(past, "error", 4).map(({ origin }) => origin)).toEqual([-5, -3, -7]);
});

test("whatever the errors, ten at most, far enough apart, and none that is left out is worse and alone", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { maxLength: 120 }), fc.integer({ min: 1, max: 30 }), (errors, horizon) => {
      const misses = worstMisses(pastOf(errors, errors), "error", horizon);
      const apart = Math.ceil(horizon / 2);
      const isNear = (a: number, b: number): boolean => Math.abs(a - b) < apart;
      expect(misses.length).toBeLessThanOrEqual(10);
      for (const [index, { origin, error }] of misses.entries()) {
        expect(misses.slice(0, index).every((other) => !isNear(other.origin, origin) && other.error >= error)).toBe(
          true,
        );
      }
      const last = misses.at(-1)?.error ?? Infinity;
      const better = errors.flatMap((error, entry) => (error > last ? [entry - errors.length] : []));
      for (const origin of better.filter((one) => -one >= apart))
        expect(misses.some((miss) => isNear(miss.origin, origin))).toBe(true);
    }),
  );
});

test("from one to the next, in the order of time", () => {
  const misses = [-20, -5, -40].map((origin) => ({ origin, error: 1, inside: 0 }));
  expect([nextMiss(misses, 0, -1), nextMiss(misses, -5, -1), nextMiss(misses, -40, -1)]).toEqual([-5, -20, null]);
  expect([nextMiss(misses, -40, 1), nextMiss(misses, -7, 1), nextMiss(misses, -5, 1)]).toEqual([-20, -5, null]);
});
