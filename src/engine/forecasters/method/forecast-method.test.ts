import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Method, methodId, type Parameters, type ParameterValue, transforms } from "#domain/method";
import type { ParameterDimension } from "#engine/forecasters/base";
import { forecasters } from "#engine/forecasters/catalogue";
import reference from "../smoothing/forecast-reference.json" with { type: "json" };
import { fitMethod } from "./fit-method.ts";
import { forecastMethod } from "./forecast-method.ts";
import { knownAt, type KnownSeries } from "./known-series.ts";

const clock = () => 0;
const levels = [0.1, 0.5, 0.9];
const airline = Float64Array.from(reference.series.find(({ name }) => name === "AirPassengers")?.values ?? []);
const wholeAirline = knownAt({ values: airline, usualSeasons: [12] })(airline.length);

function medianOf(id: string, known: KnownSeries, horizon: number): Float32Array {
  return forecastMethod(forecasters, id, known, horizon, levels, clock).quantiles.subarray(horizon, 2 * horizon);
}

function valueOf(dimension: ParameterDimension): fc.Arbitrary<ParameterValue> {
  if (dimension.kind === "choice") return fc.constantFrom(...dimension.values);
  const { min, max } = dimension;
  return dimension.isWhole === true ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
}

/** Any method that the catalogue can fit. */
const methods: fc.Arbitrary<Method> = fc
  .constantFrom(...forecasters.all)
  .chain(({ id, space = [] }) =>
    fc.record({
      forecaster: fc.constant(id),
      parameters: fc
        .record(Object.fromEntries(space.map((one) => [one.name, valueOf(one)])), {
          requiredKeys: [],
          noNullPrototype: true,
        })
        .map((set) => set as Parameters),
      transform: fc.constantFrom(...transforms),
      seasonLength: fc.option(fc.integer({ min: 1, max: 30 })),
    }),
  )
  .filter((method) => forecasters.checkMethod(method) === null);

const positive = fc.double({ min: 0.001, max: 1000, noNaN: true });
const wide = fc.oneof(
  positive,
  fc.constant(0),
  fc.constant(Number.NaN),
  fc.double({ min: -1000, max: 0, noNaN: true }),
);
const series = fc
  .oneof(
    fc.array(positive, { minLength: 1, maxLength: 60 }),
    fc.array(wide, { minLength: 1, maxLength: 60 }),
    fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 })), { minLength: 10, maxLength: 60 }),
  )
  .filter((values) => values.some(Number.isFinite))
  .map((values) => Float64Array.from(values));

describe("any method of any series", () => {
  test("forecasts finite numbers that rise with the level, the same ones each time, and knows nothing of what comes", () => {
    fc.assert(
      fc.property(methods, series, series, fc.integer({ min: 1, max: 15 }), (method, values, later, horizon) => {
        const id = methodId(method);
        const at = (whole: Float64Array) =>
          forecastMethod(
            forecasters,
            id,
            knownAt({ values: whole, usualSeasons: [4, 7] })(values.length),
            horizon,
            levels,
            clock,
          );
        const { quantiles, parameters } = at(values);
        expect(quantiles).toHaveLength(3 * horizon);
        expect(quantiles.every(Number.isFinite)).toBe(true);
        const [low, middle, high] = [0, 1, 2].map((row) => quantiles.subarray(row * horizon, (row + 1) * horizon));
        for (let step = 0; step < horizon; step++) {
          expect(low?.[step]).toBeLessThanOrEqual(middle?.[step] ?? Number.NaN);
          expect(middle?.[step]).toBeLessThanOrEqual(high?.[step] ?? Number.NaN);
        }
        expect(at(Float64Array.of(...values, ...later))).toEqual({ quantiles, parameters });
      }),
      { numRuns: 400 },
    );
  });
});

describe("a transform", () => {
  test("is that of the values, and is undone on the quantiles", () => {
    const logs = Float64Array.from(airline, Math.log);
    const parameters = { alpha: 0.3, beta: 0.05, gamma: 0.1 };
    const expected = forecasters.get("holt-winters-additive").fit(logs, 12, { parameters });
    const method = forecasters.method("holt-winters-additive:alpha=0.3:beta=0.05:gamma=0.1+log");
    const fitted = fitMethod(forecasters, method, wholeAirline);
    const table = expected.predict(12, levels).map(Math.exp);
    expect(fitted.predict(12, levels)).toEqual(table);
    expect(fitted.residuals).toEqual(expected.residuals);
    expect(fitted.scale).toBe("log");
  });

  test("takes the season's growth out of the airline's passengers: on logarithms an additive season does better", () => {
    const known = knownAt({ values: airline, usualSeasons: [12] })(132);
    const errorOf = (id: string) =>
      medianOf(id, known, 12).reduce((sum, value, step) => sum + Math.abs(value - (airline[132 + step] ?? 0)), 0);
    const id = "holt-winters-additive:alpha=0.3:beta=0.05:gamma=0.1";
    expect(errorOf(`${id}+log`)).toBeLessThan(0.6 * errorOf(id));
    expect(errorOf(`${id}+box-cox`)).toBeLessThan(0.6 * errorOf(id));
  });

  test("tells its λ, which what comes later does not change", () => {
    const { parameters } = forecastMethod(forecasters, "ses+box-cox", wholeAirline, 1, levels, clock);
    expect(parameters["lambda"]).toBeCloseTo(0, 3);
    const later = Float64Array.of(...airline, 1e6, 3, 1e5);
    const known = knownAt({ values: later, usualSeasons: [12] })(airline.length);
    expect(forecastMethod(forecasters, "ses+box-cox", known, 1, levels, clock).parameters).toEqual(parameters);
  });

  test.each([
    ["that is not defined", Float64Array.of(0, ...airline.subarray(1)), 12],
    ["whose forecast is beyond all numbers", Float64Array.from({ length: 40 }, (_, at) => Math.exp(at / 2)), 300],
  ])("%s gives way to seasonal naive", (_reason, values, horizon) => {
    const known = knownAt({ values, usualSeasons: [12] })(values.length);
    const table = forecastMethod(forecasters, "holt:alpha=0.9:beta=0.2+log", known, horizon, levels, clock).quantiles;
    expect(table).toEqual(forecastMethod(forecasters, "seasonal-naive", known, horizon, levels, clock).quantiles);
  });
});

test("a season length that is set counts, whatever the values show", () => {
  const last = (id: string) => [...medianOf(id, wholeAirline, 6)];
  expect(last("seasonal-naive@3")).toEqual([...airline.slice(-3), ...airline.slice(-3)]);
  expect(last("seasonal-naive@1")).toEqual(new Array(6).fill(airline.at(-1)));
  expect(last("seasonal-naive")).toEqual([...airline.slice(-12, -6)]);
  expect(forecastMethod(forecasters, "mstl@1", wholeAirline, 1, levels, clock).parameters.method).toMatch(/^ETS/);
});

test("a fit beyond its limit is given up, by the name of the method", () => {
  let nowMs = 0;
  expect(() => forecastMethod(forecasters, "arima:p=1+log", wholeAirline, 2, levels, () => (nowMs += 10), 500)).toThrow(
    expect.objectContaining({
      code: "timed-out",
      message: expect.stringMatching(/^ARIMA, p 1, of logarithms took more than/),
    }),
  );
});
