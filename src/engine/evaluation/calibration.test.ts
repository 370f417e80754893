import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "#engine/numerics";
import { applyCalibration, calibrationEnds, type PastForecast, PastScores } from "./calibration.ts";

const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
const horizon = 10;

/** The standard normal quantiles of evenly spread ranks, in an order without pattern. */
function noise(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => normalQuantile((((index * 617) % count) + 0.5) / count));
}

/** Normal forecasts around 0, `above` and `below` times as wide as they should be. */
function past(count: number, below: number, above = below): PastForecast[] {
  return Array.from({ length: Math.floor(count / horizon) }, (_, index) => ({
    end: index * horizon,
    quantiles: Float32Array.from(
      levels.flatMap((level) => new Array<number>(horizon).fill(normalQuantile(level) * (level < 0.5 ? below : above))),
    ),
  }));
}

function calibrated(
  values: Float64Array,
  forecasts: readonly PastForecast[],
  seen = values.length,
  maxOrigins?: number,
) {
  return new PastScores(forecasts, values, levels, horizon).calibrationAt(seen, maxOrigins);
}

const factorAt = (factors: Float32Array | undefined, level: number, step = 5): number =>
  factors?.[levels.indexOf(level) * horizon + step] ?? Number.NaN;

describe("calibration from past forecasts", () => {
  const values = noise(20_000);

  test.each([0.7, 1, 1.6])("undoes bands that are %d times as wide as they should be", (spread) => {
    const found = calibrated(values, past(20_000, spread), 20_000, 2_000);
    expect(found).toMatchObject({ residuals: 20_000, steps: 20_000 });
    for (const level of [0.1, 0.25, 0.75, 0.9])
      expect(Math.abs(factorAt(found?.factors, level) * spread - 1)).toBeLessThan(0.05);
    expect(factorAt(found?.factors, 0.5)).toBe(1);
  });

  test("moves each end of a band by itself", () => {
    const { factors } = calibrated(values, past(20_000, 0.7, 1.6), 20_000, 2_000) ?? {};
    expect(factorAt(factors, 0.1)).toBeGreaterThan(1.3);
    expect(factorAt(factors, 0.9)).toBeLessThan(0.7);
  });

  test("gives late steps of the horizon their own factors, without seams", () => {
    // The second half of each horizon is twice as noisy as the first.
    const changing = values.map((value, index) => (index % horizon < 5 ? value : 2 * value));
    const { factors } = calibrated(changing, past(20_000, 1), 20_000, 2_000) ?? {};
    expect(factorAt(factors, 0.9, 9)).toBeGreaterThan(1.4 * factorAt(factors, 0.9, 0));
    const jumps = Array.from(
      { length: 9 },
      (_, step) => factorAt(factors, 0.9, step + 1) / factorAt(factors, 0.9, step),
    );
    expect(jumps.filter((jump) => Math.abs(jump - 1) > 0.1)).toHaveLength(1);
  });

  test("changes little where the past is short, and nothing where there is none", () => {
    const few = calibrated(values.slice(0, 30), past(30, 0.5));
    expect(factorAt(few?.factors, 0.9)).toBeGreaterThan(1);
    expect(factorAt(few?.factors, 0.9)).toBeLessThan(1.15);
    expect(calibrated(values, [])).toBeNull();
  });

  test("sees nothing that is not known at the origin", () => {
    const forecasts = past(400, 0.7);
    const other = values.slice(0, 400);
    other.fill(1e6, 250);
    const [one, two] = [calibrated(values.slice(0, 400), forecasts, 250), calibrated(other, forecasts, 250)];
    expect(two).toEqual(one);
    expect(one).toMatchObject({ residuals: 250, steps: 250 });
    // Of a forecast that has not ended yet, the steps that have come count.
    expect(calibrated(values, forecasts, 246)?.residuals).toBe(246);
  });

  test("counts a step that several forecasts were made of once", () => {
    const twice = past(200, 1).flatMap((forecast) => [forecast, forecast]);
    expect(calibrated(values.slice(0, 200), twice)).toMatchObject({ residuals: 400, steps: 200 });
    expect(calibrated(values.slice(0, 200), twice)?.factors[0]).toBeCloseTo(
      calibrated(values.slice(0, 200), past(200, 1))?.factors[0] ?? 0,
      1,
    );
  });

  test("rests on the last forecasts, where there are many", () => {
    // They were far too narrow long ago, and are right now.
    const changed = [
      ...past(1000, 0.2),
      ...past(1000, 1).map(({ end, quantiles }) => ({ end: end + 1000, quantiles })),
    ];
    const long = noise(2000);
    expect(factorAt(calibrated(long, changed, 2000, 1000)?.factors, 0.9)).toBeGreaterThan(1.2);
    expect(calibrated(long, changed, 2000, 90)).toEqual(calibrated(long, changed.slice(-90), 2000));
  });

  test("leaves out steps without an observation and survives bands without width", () => {
    const flat = { end: 0, quantiles: new Float32Array(levels.length * horizon).fill(5) };
    const found = calibrated(Float64Array.of(5, 5, Number.NaN, 6), [flat]);
    expect(found?.residuals).toBe(3);
    expect(found?.factors.every((factor) => factor >= 0.5 && factor <= 2)).toBe(true);
  });

  test("what lies on a band without width is not beyond it, though quantiles have fewer digits", () => {
    const price = Float64Array.of(4.99, 4.99, 4.99, 4.99);
    const flat = { end: 0, quantiles: new Float32Array(levels.length * horizon).fill(4.99) };
    const { factors } = calibrated(price, [flat]) ?? {};
    expect(factors?.every((factor) => factor <= 1)).toBe(true);
  });

  test("bands calibrated on one half of the past hold what they claim on the other", () => {
    const forecasts = past(20_000, 0.6);
    const calibration = calibrated(values, forecasts, 10_000, 2_000);
    if (calibration === null) throw new Error("expected a calibration");
    const moved = forecasts.slice(1000).map(({ end, quantiles }) => ({
      end,
      quantiles: applyCalibration({ levels, horizon, values: quantiles }, calibration, false),
    }));
    for (const [lower, upper] of [
      [0.25, 0.75],
      [0.1, 0.9],
      [0.025, 0.975],
    ] as const) {
      let inside = 0;
      for (const { end, quantiles } of moved) {
        const at = (level: number, step: number): number =>
          quantiles[levels.indexOf(level) * horizon + step] ?? Number.NaN;
        for (let step = 0; step < horizon; step++) {
          const actual = values[end + step] ?? Number.NaN;
          if (actual >= at(lower, step) && actual <= at(upper, step)) inside++;
        }
      }
      expect(Math.abs(inside / 10_000 - (upper - lower)), `${lower} to ${upper}`).toBeLessThan(0.02);
    }
  });
});

