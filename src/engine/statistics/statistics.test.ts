import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#engine/errors";
import { arima } from "./arima.ts";
import { combination } from "./combination.ts";
import { croston, intermittentRates } from "./croston.ts";
import { ets } from "./ets.ts";
import { rankEts } from "./ets-choice.ts";
import { fitEts } from "./ets-fit.ts";
import { etsMoments } from "./ets-forecast.ts";
import type { EtsForm } from "./ets-form.ts";
import { EtsLikelihood } from "./ets-likelihood.ts";
import reference from "./forecast-reference.json" with { type: "json" };
import { fillGaps, recent } from "./gaps.ts";
import { normalScore } from "./normal-table.ts";
import { multiSeasonal } from "./multi-seasonal.ts";
import { seasonalNaive } from "./seasonal-naive.ts";
import { theta } from "./theta.ts";

const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
const all = [seasonalNaive, theta, ets, arima, combination, croston, multiSeasonal([7])];

/** Largest difference in units of the numbers' mean size. */
function distance(ours: ArrayLike<number>, theirs: readonly number[]): number {
  const size = theirs.reduce((sum, value) => sum + Math.abs(value), 0) / theirs.length;
  return Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN)))) / size;
}

function row(table: Float32Array, levelCount: number, index: number): Float32Array {
  const horizon = table.length / levelCount;
  return table.subarray(index * horizon, (index + 1) * horizon);
}

describe.each(reference.series)("against R's forecast package: $name", (given) => {
  const horizon = given.snaive.mean.length;

  test("seasonal naive has the same mean and the same 80 % interval", () => {
    const table = seasonalNaive.forecast(given.values, given.season, horizon, [0.5, 0.9]);
    expect(distance(row(table, 2, 0), given.snaive.mean)).toBeLessThan(1e-6);
    expect(distance(row(table, 2, 1), given.snaive.upper80)).toBeLessThan(1e-6);
  });

  test("Theta has the same mean", () => {
    const table = theta.forecast(given.values, given.season, horizon, [0.5]);
    expect(distance(table, given.theta.mean)).toBeLessThan(5e-5);
  });

  test.each(given.ets)("ETS $model is at least as likely, and equal where the maximum is the same", (expected) => {
    const [, error, trend, season] = /^(.)(.d?)(.)$/.exec(expected.model) ?? [];
    const form = { error, trend, season } as EtsForm;
    const values = Float64Array.from(given.values);
    // R fits relative errors to zeros, too; we don't offer that.
    if (error === "M" && values.some((value) => value <= 0)) return;
    const fit = fitEts(values, form, given.season);
    const [aicc = 0] = expected.aicc;
    // Near zero a trend may forecast below it within the sample. R goes on with a relative error that has no meaning there; such a
    // model must not be one that R would choose.
    const ours = fit?.aicc ?? (given.auto.aicc[0] ?? 0) + 20;
    expect(ours).toBeLessThan(aicc + (fit === null ? 0 : 0.01));
    if (fit === null || aicc - fit.aicc > 0.001 || form.season !== "N") return;
    const { means, deviations } = etsMoments(fit, horizon);
    const upper = means.map((mean, step) => mean + normalScore(0.9) * (deviations[step] ?? 0));
    expect(distance(means, expected.forecast.mean)).toBeLessThan(2e-3);
    expect(distance(upper, expected.forecast.upper80)).toBeLessThan(3e-3);
  });

  test("the chosen ETS model is no worse than R's choice", () => {
    const [best] = rankEts(Float64Array.from(given.values), given.season);
    expect(best?.aicc ?? Number.POSITIVE_INFINITY).toBeLessThan((given.auto.aicc[0] ?? 0) + 0.01);
  });
});

test.each(reference.series.filter(({ season }) => season === 1))(
  "Theta has R's interval where there is no season: $name",
  ({ values, theta: expected }) => {
    const table = theta.forecast(values, 1, expected.upper80.length, [0.9]);
    expect(distance(table, expected.upper80)).toBeLessThan(5e-5);
  },
);

