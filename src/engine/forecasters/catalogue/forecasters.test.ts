import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CancelledError, EngineError } from "#domain/errors";
import type { Signal } from "#engine/concurrency";
import reference from "../smoothing/forecast-reference.json" with { type: "json" };
import { forecasters } from "./forecasters.ts";

const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
const options = { seasons: [7] };

const series = fc.array(
  fc.oneof({ weight: 8, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) }, fc.constant(Number.NaN)),
  { minLength: 1, maxLength: 60 },
);
const seasons = fc.constantFrom(1, 4, 12, 30);

function namedSeries(name: string): Float64Array {
  const found = reference.series.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no series ${name}`);
  return Float64Array.from(found.values);
}

/** Becomes aborted after it was looked at so often. */
class Looked implements Signal {
  looks = 0;
  readonly #until: number;

  constructor(until: number) {
    this.#until = until;
  }

  get aborted(): boolean {
    return ++this.looks > this.#until;
  }
}

describe.each(forecasters.all)("$name", (forecaster) => {
  test("gives finite quantiles that rise with the level, whatever the series", () => {
    fc.assert(
      fc.property(series, seasons, fc.integer({ min: 1, max: 20 }), (values, season, horizon) => {
        fc.pre(values.some(Number.isFinite));
        const table = forecaster.fit(values, season, options).predict(horizon, levels);
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

  test("has a residual or NaN for every value, none where nothing was observed, and finite parameters", () => {
    fc.assert(
      fc.property(series, seasons, (values, season) => {
        fc.pre(values.some(Number.isFinite));
        const { residuals, parameters } = forecaster.fit(values, season, options);
        expect(residuals).toHaveLength(values.length);
        const isDefined = values.map((value, at) =>
          Number.isNaN(value) ? Number.isNaN(residuals[at]) : Math.abs(residuals[at] ?? 0) !== Number.POSITIVE_INFINITY,
        );
        expect(isDefined).not.toContain(false);
        expect(parameters.method).not.toBe("");
        for (const value of Object.values(parameters))
          expect(typeof value === "string" || Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("errs in its residuals about as much as its band is wide one step ahead", () => {
    // Noise around a level: smoothing, differences and means all know it.
    const values = Float64Array.from(
      { length: 200 },
      (_, at) => 50 + (((at * at * 7919 + at * 104729) % 401) / 10 - 20),
    );
    const { residuals, predict } = forecaster.fit(values, 1, {});
    const known = residuals.filter((residual) => !Number.isNaN(residual));
    expect(known.length).toBeGreaterThan(190);
    const inside = known.filter((residual) => {
      const [low = 0, middle = 0, high = 0] = predict(1, [0.1, 0.5, 0.9]);
      return residual > low - middle && residual < high - middle;
    });
    expect(inside.length / known.length).toBeGreaterThan(0.65);
    expect(inside.length / known.length).toBeLessThan(0.95);
  });

  test("gives the same answer to the same question, in whatever order they are asked", () => {
    const values = Float64Array.from({ length: 50 }, (_, index) => ((index * 7919) % 101) + index);
    const [one, two] = [forecaster.fit(values, 4), forecaster.fit(values, 4)];
    const long = one.predict(20, [0.1]);
    expect(two.predict(8, levels)).toEqual(one.predict(8, levels));
    expect(two.predict(20, [0.1])).toEqual(long);
    expect(two.residuals).toEqual(one.residuals);
    expect(two.parameters).toEqual(one.parameters);
  });

  // Over a decade, the variance of the best ETS model of the lynx explodes, and the next best takes over.
  test.each(reference.series.filter(({ name }) => name !== "lynx"))(
    "begins a longer forecast of $name as a shorter one",
    (given) => {
      const fitted = forecaster.fit(given.values, given.season);
      const [short, long] = [fitted.predict(5, [0.5, 0.9]), fitted.predict(12, [0.5, 0.9])];
      expect(long.subarray(0, 5)).toEqual(short.subarray(0, 5));
      expect(long.subarray(12, 17)).toEqual(short.subarray(5));
    },
  );

  test("refuses a series without any observation", () => {
    expect(() => forecaster.fit([Number.NaN, Number.NaN], 12)).toThrow(EngineError);
    expect(() => forecaster.fit([], 12)).toThrow(EngineError);
  });

  test("continues a constant series without a band", () => {
    const table = forecaster.fit(new Float64Array(40).fill(7), 12, options).predict(5, levels);
    for (const value of table) expect(value).toBeCloseTo(7, 3);
  });
});

describe.each(forecasters.all.filter(({ needs }) => needs.maxSeasonSteps !== 1))("$name", (forecaster) => {
  test("repeats a pure season", () => {
    const values = Float64Array.from({ length: 48 }, (_, index) => 50 + 10 * Math.sin((index * Math.PI) / 6));
    const middle = forecaster.fit(values, 12, options).predict(12, [0.1, 0.5, 0.9]).subarray(12, 24);
    middle.forEach((value, step) => expect(Math.abs(value - (values[step] ?? 0))).toBeLessThan(0.7));
  });
});

describe.each(forecasters.all.filter(({ cost }) => cost !== "instant"))("while it is fitted, $name", ({ fit }) => {
  const values = namedSeries("AirPassengers");

  test("looks at the signal often, and forecasts the same with one", () => {
    const signal = new Looked(Number.POSITIVE_INFINITY);
    const table = fit(values, 12, {}, signal).predict(12, levels);
    expect(table).toEqual(fit(values, 12).predict(12, levels));
    expect(signal.looks).toBeGreaterThan(50);
  });

  test("stops in the middle when it is cancelled", () => {
    const signal = new Looked(40);
    expect(() => fit(values, 12, {}, signal)).toThrow(CancelledError);
    expect(signal.looks).toBe(41);
  });

  test("stops with the signal's reason where that is an error of ours", () => {
    const late = new EngineError("timed-out", "Too late.");
    expect(() => fit(values, 12, {}, AbortSignal.abort(late))).toThrow(late);
  });
});

describe("parameters and residuals", () => {
  const nile = namedSeries("Nile");
  const fitNile = (id: string) => {
    const { parameters, residuals } = forecasters.get(id).fit(nile, 1);
    const fitted = nile.map((value, at) => value - (residuals[at] ?? 0));
    return { parameters, residuals, fitted };
  };
  const numberOf = (parameters: Readonly<Record<string, number | string>>, name: string): number => {
    const value = parameters[name];
    if (typeof value !== "number") throw new Error(`no number ${name}`);
    return value;
  };

  test("of ETS are those of its recursion: the level moves by alpha of the error", () => {
    const { parameters, residuals, fitted } = fitNile("ets");
    expect(parameters.method).toMatch(/^ETS\([AM],N,N\)$/);
    const alpha = numberOf(parameters, "alpha");
    for (let at = 1; at < nile.length; at++)
      expect(fitted[at]).toBeCloseTo((fitted[at - 1] ?? 0) + alpha * (residuals[at - 1] ?? 0), 6);
    expect(numberOf(parameters, "level")).toBeCloseTo((fitted.at(-1) ?? 0) + alpha * (residuals.at(-1) ?? 0), 6);
  });

  test("of Theta are those of smoothing with a drift", () => {
    const { parameters, residuals, fitted } = fitNile("theta");
    const [alpha, drift] = [numberOf(parameters, "alpha"), numberOf(parameters, "drift")];
    for (let at = 1; at < nile.length; at++)
      expect(fitted[at]).toBeCloseTo((fitted[at - 1] ?? 0) + alpha * (residuals[at - 1] ?? 0) + drift, 6);
  });

  test("of ARIMA have R's names and signs, and explain the differences", () => {
    const { parameters, residuals } = forecasters.get("arima").fit(namedSeries("AirPassengers").map(Math.log), 12);
    expect(parameters.method).toBe("ARIMA(0,1,1)(0,1,1)[12]");
    const [ma1, sma1] = [numberOf(parameters, "ma1"), numberOf(parameters, "sma1")];
    // R's maximum likelihood: −0.4018 and −0.5569.
    expect(ma1).toBeCloseTo(-0.4018, 3);
    expect(sma1).toBeCloseTo(-0.5569, 3);
    const logs = namedSeries("AirPassengers").map(Math.log);
    const at = (index: number): number => logs[index] ?? 0;
    const error = (index: number): number => residuals[index] ?? 0;
    // The first years are uncertain of what came before them; from there it fades.
    for (let index = 110; index < logs.length; index++) {
      const difference = at(index) - at(index - 1) - at(index - 12) + at(index - 13);
      const explained = ma1 * error(index - 1) + sma1 * error(index - 12) + ma1 * sma1 * error(index - 13);
      expect(error(index)).toBeCloseTo(difference - explained, 3);
    }
  });

  test("of MSTL name the seasons that were taken out", () => {
    const values = Float64Array.from(
      { length: 400 },
      (_, at) => 10 * Math.sin((at * Math.PI) / 12) + ((at * 7919) % 13),
    );
    expect(forecasters.get("mstl").fit(values, 24).parameters.method).toMatch(/^MSTL\[24\] \+ ETS\(A,/);
  });

  test("of a combination are its members', and its residuals their mean", () => {
    const { parameters, residuals } = fitNile("combination");
    const members = ["ets", "theta", "arima"].map((id) => ({ id, ...fitNile(id) }));
    for (const member of members) expect(parameters[`${member.id}.sigma`]).toBe(member.parameters["sigma"]);
    const isMean = residuals.map((residual, at) => {
      const mean = members.reduce((sum, member) => sum + (member.residuals[at] ?? 0), 0) / 3;
      return Number(Object.is(residual, mean) || Math.abs(residual - mean) < 1e-9);
    });
    expect(isMean).not.toContain(0);
  });

  test("say when a model gave way to seasonal naive", () => {
    for (const id of ["ets", "arima", "mstl"])
      expect(forecasters.get(id).fit([1, 2, 3], 1).parameters.method, id).toBe("Seasonal naive");
  });
});
