import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scoreOrigin } from "./origin-score.ts";
import { PastErrorTally, type TalliedSeries } from "./past-error-tally.ts";

const levels = [0.1, 0.5, 0.9];
const values = Float64Array.of(1, 2, 3, 4, 5, 6, Number.NaN, 8);
const series: TalliedSeries = { values, seasonSteps: 2, oldest: -4, horizon: 2, level: 0.8 };
/** Ranges of ± 1 around these medians. */
const around = (...medians: readonly number[]): Float32Array =>
  Float32Array.of(...medians.map((value) => value - 1), ...medians, ...medians.map((value) => value + 1));

const distance = (one = Number.NaN, other: number): number => (Object.is(one, other) ? 0 : Math.abs(one - other));

describe("past errors", () => {
  test("are means over the steps that have a value by now", () => {
    const tally = new PastErrorTally(series);
    // Sees 1 to 5: what came is 6 and a gap.
    tally.add(-3, levels, around(8, 9));
    // Sees up to the gap: what came is 8.
    tally.add(-1, levels, around(8.5, 0));
    const { errors, inside, byStep, oldest } = tally.result(false);
    expect(oldest).toBe(-4);
    expect([...errors]).toEqual([Number.NaN, 2, Number.NaN, 0.5]);
    expect([...inside]).toEqual([Number.NaN, 0, Number.NaN, 1]);
    expect(byStep.forecasts).toBe(2);
    expect([...byStep.errors]).toEqual([1.25, Number.NaN]);
    expect([...byStep.outside]).toEqual([0.5, Number.NaN]);
    // Of two steps before: 4 for 6, and 6 for 8.
    expect([...byStep.repeated]).toEqual([2, Number.NaN]);
  });

  test("repeat the whole season before the origin, and again beyond it", () => {
    const steady = Float64Array.of(10, 20, 30, 11, 22, 33, 12, 24);
    const tally = new PastErrorTally({ values: steady, seasonSteps: 3, oldest: -5, horizon: 5, level: 0.8 });
    tally.add(-5, levels, around(0, 0, 0, 0, 0));
    expect([...tally.result(false).byStep.repeated]).toEqual([1, 2, 3, 2, 4]);
  });

  test("know nothing of a forecast of which nothing came, and of origins out of reach", () => {
    const tally = new PastErrorTally({ ...series, horizon: 1 });
    tally.add(-2, levels, around(1));
    tally.add(0, levels, around(1));
    tally.add(-9, levels, around(1));
    expect(tally.has(-2)).toBe(true);
    expect([...tally.result(true).errors].every(Number.isNaN)).toBe(true);
    expect(tally.result(true)).toMatchObject({ hasMore: true, byStep: { forecasts: 0 } });
  });

  test("are those of the scores, in whatever order and how often forecasts come", () => {
    const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.option(finite, { nil: Number.NaN, freq: 8 }), { minLength: 12, maxLength: 12 }),
        fc.array(fc.record({ origin: fc.integer({ min: -6, max: -1 }), medians: fc.tuple(finite, finite, finite) }), {
          maxLength: 12,
        }),
        (numbers, made) => {
          const forecasts = [...new Map(made.map((one) => [one.origin, one])).values()];
          const past = {
            values: Float64Array.from(numbers),
            seasonSteps: 1,
            oldest: -6,
            horizon: 3,
            level: 0.8,
          } as const;
          const tally = new PastErrorTally(past);
          const again = new PastErrorTally(past);
          for (const { origin, medians } of forecasts) tally.add(origin, levels, around(...medians));
          for (const { origin, medians } of [...forecasts, ...forecasts].toReversed())
            again.add(origin, levels, around(...medians));
          const { errors, inside } = tally.result(false);
          expect([...again.result(false).errors]).toEqual([...errors]);
          for (const { origin, medians } of forecasts) {
            const actuals = Array.from({ length: 3 }, (_, step) => numbers[12 + origin + step] ?? Number.NaN);
            const score = scoreOrigin({ levels, quantiles: around(...medians), actuals, context: [], seasonSteps: 1 });
            // 0 / 0 is NaN, as what nothing came of.
            const [error, share] = [score.absoluteErrorSum / score.steps, score.inside["0.8"] / score.steps];
            expect(distance(errors[origin + 6], error)).toBeLessThan(1e-6 * (1 + score.absoluteErrorSum));
            expect(distance(inside[origin + 6], share)).toBeLessThan(1e-9);
          }
        },
      ),
    );
  });
});