describe("the derivatives of the ETS likelihood", () => {
  const values = Float64Array.from(
    { length: 40 },
    (_, index) => 20 + index * 0.3 + 5 * Math.sin((index * Math.PI) / 2) + ((index * 7) % 5),
  );
  const forms: EtsForm[] = (["A", "M"] as const).flatMap((error) =>
    (["N", "A", "Ad"] as const).flatMap((trend) =>
      (["N", "A", "M"] as const).map((season) => ({ error, trend, season })),
    ),
  );
  test.each(forms)("equal finite differences for $error$trend$season", (form) => {
    const steps = form.season === "N" ? 1 : 4;
    const neutral = form.season === "M" ? 1 : 0;
    const smoothing = {
      alpha: 0.3,
      beta: form.trend === "N" ? 0 : 0.1,
      gamma: form.season === "N" ? 0 : 0.2,
      phi: form.trend === "Ad" ? 0.9 : 1,
    };
    const likelihood = new EtsLikelihood(values, form, steps);
    const at = (
      change: Partial<Record<"alpha" | "beta" | "gamma" | "phi" | "level" | "slope" | "index", number>>,
    ): number => {
      const season = Float64Array.from(
        { length: steps },
        (_, place) => neutral + (steps === 1 ? 0 : 0.1 * (place - 1.5)),
      );
      season[0] = (season[0] ?? 0) + (change.index ?? 0);
      return likelihood.evaluate(
        {
          alpha: smoothing.alpha + (change.alpha ?? 0),
          beta: smoothing.beta + (change.beta ?? 0),
          gamma: smoothing.gamma + (change.gamma ?? 0),
          phi: smoothing.phi + (change.phi ?? 0),
        },
        { level: 21 + (change.level ?? 0), slope: (form.trend === "N" ? 0 : 0.2) + (change.slope ?? 0), season },
      );
    };
    at({});
    const gradient = likelihood.differentiate(smoothing);
    const difference = (name: "alpha" | "beta" | "gamma" | "phi" | "level" | "slope" | "index"): number =>
      (at({ [name]: 1e-6 }) - at({ [name]: -1e-6 })) / 2e-6;
    const close = (ours: number, theirs: number): void => {
      expect(Math.abs(ours - theirs)).toBeLessThan(1e-4 * Math.max(1, Math.abs(theirs)));
    };
    close(gradient.alpha, difference("alpha"));
    close(gradient.level, difference("level"));
    if (form.trend !== "N") {
      close(gradient.beta, difference("beta"));
      close(gradient.slope, difference("slope"));
    }
    if (form.trend === "Ad") close(gradient.phi, difference("phi"));
    if (form.season !== "N") {
      close(gradient.gamma, difference("gamma"));
      close(gradient.season[0] ?? 0, difference("index"));
    }
  });
});

