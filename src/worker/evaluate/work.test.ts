import { describe, expect, test } from "vitest";
import type { ToEvaluate } from "#contract/worker";
import { Catalogue, type Forecaster, forecasters } from "#engine/forecasters/catalogue";
import { forecasterLines, resolveModel } from "../../cli/selection.ts";
import { suitableModels } from "./models.ts";
import { sumsOf } from "#engine/metrics";
import { answer } from "./work.ts";

const season = 4;
const values = Float64Array.from(
  { length: 60 },
  (_, index) => 50 + index + 10 * Math.sin((index * Math.PI) / 2) + ((index * 7) % 5),
);
const series = { values, usualSeasons: [season] };
const origins = [-12, -8, -4];
const clock = () => 0;
const baselineModel = forecasters.baseline.id;

function backtest(part: Partial<Extract<ToEvaluate, { type: "backtest" }>> = {}) {
  const reply = answer(
    {
      type: "backtest",
      id: 7,
      series,
      horizon: 4,
      origins,
      originWeight: 1,
      statistical: ["theta"],
      forecasts: [],
      names: {},
      ...part,
    },
    clock,
  );
  if (reply.type !== "backtest" || reply.choice === null) throw new Error("expected a backtest and a choice");
  return { ...reply, choice: reply.choice };
}

function forecast(
  members: Extract<ToEvaluate, { type: "forecast" }>["members"],
  part: Partial<Extract<ToEvaluate, { type: "forecast" }>> = {},
): Float32Array {
  const reply = answer(
    { type: "forecast", id: 1, members, forecasts: [], series, horizon: 2, levels: [0.5], ...part },
    clock,
  );
  if (reply.type !== "forecast") throw new Error("expected a forecast");
  return reply.quantiles;
}

describe("a backtest", () => {
  test("scores seasonal naive whether or not it was asked for, by the definition of MASE", () => {
    const { models } = backtest();
    const naive = models.find(({ model }) => model === baselineModel);
    let sum = 0;
    for (const origin of origins) {
      const end = values.length + origin;
      let error = 0;
      for (let step = 0; step < 4; step++)
        error += Math.abs((values[end + step] ?? 0) - (values[end + step - season] ?? 0)) / 4;
      let scale = 0;
      for (let index = season; index < end; index++)
        scale += Math.abs((values[index] ?? 0) - (values[index - season] ?? 0));
      sum += error / (scale / (end - season));
    }
    expect(naive?.scores.MASE).toBeCloseTo(sum / origins.length, 6);
    expect(naive?.scores.origins).toBe(3);
    expect(naive?.skill).toBe(0);
  });

  test("scores forecasts that came from elsewhere, and chooses a perfect one", () => {
    const quantiles = origins.map((origin) => {
      const actuals = values.subarray(values.length + origin, values.length + origin + 4);
      return Float32Array.from([...actuals, ...actuals, ...actuals]);
    });
    const { models, choice } = backtest({
      forecasts: [{ model: "oracle", levels: [0.1, 0.5, 0.9], quantiles }],
      names: { oracle: "Oracle" },
    });
    expect(models[0]?.scores.MASE).toBeLessThan(1e-6);
    expect(models[0]?.skill).toBeGreaterThan(0.99);
    expect(choice.members).toEqual([{ model: "oracle", weight: 1 }]);
    expect(choice.reason).toContain("Oracle");
  });

  test("sees nothing beyond each origin", () => {
    const other = values.slice();
    other.fill(1e6, values.length - 4);
    const [one, two] = [backtest(), backtest({ series: { ...series, values: other } })];
    const early = (reply: ReturnType<typeof backtest>) => reply.models.map(({ past }) => past[0]);
    expect(early(two)).toEqual(early(one));
  });

  test("neither seasons nor values below zero that only come later are known at an origin", () => {
    // Noise between 0 and 3, then either more of it or a season around zero.
    const noise = (index: number) => ((index * index * 7919 + index * 104729) % 31) / 10;
    const later = (index: number) => 20 * Math.sin((index * Math.PI) / 2) + noise(index);
    const ask = (from: number) => {
      const given = Float64Array.from({ length: 160 }, (_, index) => (index < from ? noise(index) : later(index)));
      const network = {
        model: "n",
        levels: [0.1, 0.5, 0.9],
        quantiles: Array.from({ length: 2 }, () => Float32Array.of(-2, -2, -2, -2, 1, 1, 1, 1, 3, 3, 3, 3)),
      };
      const statistical = forecasters.all.map(({ id }) => id);
      // Naive forecasts repeat the last value at the first origin, the last season at the second one.
      return backtest({
        series: { values: given, usualSeasons: [season] },
        origins: [-120, -4],
        statistical,
        forecasts: [network],
      });
    };
    const [plain, turned] = [ask(160), ask(60)];
    const early = (reply: typeof plain) => reply.models.map(({ model, past }) => ({ model, ...past[0] }));
    expect(early(turned)).toEqual(early(plain));
    // Both turns are to be seen at the end, or nothing was tested.
    const naive = (reply: typeof plain) =>
      reply.models.find(({ model }) => model === baselineModel)?.past[1]?.pinballSum ?? Number.NaN;
    expect(naive(turned)).toBeLessThan(naive(plain) * 2);
  });
});