describe("calibrated quantiles", () => {
  const factor = fc.float({ min: 0.5, max: 2, noNaN: true });
  const row = fc
    .array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: levels.length, maxLength: levels.length })
    // Zeros of either sign are equal for quantiles, but not for `toBe`.
    .map((numbers) => Float32Array.from(numbers, (value) => value + 0).sort());
  const factorsOf = fc
    .array(factor, { minLength: levels.length, maxLength: levels.length })
    .map((numbers) => Float32Array.from(numbers));

  test("rise with the level, keep the median, and stay above zero where asked", () => {
    fc.assert(
      fc.property(row, factorsOf, fc.boolean(), (given, factors, isNonNegative) => {
        const clipped = isNonNegative ? given.map((value) => Math.max(0, value) + 0) : given;
        const moved = applyCalibration({ levels, horizon: 1, values: clipped }, { factors }, isNonNegative);
        moved.forEach((value, index) => {
          expect(value).toBeGreaterThanOrEqual(moved[index - 1] ?? Number.NEGATIVE_INFINITY);
          expect(value).toBeGreaterThanOrEqual(isNonNegative ? 0 : Number.NEGATIVE_INFINITY);
        });
        expect(moved[levels.indexOf(0.5)]).toBe(clipped[levels.indexOf(0.5)]);
      }),
    );
  });

  test("do not change with factors of 1", () => {
    const given = Float32Array.from(levels, (level) => 100 + level * 50);
    const moved = applyCalibration(
      { levels, horizon: 1, values: given },
      { factors: new Float32Array(levels.length).fill(1) },
      false,
    );
    moved.forEach((value, index) => expect(value).toBeCloseTo(given[index] ?? 0, 3));
  });

  test("refuse factors of another shape", () => {
    expect(() =>
      applyCalibration({ levels, horizon: 1, values: new Float32Array(7) }, { factors: new Float32Array(3) }, false),
    ).toThrow("do not fit");
  });
});

