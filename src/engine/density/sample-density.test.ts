import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalCdf, normalQuantile } from "#engine/numerics";
import { crpsOfGaussianMixture, crpsOfQuantiles, crpsOfSamples, probabilityIntegralTransform } from "#engine/metrics";
import { gaussianMixture } from "./gaussian-mixture.ts";
import { kernelDensity } from "./kernel-density.ts";
import { sampleDensities, sampleDistribution, sampleQuantiles, type SampleTable } from "./sample-density.ts";

const levels = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975];
const value = fc.double({ min: -1000, max: 1000, noNaN: true });
const deviation = fc.double({ min: 0.01, max: 100, noNaN: true });
const components = fc.array(fc.tuple(value, deviation), { minLength: 1, maxLength: 30 });
/** The factors that data come in, from the mass of an electron to a state's debt. */
const factor = fc.integer({ min: -30, max: 20 }).map((exponent) => 10 ** exponent);

function tableOf(
  samples: readonly number[],
  deviations: readonly number[] | null,
  bandwidth: SampleTable["bandwidth"] = "silverman",
): SampleTable {
  return {
    count: samples.length,
    hasDeviations: deviations !== null,
    horizon: 1,
    values: Float32Array.from([...samples, ...(deviations ?? [])]),
    bandwidth,
  };
}

describe("a mixture of normal distributions", () => {
  test("of one component is that normal distribution", () => {
    fc.assert(
      fc.property(value, deviation, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (mean, sd, level) => {
        const mixture = gaussianMixture([mean], [sd]);
        expect(Math.abs(mixture.quantile(level) - (mean + sd * normalQuantile(level)))).toBeLessThan(
          1e-8 * (sd + Math.abs(mean)),
        );
        // The sum rounds: its digits are the mean's, not those of the deviation.
        expect(mixture.cdf(mean + sd)).toBeCloseTo(normalCdf(1), 9);
      }),
    );
  });

  test("gives back the level of each of its quantiles, bounded or not", () => {
    fc.assert(
      fc.property(
        components,
        fc.constantFrom(...levels),
        fc.constantFrom(0, Number.NEGATIVE_INFINITY),
        (parts, level, bound) => {
          const mixture = gaussianMixture(
            parts.map(([mean]) => mean),
            parts.map(([, sd]) => sd),
            bound,
          );
          const found = mixture.quantile(level);
          expect(found).toBeGreaterThanOrEqual(bound);
          expect(mixture.cdf(found)).toBeCloseTo(level, 6);
        },
      ),
    );
  });

  test("has its mean and variance: those of the components, and what lies between them", () => {
    fc.assert(
      fc.property(components, (parts) => {
        const mixture = gaussianMixture(
          parts.map(([mean]) => mean),
          parts.map(([, sd]) => sd),
        );
        const mean = parts.reduce((sum, [centre]) => sum + centre, 0) / parts.length;
        const variance = parts.reduce((sum, [centre, sd]) => sum + sd * sd + (centre - mean) ** 2, 0) / parts.length;
        // ∫ x dF and ∫ x² dF over a fine grid of the distribution function.
        const reach = 9 * Math.max(...parts.map(([, sd]) => sd)) + 2000;
        const cells = 20_000;
        let [first, second, before] = [0, 0, 0];
        for (let cell = 0; cell < cells; cell += 1) {
          const at = mean - reach + (2 * reach * (cell + 1)) / cells;
          const share = mixture.cdf(at);
          const middle = at - reach / cells - mean;
          first += middle * (share - before);
          second += middle * middle * (share - before);
          before = share;
        }
        expect(before).toBeCloseTo(1, 9);
        expect(Math.abs(first)).toBeLessThan(1);
        expect(Math.abs(Math.sqrt(second) - Math.sqrt(variance))).toBeLessThan(1);
      }),
      { numRuns: 30 },
    );
  });

  test("reflects at a bound: no mass below, none piled up at it, the total is one", () => {
    const mixture = gaussianMixture([1, 0.2, -3], [1, 0.5, 2], 0);
    expect(mixture.cdf(-1e-9)).toBe(0);
    expect(mixture.cdf(1e-9)).toBeLessThan(1e-8);
    expect(mixture.cdf(100)).toBe(1);
    // A folded normal: 2 Φ(x / σ) − 1 for the component that was moved to the bound.
    expect(gaussianMixture([-3], [2], 0).cdf(2)).toBeCloseTo(2 * normalCdf(1) - 1, 12);
  });

  test("keeps point masses apart", () => {
    const mixture = gaussianMixture([1, 1, 2, 3], [0, 0, 0, 0]);
    expect(mixture.cdf(1)).toBe(0.5);
    expect(mixture.cdfBelow(1)).toBe(0);
    expect(mixture.quantile(0.3)).toBeCloseTo(1, 9);
    expect(mixture.quantile(0.6)).toBeCloseTo(2, 9);
    expect(mixture.quantile(0.9)).toBeCloseTo(3, 9);
  });

  test.each([
    [[Number.NaN], [1]],
    [[1], [Number.NaN]],
    [[1], [-1]],
    [[Number.POSITIVE_INFINITY], [1]],
  ])("refuses %j ± %j", (means, deviations) => {
    expect(() => gaussianMixture(means, deviations)).toThrowError(expect.objectContaining({ code: "wrong-arguments" }));
  });
});