test("a statistical forecast has the wanted levels and stays above zero where the series does", () => {
  const small = { values: Float64Array.from({ length: 40 }, (_, index) => index % 3), usualSeasons: [3] };
  for (const { id } of forecasters.all) {
    const quantiles = forecast([{ model: id, weight: 1 }], { series: small, horizon: 5, levels: [0.01, 0.5, 0.99] });
    expect(quantiles, id).toHaveLength(15);
    expect(
      quantiles.every((value) => value >= 0),
      id,
    ).toBe(true);
  }
});

describe("a combination", () => {
  const levels = [0.1, 0.5, 0.9];

  test("averages the quantiles of its members, those that came from elsewhere too", () => {
    const given = { model: "net", levels, quantiles: [Float32Array.of(10, 20, 30, 40, 50, 60)] };
    const theta = forecast([{ model: "theta", weight: 1 }], { horizon: 2, levels });
    const mixed = forecast(
      [
        { model: "net", weight: 0.75 },
        { model: "theta", weight: 0.25 },
      ],
      { horizon: 2, levels, forecasts: [given] },
    );
    mixed.forEach((value, index) =>
      expect(value).toBeCloseTo(0.75 * ((index + 1) * 10) + 0.25 * (theta[index] ?? 0), 3),
    );
  });

  test("says which forecast is missing", () => {
    expect(() => forecast([{ model: "net", weight: 1 }], { horizon: 2, levels })).toThrow('"net"');
  });

  const past = [-40, -36, -32, -28, -24, -20, -16, -12, -8, -4];
  // Noise: smoothing can only say its mean, and the networks err as much in ways of their own. Their mean errs less than either.
  const noiseAround = (level: number): Float64Array =>
    Float64Array.from(
      { length: 120 },
      (_, index) => level + (((index * index * 7919 + index * 104729) % 401) / 10 - 20),
    );
  const amongSuitable = (noise: Float64Array, later: readonly number[] = []) => {
    const network = (model: string, shift: number) => ({
      model,
      levels,
      quantiles: past.map((origin) =>
        Float32Array.from({ length: 12 }, (_, cell) => {
          const at = noise.length + origin + (cell % 4);
          return (noise[at] ?? 0) + 14 * Math.sin(at * 2.7 + shift) + [-12, 0, 12][Math.floor(cell / 4)]!;
        }),
      ),
    });
    return backtest({
      series: { values: Float64Array.of(...noise, ...later), usualSeasons: [] },
      origins: past.map((origin) => origin - later.length),
      statistical: "suitable",
      forecasts: [network("n1", 0), network("n2", 0.2)],
      names: { n1: "One", n2: "Other", ets: "ETS", theta: "Theta" },
    });
  };

  test("is bounded at each past origin by what was known there", () => {
    const [bounded, below] = [
      [5, 1],
      [5, -1],
    ].map((later) => amongSuitable(noiseAround(21), later).choice);
    expect(bounded?.members.length).toBeGreaterThan(1);
    expect(below).toEqual(bounded);
  });

  test("is chosen among what suits the series, and does better than seasonal naive where it was not chosen by", () => {
    const { choice } = amongSuitable(noiseAround(50));
    const ids = choice.members.map(({ model }) => model);
    // Networks err alike: one of them is enough.
    expect(ids.filter((id) => id.startsWith("n"))).toHaveLength(1);
    expect(ids.length).toBeGreaterThan(1);
    expect(choice.ratio).toBeLessThan(1);
    expect(choice.reason).toMatch(
      /^Combination of .*(One|Other) 0\.\d\d.*: 0\.\d\d of the quantile loss of .* in 10 past forecasts, each held back from the choice\.$/,
    );
  });
});

