import fc from "fast-check";
import { expect, test } from "vitest";
import { quantileFunction } from "#engine/density";
import { normalQuantile, randomFrom } from "#engine/numerics";
import {
  commonShare,
  crossingOf,
  type ErrorScores,
  errorScores,
  fitDependence,
  pastWeight,
  PathDraw,
  type PathSource,
  quantilesOf,
  type StepDependence,
  totalOf,
  usualDependence,
} from "./index.ts";

const levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
const alone: StepDependence = { wander: 0, wave: 0, persistence: 0, alone: 1 };
const random = randomFrom(7);
const normal = (): number => normalQuantile(random() * 0.999_999 + 5e-7);

/** Normal around `mean`, at every step alike. */
function normalSource(mean: number, deviation: number, horizon: number, other: Partial<PathSource> = {}): PathSource {
  const quantiles = levels.flatMap((level) =>
    new Array<number>(horizon).fill(mean + deviation * normalQuantile(level)),
  );
  return {
    levels,
    quantiles,
    horizon,
    isNonNegative: false,
    errors: null,
    dependence: alone,
    weight: 0,
    common: 0,
    ...other,
  };
}

/** Errors with a dependence of ours at independent origins. */
function madeErrors(
  { wander, wave, persistence, alone: own }: StepDependence,
  origins: number,
  horizon: number,
): ErrorScores {
  const scores = new Float32Array(origins * horizon);
  for (let origin = 0; origin < origins; origin++) {
    let [walk, passing] = [0, normal()];
    for (let step = 0; step < horizon; step++) {
      walk += normal();
      if (step > 0) passing = persistence * passing + Math.sqrt(1 - persistence ** 2) * normal();
      scores[origin * horizon + step] =
        Math.sqrt(wander / (step + 1)) * walk + Math.sqrt(wave) * passing + Math.sqrt(own) * normal();
    }
  }
  return { horizon, origins: Float64Array.from({ length: origins }, (_, origin) => origin), scores };
}

function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const mean = (all: ArrayLike<number>): number => Array.from(all).reduce((sum, each) => sum + each, 0) / all.length;
  const [a, b] = [mean(one), mean(other)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let index = 0; index < one.length; index++) {
    const [x, y] = [(one[index] as number) - a, (other[index] as number) - b];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

const anyQuantiles = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), {
      minLength: 4 * levels.length,
      maxLength: 4 * levels.length,
    }),
    fc.boolean(),
  )
  .map(([horizon, values, isNonNegative]) => ({
    horizon,
    isNonNegative,
    values: values.slice(0, levels.length * horizon),
  }));

test("at every step the paths are the forecast's own distribution, whatever ties them together", () => {
  fc.assert(
    fc.property(anyQuantiles, fc.integer(), fc.boolean(), ({ horizon, values, isNonNegative }, seed, hasPast) => {
      const errors = hasPast ? madeErrors(usualDependence, 5, horizon) : null;
      const draw = new PathDraw({ paths: 50, origins: [...(errors?.origins ?? [])], seed });
      const paths = draw.draw(
        {
          levels,
          quantiles: values,
          horizon,
          isNonNegative,
          errors,
          dependence: usualDependence,
          weight: 0.5,
          common: 0.2,
        },
        0,
      );
      for (let step = 0; step < horizon; step++) {
        const column = levels.map((_, level) => values[level * horizon + step] as number);
        const expected = quantileFunction(levels, column, isNonNegative ? { lowerBound: 0 } : {});
        const sorted = paths.slice(step * 50, (step + 1) * 50).toSorted();
        const away = sorted.map((value, share) => {
          const wanted = expected.quantile((share + 0.5) / 50);
          return Math.abs(value - wanted) / Math.max(1, Math.abs(wanted));
        });
        expect(Math.max(...away)).toBeLessThanOrEqual(1e-4);
      }
    }),
  );
});

