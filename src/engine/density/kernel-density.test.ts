import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { BandwidthRule } from "#domain/forecast";
import { normalQuantile } from "#engine/numerics";
import { bandwidthOf } from "./bandwidth.ts";
import { kernelDensity } from "./kernel-density.ts";
import reference from "./scipy-reference.json" with { type: "json" };

const someSamples = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 2, maxLength: 200 });

/** Evenly spread levels through the normal quantiles: a sample without a random number. */
function twoModes(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => {
    const z = normalQuantile((index + 0.5) / count);
    return index % 2 === 0 ? z : z + 8;
  });
}

function mass(density: { readonly step: number; readonly values: Float64Array }): number {
  const { step, values } = density;
  const ends = ((values[0] ?? 0) + (values[values.length - 1] ?? 0)) / 2;
  return (values.reduce((sum, value) => sum + value, 0) - ends) * step;
}

describe("exact kernel density", () => {
  test.each(reference.density)("equals scipy's for $name samples with $rule", (given) => {
    const { bandwidth, values } = kernelDensity(given.samples, {
      mode: "exact",
      bandwidth: given.rule as BandwidthRule,
      from: given.from,
      to: given.to,
      points: given.values.length,
    });
    expect(Math.abs(bandwidth.width / given.width - 1)).toBeLessThan(1e-12);
    given.values.forEach((expected, index) => {
      expect(Math.abs((values[index] ?? 0) / expected - 1), `point ${index}`).toBeLessThan(1e-9);
    });
  });
});

describe("fast kernel density", () => {
  test.each(["scott", "silverman", "isj"] as const)("stays within 0.1 %% of the peak of the exact one (%s)", (rule) => {
    const samples = twoModes(1000);
    const exact = kernelDensity(samples, { mode: "exact", bandwidth: rule });
    const fast = kernelDensity(samples, { mode: "fast", bandwidth: rule });
    const peak = Math.max(...exact.values);
    expect(fast.from).toBe(exact.from);
    exact.values.forEach((value, index) => {
      expect(Math.abs(value - (fast.values[index] ?? 0))).toBeLessThan(1e-3 * peak);
    });
  });

  test("agrees with the exact one on a grid that shows a part of the samples only", () => {
    const samples = twoModes(500);
    const options = { bandwidth: 0.5, from: -1, to: 2, points: 50 };
    const exact = kernelDensity(samples, { ...options, mode: "exact" });
    const fast = kernelDensity(samples, { ...options, mode: "fast" });
    exact.values.forEach((value, index) => {
      expect(Math.abs(value - (fast.values[index] ?? 0))).toBeLessThan(1e-3 * Math.max(...exact.values));
    });
  });

  test("has mass one and is nowhere negative", () => {
    fc.assert(
      fc.property(someSamples, fc.constantFrom<BandwidthRule>("scott", "silverman", "isj"), (samples, bandwidth) => {
        const density = kernelDensity(samples, { mode: "fast", bandwidth });
        expect(Math.min(...density.values)).toBeGreaterThanOrEqual(0);
        // Three bandwidths beyond the samples hold all but 0.27 % of the outermost kernels; a fine kernel needs a fine grid.
        fc.pre(density.bandwidth.rule !== "none" && density.step < density.bandwidth.width);
        expect(Math.abs(mass(density) - 1)).toBeLessThan(0.01);
      }),
    );
  });
});

describe("bounds", () => {
  const positive = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 5, maxLength: 100 });

  test("keep the mass inside, in both modes", () => {
    fc.assert(
      fc.property(positive, fc.constantFrom<"exact" | "fast">("exact", "fast"), (samples, mode) => {
        const density = kernelDensity(samples, { mode, bandwidth: "silverman", lowerBound: 0 });
        expect(density.from).toBeGreaterThanOrEqual(0);
        fc.pre(density.bandwidth.rule !== "none");
        expect(mass(density)).toBeCloseTo(1, 2);
      }),
    );
  });

  test("do not pull the density down: uniform samples stay level at the edge", () => {
    const samples = Float64Array.from({ length: 2000 }, (_, index) => (index + 0.5) / 2000);
    const { values } = kernelDensity(samples, { bandwidth: 0.05, lowerBound: 0, upperBound: 1, points: 101 });
    for (const value of values) expect(value).toBeCloseTo(1, 2);
  });

  test("refuse samples beyond them", () => {
    expect(() => kernelDensity([-1, 2], { lowerBound: 0 })).toThrow(EngineError);
  });
});

describe("bandwidth", () => {
  test("moves with the scale and not with the place", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1000, noNaN: true }),
        fc.constantFrom<BandwidthRule>("scott", "silverman", "isj"),
        (scale, rule) => {
          const samples = twoModes(400);
          const base = bandwidthOf(samples, rule).width;
          const moved = bandwidthOf(
            samples.map((value) => value * scale + 100),
            rule,
          ).width;
          expect(moved / (base * scale)).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test("ISJ sees two modes where Silverman's rule smooths them over", () => {
    const samples = twoModes(2000);
    const isj = bandwidthOf(samples, "isj");
    expect(isj.rule).toBe("isj");
    expect(isj.width).toBeLessThan(bandwidthOf(samples, "silverman").width / 3);
    // For one normal mode the best width is 1.06 n^(-1/5); each mode here has 1,000 samples.
    expect(isj.width).toBeGreaterThan(0.15);
    expect(isj.width).toBeLessThan(0.4);
  });

  test.each([
    ["few samples", [1, 2, 3]],
    ["tied samples", Array.from({ length: 500 }, (_, index) => index % 4)],
  ])("ISJ falls back to Silverman for %s and says so", (_, samples) => {
    const { rule, note, width } = bandwidthOf(samples, "isj");
    expect(rule).toBe("silverman");
    expect(note).toContain("Silverman");
    expect(width).toBe(bandwidthOf(samples, "silverman").width);
  });
});

describe("degenerate samples", () => {
  test.each([[[5]], [[5, 5, 5]], [[0, 0]]])("%j make a point mass with mass one", (samples) => {
    const { step, values, bandwidth } = kernelDensity(samples, { lowerBound: 0, points: 33 });
    expect(bandwidth.rule).toBe("none");
    expect(values.reduce((sum, value) => sum + value, 0) * step).toBeCloseTo(1, 12);
  });

  test.each([[[]], [[1, Number.NaN]], [[1, Number.POSITIVE_INFINITY]]])("%j are refused", (samples) => {
    expect(() => kernelDensity(samples)).toThrow(EngineError);
  });
});