describe("a forecaster that is added to the catalogue", () => {
  // The last difference once more, without a band.
  const lastStep: Forecaster = {
    id: "last-step",
    name: "Last step",
    description: "The last step once more",
    family: "benchmark",
    version: "1",
    cost: "instant",
    needs: { observations: 2 },
    expectedRatio: 1,
    fit(given) {
      const [before = 0, last = 0] = [given[given.length - 2], given[given.length - 1]];
      return {
        residuals: new Float64Array(given.length).fill(Number.NaN),
        parameters: { method: "Last step", drift: last - before },
        predict: (horizon, levels) =>
          Float32Array.from(
            { length: levels.length * horizon },
            (_, at) => last + ((at % horizon) + 1) * (last - before),
          ),
      };
    },
  };
  const catalogue = new Catalogue([forecasters.baseline, lastStep]);
  const line = { values: Float64Array.from({ length: 40 }, (_, index) => 3 * index), usualSeasons: [] };

  test("is offered where it suits, fitted at past origins, and chosen where it did better", () => {
    const request = { series: line, horizon: 2, origins: [-6, -4, -2], originWeight: 1, forecasts: [], names: {} };
    const reply = answer({ type: "backtest", id: 1, statistical: "suitable", ...request }, clock, catalogue);
    if (reply.type !== "backtest") throw new Error("expected a backtest");
    expect(reply.models.map(({ model }) => model)).toEqual(["seasonal-naive", "last-step"]);
    expect(reply.choice?.members).toEqual([{ model: "last-step", weight: 1 }]);
  });

  test("forecasts", () => {
    const members = [{ model: "last-step", weight: 1 }];
    const request = { members, forecasts: [], series: line, horizon: 2, levels: [0.1, 0.5] };
    const reply = answer({ type: "forecast", id: 1, ...request }, clock, catalogue);
    expect(reply).toMatchObject({ quantiles: Float32Array.of(120, 123, 120, 123) });
    expect(() => answer({ type: "forecast", id: 1, ...request }, clock)).toThrow('"last-step"');
  });

  test("is known to the command line and explained in its help", () => {
    expect(resolveModel({ models: () => [] }, "last-step", catalogue)).toBe("last-step");
    expect(forecasterLines(catalogue)).toEqual([
      "  seasonal-naive  Repeats the last season",
      "  last-step       The last step once more",
    ]);
  });
});

describe("a configured forecaster", () => {
  const id = "holt-winters-additive:alpha=0.3:beta=0.05:gamma=0.1+log@4";

  test("is scored at past origins, beside the forecaster as it is", () => {
    const { models } = backtest({ statistical: [id, "holt-winters-additive"] });
    expect(models.map(({ model }) => model)).toEqual([baselineModel, id, "holt-winters-additive"]);
    const [, configured, plain] = models.map(({ scores }) => scores.WQL);
    expect(configured).toBeGreaterThan(0);
    expect(configured).not.toBe(plain);
  });

  test("forecasts alone and with others, and is refused where there is no such parameter", () => {
    const alone = forecast([{ model: id, weight: 1 }], { levels: [0.1, 0.9] });
    const theta = forecast([{ model: "theta", weight: 1 }], { levels: [0.1, 0.9] });
    const members = [id, "theta"].map((model) => ({ model, weight: 0.5 }));
    const mixed = forecast(members, { levels: [0.1, 0.9] });
    mixed.forEach((value, at) => expect(value).toBeCloseTo(((alone[at] ?? 0) + (theta[at] ?? 0)) / 2, 3));
    expect(() => forecast([{ model: "theta:beta=1", weight: 1 }])).toThrow("no parameter");
  });
});