test("the same seed gives the same paths, whichever series were drawn before", () => {
  const source = normalSource(10, 2, 12, { dependence: usualDependence, common: 0.3 });
  const make = (order: readonly number[]): Map<number, Float32Array> => {
    const draw = new PathDraw({ paths: 200, origins: [], seed: 3 });
    return new Map(order.map((series) => [series, draw.draw(source, series)]));
  };
  const [one, other] = [make([0, 1, 2]), make([2, 0])];
  expect(other.get(0)).toEqual(one.get(0));
  expect(other.get(2)).toEqual(one.get(2));
  expect(new PathDraw({ paths: 200, origins: [], seed: 4 }).draw(source, 0)).not.toEqual(one.get(0));
});

test("a longer horizon begins with the shorter one's paths", () => {
  const draw = new PathDraw({ paths: 100, origins: [], seed: 3 });
  const short = draw.draw(normalSource(0, 1, 6, { dependence: usualDependence }), 0);
  expect(draw.draw(normalSource(0, 1, 9, { dependence: usualDependence }), 0).slice(0, 600)).toEqual(short);
});

test("steps and series hang together as they are said to", () => {
  const dependence: StepDependence = { wander: 0.6, wave: 0.3, persistence: 0.7, alone: 0.1 };
  const draw = new PathDraw({ paths: 8000, origins: [], seed: 11 });
  const source = normalSource(0, 1, 16, { dependence, common: 0.5 });
  const [one, other] = [draw.draw(source, 0), draw.draw(source, 1)];
  const row = (paths: Float32Array, step: number): Float32Array => paths.subarray(step * 8000, (step + 1) * 8000);
  expect(correlation(row(one, 3), row(one, 15))).toBeCloseTo(0.6 * Math.sqrt(4 / 16) + 0.3 * 0.7 ** 12, 1);
  expect(correlation(row(one, 8), row(one, 9))).toBeCloseTo(0.6 * Math.sqrt(9 / 10) + 0.3 * 0.7, 1);
  expect(correlation(row(one, 7), row(other, 7))).toBeCloseTo(0.5, 1);
});

test("paths follow past origins together: what two series did then they do again", () => {
  const errors = madeErrors(alone, 40, 4);
  const opposite: ErrorScores = { ...errors, scores: errors.scores.map((score) => -score) };
  const draw = new PathDraw({ paths: 1000, origins: [...errors.origins], seed: 5 });
  const one = draw.draw(normalSource(0, 1, 4, { errors, weight: 0.95 }), 0);
  const other = draw.draw(normalSource(100, 5, 4, { errors: opposite, weight: 0.95 }), 1);
  expect(correlation(one.subarray(0, 1000), other.subarray(0, 1000))).toBeLessThan(-0.9);
});

test("the dependence that errors were made with is found again", () => {
  for (const made of [
    { wander: 0.8, wave: 0, persistence: 0.5, alone: 0.2 },
    { wander: 0, wave: 0.9, persistence: 0.9, alone: 0.1 },
    { wander: 0, wave: 0, persistence: 0.5, alone: 1 },
  ]) {
    const found = fitDependence([{ errors: madeErrors(made, 2000, 12), strideSteps: 12 }], 12);
    for (const [near, far] of [
      [1, 2],
      [1, 12],
      [6, 7],
      [6, 12],
    ] as const) {
      const of = ({ wander, wave, persistence }: StepDependence): number =>
        wander * Math.sqrt(near / far) + wave * persistence ** (far - near);
      expect(Math.abs(of(found) - of(made))).toBeLessThan(0.06);
    }
  }
});

test("a short past says little, none nothing", () => {
  expect(fitDependence([], 12)).toEqual(usualDependence);
  const few = { errors: madeErrors(alone, 1, 12), strideSteps: 3 };
  const found = fitDependence([few], 12);
  expect(found.wander + found.wave).toBeGreaterThan(0.6);
  expect(pastWeight(few)).toBeLessThan(0.03);
});

