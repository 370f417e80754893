import { describe, expect, test } from "vitest";
import { parseMethod, plainMethod } from "#domain/method";
import { seasonalNaive } from "#engine/forecasters/baseline";
import reference from "../smoothing/forecast-reference.json" with { type: "json" };
import { whyUnsuitable } from "./catalogue.ts";
import { forecasters } from "./forecasters.ts";

function valuesOf(name: string): Float64Array {
  const found = reference.series.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no series ${name}`);
  return Float64Array.from(found.values);
}

const airline = valuesOf("AirPassengers");
const demand = Float64Array.from({ length: 80 }, (_, at) => (at % 4 === 3 ? 3 + (((at >> 2) * 7) % 5) : 0));

function fit(id: string, values: Float64Array, season: number) {
  const { forecaster, parameters } = forecasters.method(id);
  return forecasters.get(forecaster).fit(values, season, { parameters });
}

describe("a space", () => {
  test.each(forecasters.all.filter(({ space }) => space !== undefined))(
    "of $name has names of its own, and a grid within its bounds, rising",
    ({ space = [] }) => {
      expect(new Set(space.map(({ name }) => name)).size).toBe(space.length);
      for (const dimension of space) {
        const values = dimension.kind === "number" ? dimension.grid : dimension.values.map((_, index) => index);
        expect(values.length).toBeGreaterThan(1);
        expect([...values].sort((left, right) => left - right)).toEqual(values);
        const [min, max] = dimension.kind === "number" ? [dimension.min, dimension.max] : [0, values.length];
        expect(values[0]).toBeGreaterThanOrEqual(min);
        expect(values.at(-1)).toBeLessThanOrEqual(max);
      }
    },
  );

  test("has the grid of 9 levels, times 5 slopes, times 5 seasons", () => {
    const sizes = ["ses", "holt", "holt-winters-additive", "moving-average"].map((id) =>
      (forecasters.get(id).space ?? []).map((one) => (one.kind === "number" ? one.grid.length : 0)),
    );
    expect(sizes).toEqual([[9], [9, 5], [9, 5, 5], [9]]);
  });

  test("asks for nothing more of a series while nothing of it is set", () => {
    for (const { id, needs, needsWith } of forecasters.all) expect(needsWith?.({}) ?? needs, id).toEqual(needs);
  });
});

describe("what is set is used:", () => {
  test.each([
    ["moving-average:window=9", airline, 1, { window: 9 }],
    ["seasonal-moving-average:window=7", airline, 12, { window: 7 }],
    ["theta:alpha=0.25", airline, 12, { alpha: 0.25 }],
    ["theta:theta=1", airline, 12, { drift: 0 }],
    ["ets:error=M:season=M:trend=Ad", airline, 12, { method: "ETS(M,Ad,M)" }],
    ["ets:season=N:trend=A", airline, 12, { method: expect.stringMatching(/^ETS\([AM],A,N\)$/) }],
    ["ets:error=A", airline, 12, { method: expect.stringMatching(/^ETS\(A,.*,[NA]\)$/) }],
    ["mstl:trend=N", airline, 12, { method: expect.stringMatching(/^MSTL\[12\] \+ ETS\([AM],N,N\)$/) }],
    ["arima:D=1:P=0:Q=1:d=1:p=0:q=1", airline, 12, { method: expect.stringMatching(/^ARIMA\(0,1,1\)\(0,1,1\)\[12\]/) }],
    ["arima:D=0:P=0:Q=0:d=1:p=3:q=0", airline, 12, { method: expect.stringMatching(/^ARIMA\(3,1,0\)( with drift)?$/) }],
    ["arima:q=3", valuesOf("Nile"), 1, { method: expect.stringMatching(/^ARIMA\(\d,\d,3\)/) }],
    ["fourier-regression:pairs=2", airline, 12, { method: "Linear trend + 2 pairs of waves" }],
    ["croston:alphaInterval=0.2:alphaSize=0.1", demand, 1, { alphaSize: 0.1, alphaInterval: 0.2 }],
    ["croston-classic:alpha=0.3", demand, 1, { alpha: 0.3 }],
    ["tsb:alphaProbability=0.2:alphaSize=0.1", demand, 1, { alphaSize: 0.1, alphaProbability: 0.2 }],
  ])("%s", (id, values, season, expected) => {
    expect(fit(id, values, season).parameters).toMatchObject(expected);
  });

  test("a moving average is the mean of so many values", () => {
    const mean = (from: number) => airline.slice(from).reduce((sum, value) => sum + value, 0) / (144 - from);
    for (const window of [2, 5, 10])
      expect(fit(`moving-average:window=${window}`, airline, 1).predict(1, [0.5])[0]).toBeCloseTo(
        mean(144 - window),
        4,
      );
  });

  test("what a forecaster would have taken by itself makes no difference", () => {
    const table = (id: string) => fit(id, airline, 12).predict(12, [0.1, 0.5]);
    expect(table("theta:theta=2")).toEqual(table("theta"));
    const { method, window } = fit("moving-average", airline, 1).parameters;
    expect(method).toBe("Moving average");
    expect(fit(`moving-average:window=${window}`, airline, 1).predict(5, [0.2])).toEqual(
      fit("moving-average", airline, 1).predict(5, [0.2]),
    );
  });

  test.each([
    ["ets:error=M", Float64Array.from(airline, (value) => value - 200), 12],
    ["ets:season=A", airline, 1],
    ["ets:season=A", airline, 52],
    ["arima:P=1", airline, 1],
    ["arima:D=1", airline, 1],
    ["fourier-regression:pairs=7", airline, 12],
    ["moving-average:window=10", airline.slice(0, 10), 1],
    ["seasonal-moving-average:window=10", airline.slice(0, 120), 12],
  ])("%s gives way to seasonal naive where the series has nothing of the kind", (id, values, season) => {
    const given = fit(id, values, season);
    expect(given.parameters.method).toBe("Seasonal naive");
    expect(given.predict(3, [0.9])).toEqual(seasonalNaive.fit(values, season).predict(3, [0.9]));
    const facts = {
      observations: values.length,
      seasonSteps: season,
      isIntermittent: false,
      isPositive: values.every((value) => value > 0),
    };
    const method = forecasters.method(id);
    expect(whyUnsuitable(forecasters.get(method.forecaster), facts, method)).not.toBeNull();
  });
});

describe("a method that there is not", () => {
  test.each([
    ["prophet:alpha=1", "model-not-found", 'There is no statistical model "prophet".'],
    ["ses:alpha", "wrong-arguments", '"ses:alpha" does not name a method.'],
    ["holt:gamma=0.1", "wrong-arguments", 'Holt (holt) has no parameter "gamma"; it has alpha, beta.'],
    ["naive:alpha=0.1", "wrong-arguments", 'Naive (naive) has no parameter "alpha"; it has none.'],
    [
      "ses:alpha=2",
      "wrong-arguments",
      "alpha of Simple exponential smoothing (ses) has to be a number from 0.0001 to 0.9999, not 2.",
    ],
    ["ses:alpha=high", "wrong-arguments", expect.stringContaining("not high.")],
    [
      "moving-average:window=2.5",
      "wrong-arguments",
      "window of Moving average (moving-average) has to be a whole number from 2 to 10, not 2.5.",
    ],
    ["ets:trend=M", "wrong-arguments", "trend of ETS (ets) has to be one of N, A, Ad, not M."],
    ["ets:error=A:season=M", "wrong-arguments", expect.stringContaining("no variance")],
  ])("%s is refused, and it is said what is wrong", (id, code, message) => {
    expect(() => forecasters.method(id)).toThrow(expect.objectContaining({ code, message }));
  });

  test("is known before it is fitted", () => {
    expect(forecasters.checkMethod(parseMethod("ses:alpha=0.3+log@12"))).toBeNull();
    expect(forecasters.checkMethod(parseMethod("prophet"))).toBe('There is no statistical model "prophet".');
    expect(forecasters.checkMethod(parseMethod("ses:beta=1"))).toContain("no parameter");
  });
});

test.each([
  ["ses", "Simple exponential smoothing"],
  [
    "holt-winters-additive:alpha=0.3:beta=0.05:gamma=0.1+log@12",
    "Holt-Winters, additive, α 0.3, β 0.05, γ 0.1, of logarithms, season 12",
  ],
  ["ets:error=M:trend=Ad@1", "ETS, error M, trend Ad, without season"],
  ["theta:theta=3+box-cox", "Theta, θ 3, of Box-Cox transformed values"],
  ["fantail-base", "fantail-base"],
])("%s reads %s", (id, name) => {
  expect(forecasters.methodName(parseMethod(id))).toBe(name);
});

test("what a series lacks for a method", () => {
  const facts = { observations: 30, seasonSteps: 12, isIntermittent: false, isPositive: false };
  const why = (id: string, part: Partial<typeof facts> = {}) => {
    const method = forecasters.method(id);
    return whyUnsuitable(forecasters.get(method.forecaster), { ...facts, ...part }, method);
  };
  expect(why("holt+log")).toBe("Logarithms need values above zero throughout.");
  expect(why("ets+box-cox")).toBe("The Box-Cox transform needs values above zero throughout.");
  expect(why("holt")).toBe("Holt follows no season; this series has one of 12 steps.");
  expect(why("holt:alpha=0.3@1")).toBeNull();
  expect(why("ets@20")).toBe("ETS is for seasons of up to 12 steps; this one has 20.");
  expect(why("ets:season=A", { seasonSteps: 20 })).toBe(
    "ETS, season A needs 2 seasons of 20 steps; this series has 30 observations.",
  );
  expect(why("moving-average:window=9@1", { observations: 9 })).toBe(
    "Moving average, window 9 needs 10 observations; this series has 9.",
  );
  expect(whyUnsuitable(forecasters.baseline, facts, plainMethod("seasonal-naive"))).toBeNull();
});
