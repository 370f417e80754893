import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompose } from "#engine/forecasters/decomposition";
import { LeastSquares } from "#engine/numerics";
import { additiveHoltWinters, dampedHolt, holt, multiplicativeHoltWinters, simpleSmoothing } from "./fixed-forms.ts";
import reference from "./forecast-reference.json" with { type: "json" };

interface Weights {
  readonly alpha: number;
  readonly beta?: number;
  readonly gamma?: number;
  readonly phi?: number;
}

interface State {
  level: number;
  slope: number;
  season: number[];
}

function valuesOf(wanted: string): readonly number[] {
  return reference.series.find(({ name }) => name === wanted)?.values ?? [];
}
const airline = valuesOf("AirPassengers");

/** As Holt and Winters wrote them: averages of what is seen now and what was thought before. */
function recursion(
  values: readonly number[],
  { alpha, beta = 0, gamma = 0, phi = 1 }: Weights,
  first: State,
  kind: "A" | "M",
) {
  let { level, slope } = first;
  const season = [...first.season];
  const period = season.length;
  const join = (base: number, index: number) => (kind === "A" ? base + index : base * index);
  const part = (value: number, other: number) => (kind === "A" ? value - other : value / other);
  const fitted = values.map((value, at) => {
    const index = season[at % period] ?? Number.NaN;
    const base = level + phi * slope;
    const before = level;
    level = alpha * part(value, index) + (1 - alpha) * base;
    slope = beta * (level - before) + (1 - beta) * phi * slope;
    // Winters' index is the newest distance from the level that the value has just moved.
    season[at % period] = gamma * part(value, kind === "A" ? level : base) + (1 - gamma) * index;
    return join(base, index);
  });
  let damped = 0;
  const ahead = (steps: number) =>
    Array.from({ length: steps }, (_, step) => {
      damped += phi ** (step + 1);
      return join(level + damped * slope, season[(values.length + step) % period] ?? Number.NaN);
    });
  return { fitted, level, slope, ahead };
}

/** First states of least squares, from the recursion alone: it is linear in them. */
function bestFirst(values: readonly number[], weights: Weights, period: number): State {
  const size = 1 + (weights.beta === undefined ? 0 : 1) + (period - 1);
  const stateOf = (point: readonly number[]): State => {
    const indices = point.slice(size - (period - 1));
    const last = -indices.reduce((sum, index) => sum + index, 0);
    return {
      level: point[0] ?? 0,
      slope: weights.beta === undefined ? 0 : (point[1] ?? 0),
      season: [...indices, last],
    };
  };
  const errorsAt = (point: readonly number[]) => {
    const { fitted } = recursion(values, weights, stateOf(point), "A");
    return Float64Array.from(values, (value, at) => value - (fitted[at] ?? 0));
  };
  const origin = errorsAt(new Array<number>(size).fill(0));
  const squares = new LeastSquares(origin);
  for (let unit = 0; unit < size; unit++) {
    const moved = errorsAt(Array.from({ length: size }, (_, at) => (at === unit ? 1 : 0)));
    squares.add(origin.map((error, at) => error - (moved[at] ?? 0)));
  }
  return stateOf([...squares.solve().coefficients]);
}

function closeTo(ours: ArrayLike<number>, theirs: readonly number[], digits: number): void {
  expect(Array.from(ours)).toEqual(theirs.map((value) => expect.closeTo(value, digits)));
}

const additive = [
  { forecaster: simpleSmoothing, weights: { alpha: 0.3 }, period: 1 },
  { forecaster: simpleSmoothing, weights: { alpha: 0.9 }, period: 1 },
  { forecaster: holt, weights: { alpha: 0.3, beta: 0.05 }, period: 1 },
  { forecaster: holt, weights: { alpha: 0.1, beta: 0.2 }, period: 1 },
  { forecaster: dampedHolt, weights: { alpha: 0.4, beta: 0.2, phi: 0.9 }, period: 1 },
  { forecaster: additiveHoltWinters, weights: { alpha: 0.3, beta: 0.05, gamma: 0.1 }, period: 12 },
  { forecaster: additiveHoltWinters, weights: { alpha: 0.9, beta: 0.01, gamma: 0.2 }, period: 12 },
];

describe.each(additive)("$forecaster.name with $weights", ({ forecaster, weights, period }) => {
  test.each([144, 143, 139, 133])("is the recursion of %i values from the best first states", (count) => {
    const values = airline.slice(0, count);
    const expected = recursion(values, weights, bestFirst(values, weights, period), "A");
    const { residuals, parameters, predict } = forecaster.fit(values, period, { parameters: { ...weights } });
    closeTo(
      values.map((value, at) => value - (residuals[at] ?? 0)),
      expected.fitted,
      5,
    );
    expect(parameters).toMatchObject(weights);
    expect(parameters["level"]).toBeCloseTo(expected.level, 5);
    closeTo(predict(24, [0.5]), expected.ahead(24), 2);
  });
});