test("series that err alike have much in common, others nothing", () => {
  const errors = madeErrors(alone, 200, 3);
  const mixed: ErrorScores = { ...errors, scores: errors.scores.map((score) => Math.sqrt(0.5) * (score + normal())) };
  expect(commonShare([errors, errors])).toBeCloseTo(1, 5);
  expect(commonShare([errors, mixed])).toBeCloseTo(Math.SQRT1_2, 1);
  expect(commonShare([errors, madeErrors(alone, 200, 3)])).toBeLessThan(0.12);
  expect(commonShare([errors])).toBe(0);
});

test("errors are scored by where in its distribution each value came", () => {
  const quantiles = levels.map((level) => 10 + 2 * normalQuantile(level));
  const past = [10, 13, 10, -1000].map((_, end) => ({ end, quantiles }));
  const { scores } = errorScores(past, [10, 13, Number.NaN, -1000], [0, 1, 2, 3], {
    levels,
    horizon: 1,
    isNonNegative: false,
  });
  expect(scores[0]).toBeCloseTo(0, 6);
  expect(scores[1]).toBeCloseTo(1.5, 6);
  expect(scores[2]).toBeNaN();
  expect(scores[3]).toBe(-3.5);
  // Of a point mass the middle: zeros that were expected are no surprise.
  const zeros = { end: 0, quantiles: [0, 0, 0, 0, 0, 1, 2] };
  const [score] = errorScores([zeros], [0], [0], { levels, horizon: 1, isNonNegative: true }).scores;
  expect(Math.abs(score ?? Number.NaN)).toBeLessThan(0.5);
});

test("sums of paths have the spread of sums; sums of quantiles have that of one error that lasts", () => {
  const draw = new PathDraw({ paths: 10_000, origins: [], seed: 1 });
  const horizon = 25;
  const make = (dependence: StepDependence): number => {
    const values = draw.draw(normalSource(0, 1, horizon, { dependence }), 0);
    const [low = 0, high = 0] = quantilesOf(
      totalOf({ paths: 10_000, horizon, values }, { from: 0, to: horizon }, "sum"),
      [0.1, 0.9],
    );
    return (high - low) / 2 / normalQuantile(0.9);
  };
  expect(make(alone)).toBeCloseTo(Math.sqrt(horizon), 0);
  expect(make({ wander: 0, wave: 1, persistence: 0.999_999, alone: 0 })).toBeCloseTo(horizon, 0);
});

test("totals and crossings are those of each path", () => {
  // Two paths over three steps.
  const paths = { paths: 2, horizon: 3, values: Float32Array.from([1, 4, 5, 2, 3, 3]) };
  expect([...totalOf(paths, { from: 0, to: 3 }, "sum")]).toEqual([9, 9]);
  expect([...totalOf(paths, { from: 1, to: 3 }, "mean")]).toEqual([4, 2.5]);
  expect([...totalOf(paths, { from: 0, to: 2 }, "peak")]).toEqual([5, 4]);
  expect([...crossingOf(paths, 3, "above").at]).toEqual([0.5, 0.5, 0]);
  expect([...crossingOf(paths, 3, "above").by]).toEqual([0.5, 1, 1]);
  expect([...crossingOf(paths, 3, "below").by]).toEqual([0.5, 1, 1]);
  expect(() => totalOf(paths, { from: 2, to: 4 }, "sum")).toThrow("Steps 3 to 4 are not a part of 3 steps.");
});

test("what does not fit is refused", () => {
  expect(() => new PathDraw({ paths: 1, origins: [], seed: 0 })).toThrow("There can be 2 to 65536 paths, not 1.");
  const draw = new PathDraw({ paths: 10, origins: [], seed: 0 });
  expect(() => draw.draw({ ...normalSource(0, 1, 3), horizon: 4 }, 0)).toThrow(
    "21 quantiles do not fit 7 levels × 4 steps.",
  );
});