test("a fit that takes longer than a minute is given up, by the name of its model", () => {
  let nowMs = 0;
  const slow = () => (nowMs += 1000);
  const request = { members: [{ model: "arima", weight: 1 }], forecasts: [], series, horizon: 2, levels: [0.5] };
  expect(() => answer({ type: "forecast", id: 1, ...request }, slow)).toThrow(
    expect.objectContaining({ code: "timed-out", message: "ARIMA took more than 60 s for one fit." }),
  );
});

test("what suits a series depends on its season, and on whether demand is intermittent", () => {
  const known = { values, seasonSteps: season, seasonLengths: [season], isNonNegative: true };
  const of = (part: Partial<typeof known>): readonly string[] => suitableModels(forecasters, { ...known, ...part });
  expect(of({})).toEqual([baselineModel, "ets", "theta"]);
  expect(of({ seasonSteps: 24 })).toEqual([baselineModel, "theta", "mstl"]);
  expect(of({ values: values.map((value, index) => (index % 3 === 0 ? value : 0)) })).toContain("croston");
});

test("scores without a choice where none is asked for", () => {
  const request = { series, horizon: 4, origins, statistical: ["theta"], forecasts: [], names: {} };
  const reply = answer({ type: "backtest", id: 2, ...request }, clock);
  expect(reply).toMatchObject({ choice: null });
  expect(reply).toMatchObject({ models: backtest().models });
});

test("what a model scores at an origin does not depend on the other origins that are asked about", () => {
  const statistical = forecasters.all.map(({ id }) => id);
  const at = (wanted: readonly number[]) =>
    backtest({ origins: wanted, statistical }).models.map(({ model, past }) => ({ model, past }));
  const [whole, first, rest] = [at([-12, -8, -4]), at([-12]), at([-8, -4])];
  expect(whole).toEqual(
    first.map(({ model, past }, index) => ({ model, past: [...past, ...(rest[index]?.past ?? [])] })),
  );
});

describe("a backtest by step, with a gap, in a window", () => {
  const statistical = forecasters.all.map(({ id }) => id);

  test("sums by step are those of the whole forecasts, split", () => {
    const { models } = backtest({ byStep: true, statistical });
    expect(backtest({ statistical }).models.every(({ byStep }) => byStep === undefined)).toBe(true);
    for (const { model, byStep = [], past } of models) {
      expect(
        byStep.map(({ forecasts, steps }) => [forecasts, steps]),
        model,
      ).toEqual(Array(4).fill([3, 3]));
      const whole = sumsOf(past);
      for (const part of ["pinballSum", "squaredErrorSum", "errorSum", "crpsSum"] as const)
        expect(
          byStep.reduce((sum, one) => sum + one[part], 0),
          `${model} ${part}`,
        ).toBeCloseTo(whole[part], 6);
    }
  });

  test("what lies in the gap is not scored, whatever happened there", () => {
    const wide = { horizon: 6, origins: [-14, -10, -6], gapSteps: 2, statistical, byStep: true };
    const other = values.slice();
    // Only the gap of the last origin: nothing else sees it.
    other.fill(1e6, values.length - 6, values.length - 4);
    const last = (reply: ReturnType<typeof backtest>) => reply.models.map(({ past }) => past[2]);
    const plain = backtest(wide);
    expect(plain.models.map(({ past }) => past.map(({ steps }) => steps))).toEqual(plain.models.map(() => [4, 4, 4]));
    expect(plain.models[0]?.byStep).toHaveLength(4);
    expect(last(backtest({ ...wide, series: { ...series, values: other } }))).toEqual(last(plain));
    // A gap of none is none.
    expect(backtest({ gapSteps: 0 }).models).toEqual(backtest().models);
  });

  test("a window is what the model would have seen of a series that began there", () => {
    const windowSteps = 24;
    const wild = values.slice();
    for (let index = 0; index < values.length - 12 - windowSteps; index++) wild[index] = -1000 * (index % 7);
    const forecastsOf = (given: Float64Array) =>
      backtest({ statistical, windowSteps, series: { ...series, values: given } }).models.map(({ past }) =>
        past.map(({ errorSum, crpsSum, inside }) => ({ errorSum, crpsSum, inside })),
      );
    expect(forecastsOf(wild)).toEqual(forecastsOf(values));
    // Wider than the series is no window.
    expect(backtest({ statistical, windowSteps: 1000 }).models).toEqual(backtest({ statistical }).models);
    const scale = (part: { windowSteps?: number }) => backtest(part).models[0]?.past[0]?.seasonalScale;
    expect(scale({ windowSteps })).toBe(scale({}));
  });

  test("steps without an actual are not scored", () => {
    const gappy = values.slice();
    gappy[values.length - 3] = Number.NaN;
    const { models } = backtest({ series: { ...series, values: gappy }, byStep: true });
    expect(models.map(({ past }) => past.map(({ steps }) => steps))).toEqual(models.map(() => [4, 4, 3]));
    expect(models[0]?.byStep?.map(({ steps }) => steps)).toEqual([3, 2, 3, 3]);
  });
});

