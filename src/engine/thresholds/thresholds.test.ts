import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LimitRule } from "#domain/threshold";
import { quantileFunction } from "#engine/density";
import { normalQuantile } from "#engine/numerics";
import { PathDraw, usualDependence } from "#engine/paths";
import {
  chanceBeyond,
  distributionsOf,
  expectedMisses,
  limitChances,
  type Marginals,
  PastEvents,
  stockAnswer,
} from "./index.ts";

const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
const horizon = 6;

/** Normal distributions around `means`, and a thousand paths through them. */
function forecast(means: readonly number[], deviation: number, seed = 1) {
  const quantiles = Float64Array.from(
    levels.flatMap((level) => means.map((mean) => mean + deviation * normalQuantile(level))),
  );
  const marginals: Marginals = { levels, quantiles, horizon: means.length, isNonNegative: false };
  const paths = 1000;
  const source = { ...marginals, errors: null, dependence: usualDependence, weight: 0, common: 0 };
  const values = new PathDraw({ paths, origins: [], seed }).draw(source, 0);
  return { marginals, paths: { paths, horizon: means.length, values }, distributions: distributionsOf(marginals) };
}

const forecasts = fc
  .record({
    means: fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: horizon, maxLength: horizon }),
    deviation: fc.double({ min: 0.1, max: 20, noNaN: true }),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ means, deviation, seed }) => forecast(means, deviation, seed));
const value = fc.double({ min: -80, max: 80, noNaN: true });
const always = Array.from({ length: horizon }, () => true);
const rules: fc.Arbitrary<LimitRule> = fc.oneof(
  value.map((at): LimitRule => ({ kind: "above", value: at })),
  value.map((at): LimitRule => ({ kind: "below", value: at })),
  fc
    .tuple(value, fc.double({ min: 0.1, max: 40, noNaN: true }))
    .map(([low, width]): LimitRule => ({ kind: "range", low, high: low + width })),
);