test.each([144, 143, 139, 133])(
  "multiplicative Holt-Winters is the recursion of %i values from classical indices",
  (count) => {
    const values = Float64Array.from(airline.slice(0, count));
    const weights = { alpha: 0.3, beta: 0.05, gamma: 0.1 };
    const indices = decompose(values, 12, "multiplicative")?.indices ?? new Float64Array(12);
    const line = new LeastSquares(values.slice(0, 24).map((value, at) => value / (indices[at % 12] ?? 1)));
    line.add(new Float64Array(24).fill(1));
    line.add(Float64Array.from({ length: 24 }, (_, at) => at + 1));
    const [level = 0, slope = 0] = line.solve().coefficients;
    const expected = recursion(
      [...values],
      // In the taxonomy an index moves by the distance from the level before, which Winters' weight is converted to.
      { ...weights, gamma: (1 - weights.alpha) * weights.gamma },
      { level, slope, season: [...indices] },
      "M",
    );
    const { parameters, predict } = multiplicativeHoltWinters.fit(values, 12, { parameters: weights });
    expect(parameters).toMatchObject(weights);
    closeTo(predict(24, [0.5]), expected.ahead(24), 3);
  },
);

test("a season goes on where it stopped, wherever the series ends", () => {
  const pattern = [5, 1, -3, 8, 2, -13, 0];
  fc.assert(
    fc.property(
      fc.integer({ min: 21, max: 60 }),
      fc.constantFrom(additiveHoltWinters, multiplicativeHoltWinters),
      fc.record({
        alpha: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        beta: fc.double({ min: 0.01, max: 0.2, noNaN: true }),
        gamma: fc.double({ min: 0.01, max: 0.2, noNaN: true }),
      }),
      (count, forecaster, parameters) => {
        const at = (step: number) => 100 + (pattern[step % 7] ?? 0);
        const table = forecaster
          .fit(
            Float64Array.from({ length: count }, (_, step) => at(step)),
            7,
            { parameters },
          )
          .predict(14, [0.5]);
        table.forEach((value, step) => expect(Math.abs(value - at(count + step))).toBeLessThan(0.7));
      },
    ),
  );
});

describe("what is left free is estimated beside what is set:", () => {
  const sumOfSquares = (residuals: Float64Array) => residuals.reduce((sum, residual) => sum + residual ** 2, 0);

  test.each([
    { forecaster: holt, set: { alpha: 0.3 }, free: "beta", season: 1 },
    { forecaster: holt, set: { beta: 0.1 }, free: "alpha", season: 1 },
    { forecaster: dampedHolt, set: { alpha: 0.5, beta: 0.2 }, free: "phi", season: 1 },
    { forecaster: additiveHoltWinters, set: { alpha: 0.3, beta: 0.05 }, free: "gamma", season: 12 },
    { forecaster: additiveHoltWinters, set: { gamma: 0.1, beta: 0.05 }, free: "alpha", season: 12 },
  ])("$free of $forecaster.name with $set", ({ forecaster, set, free, season }) => {
    const estimated = forecaster.fit(airline, season, { parameters: set });
    expect(estimated.parameters).toMatchObject(set);
    const grid = forecaster.space?.find(({ name }) => name === free);
    const choices = grid?.kind === "number" ? grid.grid : [];
    expect(choices.length).toBeGreaterThan(3);
    for (const value of choices) {
      const fixed = forecaster.fit(airline, season, { parameters: { ...set, [free]: value } });
      expect(sumOfSquares(estimated.residuals)).toBeLessThan(sumOfSquares(fixed.residuals) * 1.000_01);
    }
  });

  test.each([simpleSmoothing, holt, dampedHolt, additiveHoltWinters])(
    "set to what was estimated, $name is the same model",
    (forecaster) => {
      const values = valuesOf("UKDriverDeaths");
      const estimated = forecaster.fit(values, 12);
      const names = forecaster.space?.map(({ name }) => name) ?? [];
      const set = Object.fromEntries(names.map((name) => [name, Number(estimated.parameters[name])]));
      const again = forecaster.fit(values, 12, { parameters: set });
      closeTo(again.predict(12, [0.5]), [...estimated.predict(12, [0.5])], -0.5);
      expect(sumOfSquares(again.residuals) / sumOfSquares(estimated.residuals)).toBeCloseTo(1, 4);
    },
  );
});
