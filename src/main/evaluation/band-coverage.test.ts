import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { Forecast, ForecastKey } from "#domain/forecast";
import { nothingScored, type PastScore } from "#domain/score";
import { BandCoverage } from "./band-coverage.ts";
import type { ModelBacktestRequest } from "./evaluate-client.ts";
import { emptyQueries, nothingAdopted, openData, seriesOf } from "./evaluation-fixtures.ts";
import { evidenceOrigins, type ForecastSource } from "./past-forecasts.ts";

const { signal } = new AbortController();
const key = { dataset: "d", series: "s", model: "n", horizon: 4 } as const;
const series = seriesOf(60);
const { scored: scoredOrigins, calibration: calibrationOrigins } = evidenceOrigins(series, key.horizon);

function made({ model, origin }: Pick<ForecastKey, "model" | "origin">): Forecast {
  return {
    model: { id: model, version: "1", sha256: "f" },
    executionProvider: "cpu",
    horizon: 4,
    origin,
    levels: [0.1, 0.5, 0.9],
    quantiles: new Float32Array(12).fill(origin),
  } as unknown as Forecast;
}

/** An origin of four steps, of which the 80 % range contained so many. */
const pastOf = (hits: number): PastScore => ({
  ...nothingScored,
  steps: 4,
  mase: 1,
  pinballSum: 1,
  absoluteActualSum: 1,
  inside: { "0.5": 0, "0.8": hits, "0.95": 4 },
});

/** Seasonal naive loses more. */
const baseline: PastScore = { ...pastOf(4), pinballSum: 1.25 };

/** Of the origins that are asked about, those in `computed` are there. */
function setUp({
  isComputing = false,
  computed = new Set<number>(),
  adopted = nothingAdopted,
  /** Origins that have no forecast. */
  cannot = new Set<number>(),
  neural,
}: {
  readonly isComputing?: boolean;
  readonly computed?: Set<number>;
  readonly adopted?: typeof nothingAdopted;
  readonly cannot?: Set<number>;
  readonly neural?: ForecastSource;
} = {}) {
  const state = { isComputing, computed, cannot: new Set(cannot) };
  const scored: ModelBacktestRequest[] = [];
  const calibrated: (readonly number[])[] = [];
  const asked: number[] = [];
  const coverage = new BandCoverage({
    evaluate: {
      backtest: async (request) => {
        scored.push(request);
        const scores = {
          MASE: 1,
          sMAPE: 1,
          WQL: 1,
          coverage: { "0.5": 0.5, "0.8": 0.75, "0.95": 0.9 },
          steps: 4 * request.origins.length,
          origins: request.origins.length,
        };
        return {
          // The native bands, which come second, miss more.
          models: [...request.forecasts.map(({ model }) => model), "seasonal-naive"].map((model, index) => ({
            model,
            past: request.origins.map(() => (model === "seasonal-naive" ? baseline : pastOf(3 - 2 * index))),
            scores,
            skill: 0.2 - index,
            seconds: 0,
          })),
          choice: { members: [], reason: "", origins: 0, ratio: 1 },
        };
      },
    },
    datasets: openData(series),
    neural: neural ?? {
      get: async (wanted) => {
        asked.push(wanted.origin);
        if (state.cannot.has(wanted.origin)) throw new EngineError("series-too-short", "Too short.");
        return made(wanted);
      },
    },
    computed: {
      computed: async (_key, origins) => ({
        executionProvider: "cpu",
        found: new Map(
          origins.filter((origin) => state.computed.has(origin)).map((origin) => [origin, new Float32Array(12)]),
        ),
      }),
    },
    background: { isComputing: () => state.isComputing },
    native: { get: async (wanted) => made(wanted) },
    statistical: {
      alike: async (like, origins) =>
        new Map(origins.map((origin) => [origin, made({ model: like.model.id, origin })])),
    },
    calibration: {
      all: async (natives) => {
        calibrated.push(natives.map(({ origin }) => origin));
        return natives.map((native) => ({ ...native, quantiles: native.quantiles.map((value) => 10 * value) }));
      },
    },
    adopted,
    queries: emptyQueries(),
  });
  return { coverage, scored, calibrated, asked, state };
}

test("what is measured are the calibrated bands, beside what they were before", async () => {
  const { coverage, scored, calibrated } = setUp();
  const measured = await coverage.measure({ ...key, bands: "calibrated" }, "now", signal);
  expect(measured).toMatchObject({ steps: 52, origins: 13 });
  expect(measured?.skill).toBeCloseTo(0.2);
  expect(measured?.range).toMatchObject({ level: 0.8, coverage: 0.75, steps: 52, origins: 13 });
  expect(measured?.rangeAsModelled).toMatchObject({ coverage: 0.25, verdict: "too-narrow" });
  expect(scored[0]?.origins).toEqual(scoredOrigins);
  expect(scored[0]?.forecasts.map(({ quantiles }) => quantiles.at(-1)?.[0])).toEqual([-40, -4]);
  expect(calibrated).toEqual([scoredOrigins]);
});

