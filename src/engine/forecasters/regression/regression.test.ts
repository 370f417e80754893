import { describe, expect, test } from "vitest";
import { LeastSquares } from "#engine/numerics";
import known from "../smoothing/forecast-reference.json" with { type: "json" };
import { fourierRegression } from "./fourier-regression.ts";
import { linearTrend } from "./linear-trend.ts";
import reference from "./reference.json" with { type: "json" };

function valuesOf(name: string): readonly number[] {
  const found = known.series.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no series ${name}`);
  return found.values;
}

/** Largest difference in units of the numbers' mean size. */
function distance(ours: ArrayLike<number>, theirs: readonly number[]): number {
  const size = theirs.reduce((sum, value) => sum + Math.abs(value), 0) / theirs.length;
  return Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN)))) / size;
}

test.each(reference.series)("a linear trend has R's mean and 80 % interval for $name", ({ name, trend }) => {
  const horizon = trend.mean.length;
  const table = linearTrend.fit(valuesOf(name), 1).predict(horizon, [0.5, 0.9]);
  expect(distance(table.subarray(0, horizon), trend.mean)).toBeLessThan(1e-6);
  expect(distance(table.subarray(horizon), trend.upper80)).toBeLessThan(1e-5);
});

test.each(
  reference.series.flatMap(({ name, season, waves }) => (waves === undefined ? [] : [{ name, season, waves }])),
)("a Fourier regression has R's number of waves, AICc, mean and 80 % interval for $name", ({ name, season, waves }) => {
  const { parameters, predict } = fourierRegression.fit(valuesOf(name), season);
  expect(parameters.method).toMatch(new RegExp(`^Linear trend \\+ ${waves.pairs} pairs? of waves$`));
  expect(parameters["aicc"]).toBeCloseTo(waves.aicc, 4);
  const table = predict(season, [0.5, 0.9]);
  expect(distance(table.subarray(0, season), waves.mean)).toBeLessThan(1e-6);
  expect(distance(table.subarray(season), waves.upper80)).toBeLessThan(1e-5);
});

describe("a regression on time", () => {
  const line = Float64Array.from({ length: 60 }, (_, at) => 3 + 2 * at);

  test("takes what was observed where it was observed, and bridges what is missing at the end", () => {
    const gappy = line.map((value, at) => (at % 4 === 1 || at > 57 ? Number.NaN : value));
    const { residuals, predict } = linearTrend.fit(gappy, 1);
    expect([...predict(2, [0.5])]).toEqual([123, 125].map((value) => expect.closeTo(value, 4)));
    expect([...residuals].filter(Number.isNaN)).toHaveLength([...gappy].filter(Number.isNaN).length);
  });

  test("of a long series follows its last stretch, and its residuals stand there", () => {
    const bent = Float64Array.from({ length: 1500 }, (_, at) => Math.max(0, at - 400) + (at % 2));
    const { parameters, residuals } = linearTrend.fit(bent, 1);
    expect(parameters["slope"]).toBeCloseTo(1, 4);
    expect(residuals.findIndex((residual) => !Number.isNaN(residual))).toBe(1500 - 1024);
  });

  test("finds a season whose length is no whole number", () => {
    const length = 365.25 / 7;
    const value = (at: number): number => 10 + 0.1 * at + 4 * Math.cos((2 * Math.PI * at) / length);
    const values = Float64Array.from({ length: 260 }, (_, at) => value(at));
    const { parameters, predict } = fourierRegression.fit(values, length);
    expect(parameters.method).toBe("Linear trend + 1 pair of waves");
    predict(60, [0.5]).forEach((forecast, step) => expect(forecast).toBeCloseTo(value(260 + step), 3));
  });

  test("has a finite AICc where the errors' squares vanish", () => {
    for (const size of [0, 1e-200]) {
      const { parameters } = fourierRegression.fit(
        line.map((_, at) => size * (at % 3)),
        4,
      );
      expect(Number.isFinite(parameters["aicc"]), `${size}`).toBe(true);
    }
  });

  test("leaves what is too short to seasonal naive, and says so", () => {
    expect(linearTrend.fit([1, 2], 1).parameters.method).toBe("Seasonal naive");
    expect(fourierRegression.fit(line.subarray(0, 20), 12).parameters.method).toBe("Seasonal naive");
  });
});

test("least squares refuses a column that the others explain, and goes on without it", () => {
  const squares = new LeastSquares(Float64Array.of(1, 3, 2, 5));
  expect(squares.add(Float64Array.of(1, 1, 1, 1))).toBe(true);
  expect(squares.add(Float64Array.of(2, 2, 2, 2))).toBe(false);
  expect(squares.add(Float64Array.of(0, 1, 2, 3))).toBe(true);
  const { coefficients, errors, leverage } = squares.solve();
  expect([...coefficients]).toEqual([expect.closeTo(1.1, 12), expect.closeTo(1.1, 12)]);
  expect([...errors]).toEqual([-0.1, 0.8, -1.3, 0.6].map((error) => expect.closeTo(error, 12)));
  // 1 / n + (t − t̄)² / Σ(t − t̄)², for a line.
  expect(leverage([1, 4])).toBeCloseTo(1 / 4 + 2.5 ** 2 / 5, 12);
});
