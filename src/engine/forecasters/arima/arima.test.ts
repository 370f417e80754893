import { describe, expect, test } from "vitest";
import { searchArima } from "./arima.ts";
import { neededDifferences } from "./arima-differences.ts";
import { fitArima } from "./arima-fit.ts";
import { arimaMoments } from "./arima-forecast.ts";
import { type ArimaOrder, differencing, filter, multiply, spread } from "./arima-order.ts";
import reference from "./arima-reference.json" with { type: "json" };
import { normalQuantile } from "#engine/numerics";

function orderOf(given: (typeof reference)[number]): ArimaOrder {
  const [p = 0, d = 0, q = 0] = given.order;
  const [P = 0, D = 0, Q = 0] = given.seasonal;
  return { p, d, q, P, D, Q, season: given.season, hasConstant: given.hasConstant };
}

describe("against R's Arima with full maximum likelihood", () => {
  test.each(reference)("$name $order $seasonal: the same means, bands and variance", (given) => {
    const values = Float64Array.from(given.values);
    const fit = fitArima(values, orderOf(given));
    if (fit === null) throw new Error("no fit");
    const { means, deviations } = arimaMoments(fit, values, given.mean.length);
    given.mean.forEach((mean, step) => {
      const width = (given.upper80[step] ?? 0) - mean;
      expect(Math.abs(mean - (means[step] ?? 0)) / width).toBeLessThan(2e-3);
      expect(Math.abs((normalQuantile(0.9) * (deviations[step] ?? 0)) / width - 1)).toBeLessThan(2e-3);
    });
    expect(Math.abs(fit.variance / given.sigma2 - 1)).toBeLessThan(2e-3);
  });

  test("the search finds the airline model for the airline passengers", () => {
    const given = reference.find((series) => series.name === "AirPassengers");
    const found = searchArima(Float64Array.from(given?.values ?? []), 12);
    expect(found?.order).toMatchObject({ p: 0, d: 1, q: 1, P: 0, D: 1, Q: 1 });
  });

  // Stepwise and not exhaustive: near the best, as R's is.
  test("the search ends within three units of AICc of the order given here, or below it", () => {
    for (const given of reference) {
      const values = Float64Array.from(given.values);
      const found = searchArima(values, given.season);
      const { d, D } = orderOf(given);
      if (found?.order.d !== d || found.order.D !== D) continue;
      expect(found.aicc).toBeLessThan((fitArima(values, orderOf(given))?.aicc ?? Number.POSITIVE_INFINITY) + 3);
    }
  });
});

describe("differences", () => {
  /** Uniform and fixed: a linear congruential sequence. */
  const noises = Array.from({ length: 400 });
  let seed = 12345;
  for (let index = 0; index < noises.length; index++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    noises[index] = (seed / 2147483648 - 0.5) * 4;
  }
  const noise = (index: number): number => noises[index] as number;

  test("are asked for by a wandering level, a season and a trend, and not by a constant level", () => {
    let level = 0;
    const walk = Float64Array.from({ length: 120 }, (_, index) => (level += noise(200 + index)));
    expect(neededDifferences(walk, 1).d).toBe(1);
    const season = Float64Array.from(
      { length: 120 },
      (_, index) => 20 * Math.sin((index * Math.PI) / 6) + noise(index),
    );
    expect(neededDifferences(season, 12)).toEqual({ d: 0, D: 1 });
    expect(
      neededDifferences(
        Float64Array.from({ length: 120 }, (_, index) => noise(index)),
        1,
      ),
    ).toEqual({ d: 0, D: 0 });
    expect(neededDifferences(new Float64Array(40).fill(3), 12)).toEqual({ d: 0, D: 0 });
  });

  test("of steps are those that the series needs beside the ones of the season, also where these are set", () => {
    const rising = Float64Array.from(
      { length: 120 },
      (_, index) => 2 * index + 20 * Math.sin((index * Math.PI) / 6) + noise(index),
    );
    expect(searchArima(rising, 12)?.order).toMatchObject({ d: 0, D: 1 });
    expect(searchArima(rising, 12, undefined, { D: 0 })?.order).toMatchObject({ d: 1, D: 0 });
    let [slope, level] = [0, 0];
    const twice = Float64Array.from({ length: 120 }, (_, index) => (level += slope += noise(200 + index)));
    expect(neededDifferences(twice, 4)).toEqual({ d: 2, D: 0 });
    expect(neededDifferences(twice, 4, 1)).toEqual({ d: 1, D: 1 });
    expect(searchArima(twice, 4, undefined, { D: 1, P: 0, Q: 0 })?.order).toMatchObject({ d: 1, D: 1 });
  });

  test("are polynomials: (1 − B)(1 − B⁴) takes a trend and a season away", () => {
    const polynomial = differencing(1, 1, 4);
    expect([...polynomial]).toEqual([1, -1, 0, 0, -1, 1]);
    const values = Float64Array.from({ length: 20 }, (_, index) => 3 * index + [5, -1, 2, 7][index % 4]!);
    for (const value of filter(values, polynomial)) expect(value).toBeCloseTo(0, 12);
    expect([...multiply(Float64Array.of(1, 2), spread(Float64Array.of(1, 3), 2))]).toEqual([1, 2, 3, 6]);
  });
});

test("a fit survives a coefficient that passes through zero on the way", () => {
  const given = reference.find((series) => series.name === "Nile");
  const fit = fitArima(Float64Array.from(given?.values ?? []), {
    p: 0,
    d: 1,
    q: 1,
    P: 0,
    D: 0,
    Q: 0,
    season: 1,
    hasConstant: false,
  });
  expect(fit?.ma[1]).toBeCloseTo(-0.73, 1);
});

// The region of invertible pairs is not its own mirror image: this one lies in one of the two only.
test.each([
  [-1.4, 0.5],
  [1.4, 0.5],
  [0.3, -0.6],
])("two moving averages of %d and %d are found", (first, second) => {
  let state = 7;
  const noise = Float64Array.from({ length: 1500 }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648 - 0.5;
  });
  const values = noise.map((now, at) => now + first * (noise[at - 1] ?? 0) + second * (noise[at - 2] ?? 0));
  const fit = fitArima(values, { p: 0, d: 0, q: 2, P: 0, D: 0, Q: 0, season: 1, hasConstant: false });
  expect(fit?.ma[1]).toBeCloseTo(first, 1);
  expect(fit?.ma[2]).toBeCloseTo(second, 1);
});