test("the bands of adopted are those of what was adopted, which are made", async () => {
  const { coverage, asked, scored } = setUp({
    adopted: { modelOf: ({ model }) => (model === "adopted" ? "ses+log" : model) },
  });
  const measured = await coverage.measure({ ...key, model: "adopted", bands: "native" }, "now", signal);
  expect(measured).toMatchObject({ origins: 12 });
  expect(asked).toEqual([]);
  expect(scored).toHaveLength(1);
});

test("native bands are left alone, and have nothing to be compared with", async () => {
  const { coverage, asked, calibrated } = setUp();
  const measured = await coverage.measure({ ...key, bands: "native" }, "now", signal);
  expect(measured?.rangeAsModelled).toBeNull();
  expect([asked, calibrated]).toEqual([scoredOrigins, []]);
});

test("while background work goes on there is no figure of a part of the past", async () => {
  const { coverage, asked, scored, state } = setUp({ isComputing: true, computed: new Set(scoredOrigins.slice(1)) });
  const measure = (bands: "native" | "calibrated") => coverage.measure({ ...key, bands }, "background", signal);
  expect([await measure("native"), await measure("calibrated")]).toEqual([null, null]);
  expect([asked, scored]).toEqual([[], []]);
  state.computed = new Set(scoredOrigins);
  expect(await measure("native")).toMatchObject({ origins: 13 });
  expect(await measure("calibrated")).toBeNull();
  state.computed = new Set([...scoredOrigins, ...calibrationOrigins]);
  expect(await measure("calibrated")).toMatchObject({ origins: 13 });
});

test("background work that has ended is waited for no longer, and whoever asks gets the same figure", async () => {
  const { coverage, scored, state } = setUp({ isComputing: true });
  expect(await coverage.measure({ ...key, bands: "native" }, "background", signal)).toBeNull();
  const exported = await coverage.measure({ ...key, bands: "native" }, "now", signal);
  state.isComputing = false;
  expect(await coverage.measure({ ...key, bands: "native" }, "background", signal)).toEqual(exported);
  expect(scored).toHaveLength(1);
});

test("composed forecasts are made again as they were made now", async () => {
  const { coverage, scored } = setUp({ isComputing: true });
  await coverage.measure({ ...key, model: "theta", bands: "native" }, "background", signal);
  expect(scored[0]?.origins).toHaveLength(12);
});

test("forecasts that come to those measured before are scored alone, and the figure is that of all", async () => {
  const missing = new Set(scoredOrigins.slice(0, 5));
  const { coverage, scored, state } = setUp({ cannot: missing });
  expect(await coverage.measure({ ...key, bands: "native" }, "now", signal)).toMatchObject({ origins: 8, steps: 32 });
  state.cannot.clear();
  const all = await coverage.measure({ ...key, bands: "native" }, "now", signal);
  expect(scored.map(({ origins }) => origins)).toEqual([scoredOrigins.slice(5), scoredOrigins.slice(0, 5)]);
  expect(scored[1]?.forecasts[0]?.quantiles.map(([first]) => first)).toEqual(scoredOrigins.slice(0, 5));
  expect(all).toEqual(await setUp().coverage.measure({ ...key, bands: "native" }, "now", signal));
});

test("the same bands are measured once, others again", async () => {
  const { coverage, scored } = setUp();
  for (const bands of ["calibrated", "calibrated", "native"] as const)
    await coverage.measure({ ...key, bands }, "now", signal);
  await coverage.measure({ ...key, horizon: 5, bands: "native" }, "now", signal);
  expect(scored).toHaveLength(3);
});

test("the steps that lay within the range are those of the displayed bands, at past origins that are known", async () => {
  const { coverage, state } = setUp();
  const horizon = 4;
  const native: ForecastSource = {
    get: async ({ origin }) => {
      const first = series.values.length + origin;
      const actuals = series.values.slice(first, first + horizon);
      // The first step of each lies within, the last above; one was not observed.
      actuals[2] = Number.NaN;
      const levels = [0.1, 0.5, 0.9];
      const quantiles = Float32Array.from(
        levels.flatMap((_, level) => [...actuals].map(() => (actuals[0] ?? 0) + level - 1)),
      );
      const times = series.times.slice(first, first + horizon);
      return { ...made({ model: "n", origin }), levels, quantiles, times, actuals };
    },
  };
  const hits = await setUp({ neural: native }).coverage.hits({ ...key, bands: "native" }, signal);
  expect(hits?.level).toBe(0.8);
  expect(hits?.times).toHaveLength(3 * scoredOrigins.length);
  expect([...(hits?.hits ?? [])].slice(0, 3)).toEqual([1, 1, 0]);
  expect(hits?.times[0]).toBe(series.times[series.values.length + (scoredOrigins[0] ?? 0)]);
  state.isComputing = true;
  expect(await coverage.hits({ ...key, bands: "native" }, signal)).toBeNull();
});