describe("the chance at a step", () => {
  const distribution = quantileFunction(
    levels,
    levels.map((level) => 100 + 10 * normalQuantile(level)),
  );

  test("is that of the distribution", () => {
    expect(chanceBeyond(distribution, { kind: "above", value: 100 })).toBeCloseTo(0.5, 9);
    expect(chanceBeyond(distribution, { kind: "above", value: 110 })).toBeCloseTo(0.158655, 4);
    expect(chanceBeyond(distribution, { kind: "range", low: 90, high: 110 })).toBeCloseTo(0.31731, 3);
  });

  test("falls with the limit above, rises with the one below, and both make one", () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [low, high] = [100 + Math.min(one, other) / 2, 100 + Math.max(one, other) / 2];
        const above = (at: number): number => chanceBeyond(distribution, { kind: "above", value: at });
        const below = (at: number): number => chanceBeyond(distribution, { kind: "below", value: at });
        expect(above(high)).toBeLessThanOrEqual(above(low));
        expect(below(high)).toBeGreaterThanOrEqual(below(low));
        expect(above(low) + below(low)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("chances over the horizon", () => {
  test("ever is never less than at any step, and never more than all steps together", () => {
    fc.assert(
      fc.property(forecasts, rules, ({ distributions, paths }, rule) => {
        const { at, by, ever, expectedSteps } = limitChances(distributions, paths, rule, always);
        expect(ever).toBeGreaterThanOrEqual(Math.max(...at.map((chance) => chance ?? 0)));
        // A path more or less at each step is what a thousand of them can miss by.
        expect(ever).toBeLessThanOrEqual(expectedSteps + (horizon + 1) / paths.paths);
        for (const [step, chance] of at.entries()) expect(by[step]).toBeGreaterThanOrEqual(chance ?? 2);
      }),
      { numRuns: 60 },
    );
  });

  test("when it happens first, and never, come to one", () => {
    fc.assert(
      fc.property(forecasts, rules, ({ distributions, paths }, rule) => {
        const { by, ever, first } = limitChances(distributions, paths, rule, always);
        const firsts = by.map((chance, step) => chance - (by[step - 1] ?? 0));
        expect(firsts.every((chance) => chance >= 0)).toBe(true);
        expect(firsts.reduce((sum, chance) => sum + chance, 0) + (1 - ever)).toBeCloseTo(1, 12);
        expect(first === null).toBe(ever === 0);
        const places = first === null ? [0, 0, 0] : [first.early, first.middle, first.late];
        expect(places.toSorted((one, other) => one - other)).toEqual(places);
      }),
      { numRuns: 60 },
    );
  });

  test("a higher limit is crossed less, and later steps than the limit is about do not count", () => {
    fc.assert(
      fc.property(forecasts, value, value, ({ distributions, paths }, one, other) => {
        const ever = (limit: number, about: readonly boolean[]): number =>
          limitChances(distributions, paths, { kind: "above", value: limit }, about).ever;
        expect(ever(Math.max(one, other), always)).toBeLessThanOrEqual(ever(Math.min(one, other), always));
        const begins = always.map((_, step) => step < 3);
        expect(ever(one, begins)).toBeLessThanOrEqual(ever(one, always));
      }),
      { numRuns: 60 },
    );
  });

  test("a step that is far beyond is the likeliest one, and steps that it is not about say nothing", () => {
    const { distributions, paths } = forecast([0, 0, 0, 50, 0, 0], 5);
    const limit = { kind: "above", value: 25 } as const;
    expect(limitChances(distributions, paths, limit, always).first).toEqual({
      ...{ early: 3, middle: 3, late: 3, likeliest: 3 },
    });
    const before = limitChances(
      distributions,
      paths,
      limit,
      always.map((_, step) => step < 3),
    );
    expect(before.at.slice(3)).toEqual([null, null, null]);
    expect(before.ever).toBeLessThan(0.001);
    expect(before.steps).toBe(3);
  });
});

describe("an order", () => {
  test("is enough in the share of futures that was asked for", () => {
    fc.assert(
      fc.property(
        forecasts,
        fc.double({ min: 0.05, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: horizon }),
        ({ paths }, level, leadSteps) => {
          const { order } = stockAnswer(paths, { kind: "stock", service: { by: "level", level }, leadSteps });
          let enough = 0;
          for (let path = 0; path < paths.paths; path++) {
            let sum = 0;
            for (let step = 0; step < leadSteps; step++) sum += paths.values[step * paths.paths + path] as number;
            if (sum <= order + 1e-9) enough++;
          }
          expect(Math.abs(enough / paths.paths - level)).toBeLessThanOrEqual(0.002);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("at the critical ratio costs less than any other", () => {
    const { paths } = forecast([100, 110, 120, 100, 100, 100], 20);
    const rule = { kind: "stock", service: { by: "cost", under: 5, over: 1 }, leadSteps: 3 } as const;
    const best = stockAnswer(paths, rule);
    expect(best.level).toBeCloseTo(5 / 6, 12);
    const demand = Float64Array.from({ length: paths.paths }, (_, path) =>
      [0, 1, 2].reduce((sum, step) => sum + (paths.values[step * paths.paths + path] as number), 0),
    );
    for (const other of [-30, -10, 10, 30]) {
      const { short, left } = expectedMisses(demand, best.order + other);
      expect(5 * short + left).toBeGreaterThan(best.cost ?? Number.NaN);
    }
    expect(best.fillRate).toBeGreaterThan(0.97);
  });

  test("of steps that hang together needs more than one of steps that do not", () => {
    const { paths } = forecast([100, 100, 100, 100, 100, 100], 10);
    const sum = stockAnswer(paths, { kind: "stock", service: { by: "level", level: 0.95 }, leadSteps: 6 });
    const spread = sum.order - sum.mean;
    expect(spread).toBeGreaterThan(1.645 * 10 * Math.sqrt(6));
    // And less than the sum of the steps' own.
    expect(spread).toBeLessThan(1.645 * 10 * 6);
  });

  test("of a lead time beyond the horizon is refused", () => {
    const { paths } = forecast([1, 1], 1);
    const rule = { kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 3 } as const;
    expect(() => stockAnswer(paths, rule)).toThrow("The lead time has 3 steps, but the forecast only 2.");
  });
});

describe("past events", () => {
  test("are known up to where a forecast was made, and nothing later", () => {
    const events = new PastEvents([1, 9, 1, Number.NaN, 9, 1, 1], { kind: "above", value: 5 });
    expect(events.at(1)).toBe(true);
    expect(events.at(3)).toBeNull();
    expect(events.rateAt(2)).toBe(0.5);
    expect(events.rateAt(4)).toBeCloseTo(1 / 3, 12);
    expect(events.ever(2, 4)).toBeNull();
    expect(events.ever(3, 5)).toBe(true);
    expect(events.ever(5, 7)).toBe(false);
    expect(events.ever(6, 8)).toBeNull();
    expect(events.everRate(3, 2)).toBe(1);
    expect(events.everRate(0, 2)).toBe(0.5);
  });
});