test("a short past is helped out by other series, as far as they were known at the forecast's time", () => {
  const levels = [0.1, 0.5, 0.9];
  const noise = Float64Array.from({ length: 400 }, (_, index) => ((index * 7919) % 101) / 50 - 1);
  const tableAt = (end: number) => ({ end, quantiles: Float32Array.of(-0.4, 0, 0.4) });
  const past = Array.from({ length: 390 }, (_, index) => tableAt(index + 8));
  const reply = answer(
    {
      type: "calibrate",
      id: 4,
      horizon: 1,
      levels,
      past: [],
      pastOrigins: 96,
      forecasts: [tableAt(9), tableAt(9)],
      series: { values: noise.slice(0, 9), usualSeasons: [] },
      others: [
        { values: noise, past, seen: [8, 400] },
        { values: noise, past: past.slice(0, 40), seen: [8, 400] },
      ],
    },
    clock,
  );
  if (reply.type !== "calibrated") throw new Error("expected calibrated bands");
  const [before, after] = reply.forecasts;
  expect(before).toEqual({ ...tableAt(9), end: undefined, residuals: 0, steps: 0, otherSeries: 0 });
  expect(after).toMatchObject({ residuals: 0, steps: 0, otherSeries: 2 });
  expect(after?.quantiles[2]).toBeGreaterThan(0.5);
});

test("bands are calibrated at each origin from what was known there", () => {
  const horizon = 2;
  const levels = [0.1, 0.5, 0.9];
  const noise = Float64Array.from({ length: 400 }, (_, index) => ((index * 7919) % 101) / 50 - 1);
  // The 80 % band is half as wide as it should be.
  const tableAt = (end: number) => ({ end, quantiles: Float32Array.of(-0.4, -0.4, 0, 0, 0.4, 0.4) });
  const past = Array.from({ length: 198 }, (_, index) => tableAt(2 * index + 2));
  const ask = (given: Float64Array) => {
    const request = {
      type: "calibrate",
      id: 3,
      horizon,
      levels,
      past,
      pastOrigins: 150,
      others: [],
      forecasts: [tableAt(10), tableAt(200), tableAt(400)],
    } as const;
    const reply = answer({ ...request, series: { values: given, usualSeasons: [] } }, clock);
    if (reply.type !== "calibrated") throw new Error("expected calibrated bands");
    return reply.forecasts;
  };
  const [early, middle, late] = ask(noise);
  expect(early).toMatchObject({ residuals: 8, steps: 8 });
  expect(late).toMatchObject({ residuals: 300, steps: 300 });
  const widths = [early, middle, late].map((bands) => (bands?.quantiles[4] ?? 0) - (bands?.quantiles[0] ?? 0));
  expect(widths[0]).toBeGreaterThan(0.8);
  expect(widths[1]).toBeGreaterThan(widths[0] ?? 0);
  expect(widths[2]).toBeGreaterThan(widths[1] ?? 0);
  const other = noise.slice();
  other.fill(50, 200);
  expect(ask(other).slice(0, 2)).toEqual([early, middle]);
});

