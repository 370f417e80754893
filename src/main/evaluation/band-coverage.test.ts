import { expect, test } from "vitest";
import type { Forecast, ForecastKey } from "#domain/forecast";
import { QueryCache } from "#engine/cache";
import { BandCoverage } from "./band-coverage.ts";
import type { PastQuantiles } from "./calibration.ts";
import type { ModelBacktestRequest } from "./evaluate-client.ts";
import { openData, seriesOf } from "./evaluation-fixtures.ts";

const { signal } = new AbortController();
const key = { dataset: "d", series: "s", model: "n", horizon: 4 } as const;

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

/** The last `known` origins of those that are asked about are computed. */
function setUp(known: number) {
  const clock = { ms: 0 };
  const state = { known };
  const scored: ModelBacktestRequest[] = [];
  const calibratedOn: (readonly number[] | null)[] = [];
  const asked: number[] = [];
  const coverage = new BandCoverage({
    evaluate: {
      backtest: async (request) => {
        scored.push(request);
        const scores = {
          MASE: 1,
          sMAPE: 1,
          WQL: 1,
          coverage: { "0.5": 0.5, "0.8": 0.79, "0.95": 0.9 },
          steps: 240,
          origins: 3,
        };
        const [forecasts] = request.forecasts;
        return {
          models: [{ model: forecasts?.model ?? "", past: [], scores, skill: 0.2, seconds: 0 }],
          choice: { members: [], reason: "", origins: 0, ratio: 1 },
        };
      },
    },
    datasets: openData(seriesOf(60)),
    neural: {
      get: async (wanted) => {
        asked.push(wanted.origin);
        return made(wanted);
      },
    },
    computed: {
      computed: async (_key, origins) => ({
        executionProvider: "cpu",
        found: new Map(
          (state.known === 0 ? [] : origins.slice(-state.known)).map((origin) => [origin, new Float32Array(12)]),
        ),
      }),
    },
    native: { get: async (wanted) => made(wanted) },
    statistical: {
      pastOrigins: () => 96,
      alike: async (like, origins) =>
        new Map(origins.map((origin) => [origin, made({ model: like.model.id, origin })])),
    },
    calibration: {
      all: async (natives, _signal, past?: PastQuantiles) => {
        calibratedOn.push(past === undefined ? null : [...past.keys()]);
        return natives.map((native) => ({ ...native, quantiles: native.quantiles.map((value) => 10 * value) }));
      },
    },
    queries: new QueryCache({ maxBytes: 1e6, ttlMs: 1e9, now: () => clock.ms }),
  });
  return { coverage, scored, calibratedOn, asked, clock, state };
}

test("what is measured are the calibrated bands, each calibrated on what is computed so far", async () => {
  const { coverage, scored, calibratedOn } = setUp(2);
  const measured = await coverage.measure({ ...key, bands: "calibrated" }, "computed", signal);
  expect(measured).toEqual({ coverage: { "0.5": 0.5, "0.8": 0.79, "0.95": 0.9 }, steps: 240, origins: 2, skill: 0.2 });
  expect(scored[0]?.origins).toEqual([-8, -4]);
  expect(scored[0]?.forecasts[0]?.quantiles.map(([first]) => first)).toEqual([-80, -40]);
  expect(calibratedOn).toEqual([[-6, -5]]);
});

test("nothing computed, nothing measured; the whole past is made where the answer must not depend on that", async () => {
  const { coverage, asked, calibratedOn } = setUp(0);
  expect(await coverage.measure({ ...key, bands: "calibrated" }, "computed", signal)).toBeNull();
  expect(asked).toEqual([]);
  await coverage.measure({ ...key, bands: "calibrated" }, "whole", signal);
  expect(asked).toHaveLength(13);
  expect(calibratedOn).toEqual([null]);
});

test("composed forecasts are made again as they were made now, and native bands are left alone", async () => {
  const { coverage, scored, calibratedOn } = setUp(0);
  await coverage.measure({ ...key, model: "theta", bands: "native" }, "computed", signal);
  expect(scored[0]?.origins).toHaveLength(12);
  expect(calibratedOn).toEqual([]);
});

test("the same bands are measured once", async () => {
  const { coverage, scored } = setUp(2);
  for (const bands of ["calibrated", "calibrated", "native"] as const)
    await coverage.measure({ ...key, bands }, "computed", signal);
  expect(scored).toHaveLength(2);
});

test("native bands are measured on what is computed so far, without making any", async () => {
  const { coverage, scored, asked, calibratedOn } = setUp(2);
  const measured = await coverage.measure({ ...key, bands: "native" }, "computed", signal);
  expect(measured).toMatchObject({ origins: 2, skill: 0.2 });
  expect(scored[0]?.forecasts[0]?.quantiles.map(([first]) => first)).toEqual([-8, -4]);
  expect([asked, calibratedOn]).toEqual([[-8, -4], []]);
});

test("what is measured over a part of the past is measured again when there is more of it, and not kept for long", async () => {
  const { coverage, scored, clock, state } = setUp(2);
  const origins = async () => (await coverage.measure({ ...key, bands: "native" }, "computed", signal))?.origins;
  expect([await origins(), await origins()]).toEqual([2, 2]);
  clock.ms += 11 * 60_000;
  await origins();
  expect(scored).toHaveLength(2);
  state.known = 99;
  expect(await origins()).toBe(13);
  clock.ms += 11 * 60_000;
  await origins();
  expect(scored).toHaveLength(3);
  await coverage.measure({ ...key, horizon: 5, bands: "native" }, "computed", signal);
  expect(scored).toHaveLength(4);
});