describe("the distribution of samples", () => {
  test("is the direct mixture: each kernel's variance is the bandwidth's and the sample's own together", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, deviation), { minLength: 2, maxLength: 30 }),
        fc.constantFrom("scott", "silverman", "isj"),
        (parts, rule) => {
          const samples = parts.map(([sample]) => sample);
          const { distribution, bandwidth } = sampleDistribution(
            samples,
            parts.map(([, sd]) => sd),
            { bandwidth: rule },
          );
          for (const at of [-500, -1, 0, 3, 700]) {
            const direct = parts.reduce(
              (sum, [sample, sd]) => sum + normalCdf((at - sample) / Math.sqrt(sd * sd + bandwidth.width ** 2)),
              0,
            );
            expect(distribution.cdf(at)).toBeCloseTo(direct / parts.length, 10);
          }
        },
      ),
    );
  });

  test("is the kernel density estimate where the model claims no variance", () => {
    const samples = [3, 3.5, 4, 8, 8.2, 9];
    const { distribution, bandwidth } = sampleDistribution(samples, null, { bandwidth: "silverman" });
    const estimate = kernelDensity(samples, { mode: "exact", bandwidth: "silverman", points: 400 });
    expect(bandwidth.width).toBe(estimate.bandwidth.width);
    for (const index of [50, 123, 200, 333]) {
      const at = estimate.from + index * estimate.step;
      const slope = (distribution.cdf(at + 1e-5) - distribution.cdf(at - 1e-5)) / 2e-5;
      expect(slope).toBeCloseTo(estimate.values[index] ?? Number.NaN, 6);
    }
  });

  test("says which rule gave the width: ten samples are too few for ISJ", () => {
    const few = sampleDistribution([1, 2, 4, 5, 7, 8, 8.5, 9, 11, 11], null, { bandwidth: "isj" });
    expect(few.bandwidth).toMatchObject({ rule: "silverman", note: expect.stringContaining("ISJ") });
    const many = Float64Array.from(
      { length: 300 },
      (_, index) => normalQuantile((index + 0.5) / 300) + (index % 2) * 8,
    );
    expect(sampleDistribution(many, null, { bandwidth: "isj" }).bandwidth.rule).toBe("isj");
  });

  test("by FFT stays within a thousandth of the exact one, in level and in value", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 1000 }),
        fc.integer(),
        fc.boolean(),
        factor,
        (count, seed, isBounded, scale) => {
          let state = seed | 0;
          const noise = (): number => {
            state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
            return state / 2 ** 32 + 0.5;
          };
          const samples = Array.from(
            { length: count },
            () => scale * ((noise() < 0.3 ? 6 : 0) + noise() + noise() + noise()),
          );
          const bound = isBounded ? { lowerBound: 0 } : {};
          const exact = sampleDistribution(samples, null, {
            bandwidth: "silverman",
            mode: "exact",
            ...bound,
          }).distribution;
          const fast = sampleDistribution(samples, null, {
            bandwidth: "silverman",
            mode: "fast",
            ...bound,
          }).distribution;
          for (const level of levels) {
            expect(Math.abs(exact.cdf(fast.quantile(level)) - level)).toBeLessThan(1e-3);
            expect(Math.abs(fast.cdf(exact.quantile(level)) - level)).toBeLessThan(1e-3);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("by FFT is left aside where one sample lies too far out for the grid", () => {
    const samples = Array.from({ length: 300 }, (_, index) => (index === 0 ? 1e9 : index / 300));
    const { distribution } = sampleDistribution(samples, null, { bandwidth: 0.1 });
    expect(distribution.cdf(0.5)).toBeCloseTo(0.5, 1);
  });
});