test("bands are bounded by zero where the series was not below it yet", () => {
  const given = Float64Array.from({ length: 60 }, (_, index) => (index === 50 ? -8 : (index * 7) % 5));
  const levels = [0.1, 0.5, 0.9];
  // Half as wide as they should be: they grow, and reach below zero.
  const tableAt = (end: number) => ({ end, quantiles: Float32Array.of(1, 2, 3) });
  const past = Array.from({ length: 58 }, (_, index) => tableAt(index + 1));
  const forecasts = [50, 51].map((end) => ({ end, quantiles: Float32Array.of(0.1, 2, 2.5) }));
  const reply = answer(
    {
      type: "calibrate",
      id: 5,
      horizon: 1,
      levels,
      past,
      pastOrigins: 96,
      others: [],
      forecasts,
      series: { values: given, usualSeasons: [] },
    },
    clock,
  );
  if (reply.type !== "calibrated") throw new Error("expected calibrated bands");
  const [before, after] = reply.forecasts.map(({ quantiles }) => quantiles[0] ?? Number.NaN);
  expect(before).toBe(0);
  expect(after).toBeLessThan(-0.1);
});

describe("residuals", () => {
  const residualsOf = (model: string, given = values) => {
    const reply = answer({ type: "residuals", id: 9, model, series: { values: given, usualSeasons: [season] } }, clock);
    if (reply.type !== "residuals") throw new Error("expected residuals");
    return reply.report;
  };

  test("are those of the fit, with its parameters and a test of what is left", () => {
    const gappy = values.slice();
    gappy[30] = Number.NaN;
    const report = residualsOf("ets", gappy);
    const fit = forecasters.get("ets").fit(gappy, season, { seasons: [season] });
    expect(report.residuals).toEqual(fit.residuals);
    expect(report.parameters).toEqual(fit.parameters);
    expect(report.residuals[30]).toBeNaN();
    expect(report.count).toBe(fit.residuals.filter((value) => !Number.isNaN(value)).length);
    expect(report.autocorrelation.values).toHaveLength(8);
    expect(report.whiteness).toMatchObject({ lags: 8, freedom: 8 });
  });

  test("of every model of the catalogue can be looked at", () => {
    for (const { id } of forecasters.all) {
      const { model, residuals, parameters, histogram, count } = residualsOf(id);
      expect([model, residuals.length, typeof parameters["method"]], id).toEqual([id, values.length, "string"]);
      expect(
        histogram.counts.reduce((sum, bin) => sum + bin, 0),
        id,
      ).toBe(count);
    }
    expect(() => residualsOf("nope")).toThrow('"nope"');
  });
});

describe("data over time", () => {
  const intervals = [
    { from: 0, to: 40, data: Float64Array.of(0, 10, 20, 40), flagged: {} },
    { from: 5, to: 30, data: Float64Array.of(5, 30), flagged: {} },
  ];

  test("runs of values are found for each series", () => {
    const values = [Float64Array.of(Number.NaN, 1, 2, Number.NaN, 3), Float64Array.of(Number.NaN)];
    expect(answer({ type: "runs", id: 3, values }, clock)).toEqual({
      type: "runs",
      id: 3,
      runs: [Uint32Array.of(1, 3, 4, 5), new Uint32Array()],
    });
  });

  test("the overview and the bins are of the intervals that came with the question", () => {
    const overview = answer({ type: "availability-overview", id: 4, series: intervals }, clock);
    expect(overview).toMatchObject({ id: 4, overview: { from: 0, to: 40, complete: 1, spanMs: 65 } });
    const ranges = [
      { first: 0, last: 0 },
      { first: 5, last: 6 },
    ];
    const bins = answer(
      { type: "availability-bins", id: 5, series: intervals, size: "hour", ranges, rows: [1] },
      clock,
    );
    expect(bins).toMatchObject({
      id: 5,
      parts: [
        { bins: { withData: Float64Array.of(2), presentMs: Float64Array.of(55) }, rows: [{ series: 1 }] },
        { bins: { withData: Float64Array.of(0, 0) } },
      ],
    });
  });
});