describe.each(all)("$name", (forecaster) => {
  const series = fc.array(
    fc.oneof({ weight: 8, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) }, fc.constant(Number.NaN)),
    { minLength: 1, maxLength: 60 },
  );

  test("answers any series with one observation by finite quantiles that rise with the level", () => {
    fc.assert(
      fc.property(series, fc.constantFrom(1, 4, 12, 30), fc.integer({ min: 1, max: 20 }), (values, season, horizon) => {
        fc.pre(values.some(Number.isFinite));
        const table = forecaster.forecast(values, season, horizon, levels);
        expect(table).toHaveLength(levels.length * horizon);
        for (let step = 0; step < horizon; step++) {
          for (let level = 0; level < levels.length; level++) {
            const value = table[level * horizon + step] ?? Number.NaN;
            expect(Number.isFinite(value)).toBe(true);
            const below = level === 0 ? Number.NEGATIVE_INFINITY : (table[(level - 1) * horizon + step] ?? Number.NaN);
            expect(value).toBeGreaterThanOrEqual(below);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("refuses a series without any observation", () => {
    expect(() => forecaster.forecast([Number.NaN, Number.NaN], 12, 3, levels)).toThrow(EngineError);
    expect(() => forecaster.forecast([], 12, 3, levels)).toThrow(EngineError);
  });

  test("continues a constant series without a band", () => {
    const table = forecaster.forecast(new Float64Array(40).fill(7), 12, 5, levels);
    for (const value of table) expect(value).toBeCloseTo(7, 3);
  });

  test("repeats a pure season", () => {
    const values = Float64Array.from({ length: 48 }, (_, index) => 50 + 10 * Math.sin((index * Math.PI) / 6));
    const table = forecaster.forecast(values, 12, 12, [0.1, 0.5, 0.9]);
    row(table, 3, 1).forEach((value, step) => expect(Math.abs(value - (values[step] ?? 0))).toBeLessThan(0.7));
  });

  test("gives the same answer twice", () => {
    const values = Float64Array.from({ length: 50 }, (_, index) => ((index * 7919) % 101) + index);
    expect(forecaster.forecast(values, 4, 8, levels)).toEqual(forecaster.forecast(values, 4, 8, levels));
  });
});

describe("Croston's method", () => {
  // A demand of 3, 4 or 5 at every fourth step.
  const values = Float64Array.from({ length: 80 }, (_, index) => (index % 4 === 3 ? 3 + ((index >> 2) % 3) : 0));

  test("finds the size of a demand and the steps between two", () => {
    const rates = intermittentRates(values);
    expect(rates?.interval).toBeCloseTo(4, 6);
    expect(rates?.size).toBeCloseTo(4, 0);
    expect(rates?.probability ?? 0).toBeGreaterThan(0.1);
    expect(rates?.probability ?? 1).toBeLessThanOrEqual(0.25);
  });

  test("gives the mixture's quantiles: nothing up to the share of idle steps, then sizes", () => {
    const table = croston.forecast(values, 1, 3, [0.5, 0.7, 0.9, 0.975]);
    expect([...table.slice(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
    for (const value of table.slice(6)) {
      expect(value).toBeGreaterThan(2.5);
      expect(value).toBeLessThan(5.5);
    }
    expect(table[9] ?? 0).toBeGreaterThan(table[6] ?? 0);
  });

  test("does not take a series without zeros, with negative values or with hardly any demand", () => {
    expect(intermittentRates(Float64Array.of(1, 2, 3, 4))).toBeNull();
    expect(intermittentRates(Float64Array.of(0, -2, 3, 4, 0, 5))).toBeNull();
    expect(intermittentRates(Float64Array.of(0, 0, 3, 0, 0, 5))).toBeNull();
  });
});

test("gaps are filled by straight lines, and steps missing at the end are counted", () => {
  const { values, trailingSteps } = fillGaps([Number.NaN, 1, Number.NaN, Number.NaN, 4, Number.NaN]);
  expect([...values]).toEqual([1, 2, 3, 4]);
  expect(trailingSteps).toBe(1);
});

test("a long series is cut to its last stretch, and keeps enough seasons", () => {
  expect(
    recent(
      Float64Array.from({ length: 5000 }, (_, index) => index),
      1,
    )[0],
  ).toBe(5000 - 1024);
  expect(recent(new Float64Array(20_000), 1440)).toHaveLength(8 * 1440);
  expect(recent([1, 2], 12)).toEqual(Float64Array.of(1, 2));
});

test("seasonal naive skips a missing value to the season before", () => {
  const table = seasonalNaive.forecast([1, 2, 3, Number.NaN], 2, 2, [0.5]);
  expect([...table]).toEqual([3, 2]);
});

test("normal scores are good to seven digits", () => {
  expect(normalScore(0.975)).toBeCloseTo(1.959963985, 6);
  expect(normalScore(1e-6)).toBeCloseTo(-4.753424309, 5);
});