describe("quantiles of samples", () => {
  test("rise with the level, at every scale, and never fall below zero where the series does not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, deviation), { minLength: 2, maxLength: 20 }),
        factor,
        fc.boolean(),
        (parts, scale, isNonNegative) => {
          const table = tableOf(
            parts.map(([sample]) => sample * scale),
            parts.map(([, sd]) => sd * scale),
          );
          const quantiles = sampleQuantiles(table, levels, isNonNegative);
          quantiles.forEach((quantile, index) => {
            expect(Number.isFinite(quantile)).toBe(true);
            expect(quantile).toBeGreaterThanOrEqual(quantiles[index - 1] ?? Number.NEGATIVE_INFINITY);
            expect(quantile).toBeGreaterThanOrEqual(isNonNegative ? 0 : Number.NEGATIVE_INFINITY);
          });
        },
      ),
    );
  });

  test("go with the unit: mg/dL and mmol/L give the same bands", () => {
    const samples = [90, 101, 108, 110, 123, 140];
    const deviations = [5, 6, 5, 9, 4, 12];
    const mg = sampleQuantiles(tableOf(samples, deviations), levels, true);
    const mmol = sampleQuantiles(
      tableOf(
        samples.map((one) => one / 18),
        deviations.map((one) => one / 18),
      ),
      levels,
      true,
    );
    mg.forEach((quantile, index) => expect((mmol[index] ?? 0) * 18).toBeCloseTo(quantile, 3));
  });

  test("of equal samples are the model's own normal distribution, and with no variance a point", () => {
    const normal = sampleQuantiles(tableOf([5, 5, 5, 5], [2, 2, 2, 2]), levels, false);
    levels.forEach((level, index) => expect(normal[index]).toBeCloseTo(5 + 2 * normalQuantile(level), 5));
    expect([...sampleQuantiles(tableOf([5, 5, 5, 5], [0, 0, 0, 0]), levels, false)]).toEqual(levels.map(() => 5));
    expect([...sampleQuantiles(tableOf([0, 0, 0], null), levels, true)]).toEqual(levels.map(() => 0));
  });

  test("tend to those of the plain estimate as the claimed variance goes to zero", () => {
    const samples = [1, 2, 2.5, 4, 7];
    const plain = sampleQuantiles(tableOf(samples, null), levels, false);
    const nearly = sampleQuantiles(
      tableOf(
        samples,
        samples.map(() => 1e-6),
      ),
      levels,
      false,
    );
    nearly.forEach((quantile, index) => expect(quantile).toBeCloseTo(plain[index] as number, 5));
  });

  test("of numbers that are not finite are refused, wherever they stand", () => {
    const deviations = [1, 1, 1];
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const table of [tableOf([1, bad, 2], deviations), tableOf([1, 2, 3], [1, bad, 1])]) {
        expect(() => sampleQuantiles(table, levels, true)).toThrowError(
          expect.objectContaining({ code: "input-poisonous" }),
        );
        expect(() => sampleDensities(table, true, 64)).toThrowError(
          expect.objectContaining({ code: "input-poisonous" }),
        );
      }
    }
  });

  test("of a table of another size are refused", () => {
    const table = { ...tableOf([1, 2, 3], null), count: 4 };
    expect(() => sampleQuantiles(table, levels, false)).toThrowError(
      expect.objectContaining({ code: "wrong-arguments" }),
    );
  });
});