test("origins of a calibration lie on one grid, wherever they are looked at from", () => {
  expect(calibrationEnds(100, 8, 90)).toEqual([90, 92, 94, 96, 98]);
  expect(calibrationEnds(99, 8, 90)).toEqual([90, 92, 94, 96, 98]);
  expect(calibrationEnds(10_000, 8, 8)).toHaveLength(96);
  expect(calibrationEnds(5, 8, 8)).toEqual([]);
});

describe("a short past among other series", () => {
  const own = noise(40);
  const shortPast = past(40, 0.6);
  const other = (count: number, spread: number) => ({
    scores: new PastScores(past(count, spread), noise(count), levels, horizon),
    seenSteps: count,
  });

  test("is drawn towards what the others' bands lacked", () => {
    const scores = new PastScores(shortPast, own, levels, horizon);
    const alone = scores.calibrationAt(40);
    const pooled = scores.calibrationAt(
      40,
      96,
      Array.from({ length: 30 }, () => other(400, 0.6)),
    );
    expect(alone?.otherSeries).toBe(0);
    expect(pooled).toMatchObject({ residuals: alone?.residuals, steps: alone?.steps, otherSeries: 30 });
    for (const level of [0.1, 0.25, 0.75, 0.9]) {
      expect(Math.abs(factorAt(pooled?.factors, level) * 0.6 - 1)).toBeLessThan(0.1);
      expect(factorAt(alone?.factors, level)).toBeLessThan(factorAt(pooled?.factors, level));
    }
  });

  test("counts others only as far as they are known, and none where nothing is", () => {
    const scores = new PastScores([], own, levels, horizon);
    expect(scores.calibrationAt(40, 96, [{ ...other(400, 0.6), seenSteps: 0 }])).toBeNull();
    expect(scores.calibrationAt(40, 96, [other(400, 0.6)])).toMatchObject({ residuals: 0, steps: 0, otherSeries: 1 });
  });

  test("a long past is calibrated on itself alone, to the last bit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 24, max: 60 }),
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (horizons, spread) => {
          const count = horizons * horizon;
          const scores = new PastScores(past(count, spread), noise(count), levels, horizon);
          expect(scores.calibrationAt(count, 96, [other(400, 0.5)])).toEqual(scores.calibrationAt(count, 96));
        },
      ),
    );
  });

  test("bands of exchangeable series hold what they claim", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.6, max: 1.6, noNaN: true }), (spread) => {
        const others = new Array(100).fill(other(400, spread));
        const { factors } = new PastScores([], own, levels, horizon).calibrationAt(40, 96, others) ?? {};
        const test = noise(5_000);
        const reach = (level: number): number => normalQuantile(level) * spread * factorAt(factors, level);
        const held = test.filter((value) => value >= reach(0.1) && value <= reach(0.9)).length / test.length;
        expect(Math.abs(held - 0.8)).toBeLessThan(0.03);
      }),
      { numRuns: 30 },
    );
  });
});