test("a step's density has mass one and nothing below a real bound", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, deviation), { minLength: 2, maxLength: 20 }),
      fc.boolean(),
      (parts, isNonNegative) => {
        const table = tableOf(
          parts.map(([sample]) => sample),
          parts.map(([, sd]) => sd),
        );
        const { from, step, values } = sampleDensities(table, isNonNegative, 64);
        expect(values.reduce((sum, density) => sum + density, 0) * (step[0] as number)).toBeCloseTo(1, 4);
        expect(values.every((density) => density >= 0)).toBe(true);
        const lowest = isNonNegative ? -1e-3 * (step[0] as number) : Number.NEGATIVE_INFINITY;
        expect((from[0] as number) - (step[0] as number) / 2).toBeGreaterThanOrEqual(lowest);
      },
    ),
  );
});

describe("scores of samples", () => {
  test("CRPS: the closed form of the mixture equals its definition, ∫ (F(x) − 1{x ≥ y})² dx", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.double({ min: 1, max: 100, noNaN: true })), { minLength: 1, maxLength: 8 }),
        value,
        (parts, actual) => {
          const means = parts.map(([mean]) => mean);
          const deviations = parts.map(([, sd]) => sd);
          const { cdf } = gaussianMixture(means, deviations);
          // Trapezoids on either side of the actual, where the integrand jumps.
          const integral = (from: number, to: number, hasHappened: 0 | 1): number => {
            const cells = 8000;
            let sum = 0;
            for (let node = 0; node <= cells; node += 1) {
              const miss = cdf(from + ((to - from) * node) / cells) - hasHappened;
              sum += (node === 0 || node === cells ? 0.5 : 1) * miss * miss;
            }
            return (sum * (to - from)) / cells;
          };
          const reach = 8 * Math.max(...deviations);
          const low = Math.min(actual, ...means) - reach;
          const high = Math.max(actual, ...means) + reach;
          const defined = integral(low, actual, 0) + integral(actual, high, 1);
          expect(Math.abs(crpsOfGaussianMixture(means, deviations, actual) - defined)).toBeLessThan(
            1e-3 * (defined + 1),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  test("CRPS over the quantiles of a mixture is the same", () => {
    const [means, deviations] = [
      [1, 2, 2.5, 4],
      [1, 0.5, 1, 2],
    ];
    const cuts = Array.from({ length: 99 }, (_, index) => (index + 1) / 100);
    for (const actual of [-2, 1, 2.2, 6]) {
      expect(crpsOfQuantiles(gaussianMixture(means, deviations), cuts, actual)).toBeCloseTo(
        crpsOfGaussianMixture(means, deviations, actual),
        3,
      );
    }
  });

  test("CRPS of points is the samples' own", () => {
    expect(crpsOfGaussianMixture([1, 2, 5], [0, 0, 0], 3)).toBeCloseTo(crpsOfSamples([1, 2, 5], 3), 12);
  });

  test("PIT is uniform for outcomes that come from the distribution itself", () => {
    const { distribution } = sampleDistribution([1, 2, 2.2, 5], [0.5, 0.5, 1, 2], { bandwidth: "scott" });
    for (const level of levels)
      expect(probabilityIntegralTransform(distribution, distribution.quantile(level))).toBeCloseTo(level, 8);
  });
});
