import { expect, test } from "vitest";
import type { Forecast, ForecastKey } from "#domain/forecast";
import type { IngestedSeries } from "#domain/series";
import type { ForecastSource } from "./past-forecasts.ts";
import { refusalOf } from "../../domain/errors/testing.ts";
import { nothingAdopted, openData, seriesOf } from "./evaluation-fixtures.ts";
import { ForecastRouter, type ForecastRouterPorts } from "./forecast-router.ts";

const { signal } = new AbortController();
const superseded = { code: "cancelled", reason: "superseded" };
const key = { dataset: "d", series: "s", model: "n", horizon: 4, origin: 0, view: "w", density: false };
const density = { points: 2, from: new Float32Array(4), step: new Float32Array(4), values: new Float32Array(8) };

function made({ model, origin }: ForecastKey, more: Partial<Forecast> = {}): Forecast {
  return { model: { id: model, version: "1", sha256: "" }, origin, density: null, ...more } as Forecast;
}

/** Waits that end when the test says so. */
function waits() {
  const open: (() => void)[] = [];
  return {
    delay: () => new Promise<void>((resolve) => void open.push(resolve)),
    end: () => open.splice(0).forEach((resolve) => resolve()),
  };
}

function setUp(part: Partial<ForecastRouterPorts> = {}) {
  const asked: unknown[] = [];
  const { delay, end } = waits();
  const router = new ForecastRouter({
    datasets: openData(seriesOf(9)),
    neural: {
      get: async (request) => {
        asked.push(["neural", request.model]);
        return made(request);
      },
    },
    native: {
      get: async (request) => {
        asked.push(["native", request.model]);
        return made(request);
      },
    },
    calibration: {
      get: async (native) => {
        asked.push(["calibrated", native.model.id]);
        return { ...native, calibration: { residuals: 9, steps: 3, otherSeries: 0 } };
      },
    },
    adopted: nothingAdopted,
    distributions: {
      density: async () => density,
      quantilesAt: async ({ horizon }, levels) =>
        Float32Array.from(levels.flatMap((level) => new Array<number>(horizon).fill(level * 10))),
    },
    delay,
    ...part,
  });
  return { router, asked, endGrace: end };
}

test("adopted is the model that was adopted for the series, and the forecast is of that one", async () => {
  const { router, asked } = setUp({
    adopted: { modelOf: ({ model, series }) => (model === "adopted" && series === key.series ? "ses+log" : model) },
  });
  const forecast = await router.get({ ...key, model: "adopted", bands: "native" }, signal);
  expect(asked).toEqual([["native", "ses+log"]]);
  expect(forecast.model.id).toBe("ses+log");
});

test("native bands of a network are its own affair", async () => {
  const { router, asked } = setUp();
  await router.get({ ...key, bands: "native" }, signal);
  expect(asked).toEqual([["neural", "n"]]);
});

test("calibrated bands and composed forecasts are made in turn, with a density where one is wanted", async () => {
  const { router, asked } = setUp();
  const forecast = await router.get({ ...key, model: "auto", bands: "calibrated", density: true }, signal);
  expect(asked).toEqual([
    ["native", "auto"],
    ["calibrated", "auto"],
  ]);
  expect(forecast).toMatchObject({ calibration: { residuals: 9, steps: 3, otherSeries: 0 }, density });
  expect((await router.get({ ...key, bands: "calibrated" }, signal)).density).toBeNull();
  expect(asked.slice(2)).toEqual([
    ["native", "n"],
    ["calibrated", "n"],
  ]);
});

test("whole numbers are for series that count things", async () => {
  const half = { levels: [0.5], quantiles: Float32Array.of(1.5) };
  const quantilesOf = async (series: IngestedSeries, isRounded: boolean) => {
    const neural = { get: async (request: ForecastKey) => made(request, half) };
    const { router } = setUp({ neural, datasets: openData(series) });
    return [...(await router.get({ ...key, bands: "native", isRounded }, signal)).quantiles];
  };
  const counts = seriesOf(9);
  expect(await quantilesOf(counts, true)).toEqual([2]);
  expect(await quantilesOf(counts, false)).toEqual([1.5]);
  expect(await quantilesOf({ ...counts, values: Float64Array.of(0.5) }, true)).toEqual([1.5]);
});

test("other levels stand between the model's own, which stay as they are", async () => {
  const own = { levels: [0.1, 0.5, 0.9], horizon: 2, quantiles: Float32Array.of(1, 1.5, 5, 5.5, 9, 9.5) };
  const { router } = setUp({ neural: { get: async (request) => made(request, own) } });
  const wider = await router.get({ ...key, bands: "native", levels: [0.05, 0.1, 0.9, 0.95] }, signal);
  expect(wider.levels).toEqual([0.05, 0.1, 0.5, 0.9, 0.95]);
  expect([...wider.quantiles]).toEqual([0.5, 0.5, 1, 1.5, 5, 5.5, 9, 9.5, 9.5, 9.5]);
  const same = await router.get({ ...key, bands: "native", levels: [0.1, 0.9] }, signal);
  expect(same.quantiles).toBe(own.quantiles);
});

/** Forecasts that end only when they are given up, but for origins that are answered at once; `told` says what happened. */
function slowSource(answered: readonly number[]) {
  const told: string[] = [];
  const source: ForecastSource = {
    get: (request, aborted) =>
      new Promise((resolve, reject) => {
        told.push(`asked for ${request.origin}`);
        aborted.addEventListener("abort", () => {
          told.push(`let ${request.origin} go`);
          reject(new Error("given up"));
        });
        if (answered.includes(request.origin)) resolve(made(request));
      }),
  };
  return { source, told };
}

test("a newer request for a network's forecast has begun before the older one of its view is let go", async () => {
  const { source, told } = slowSource([-2, -3]);
  const { router } = setUp({ neural: source });
  const ask = (origin: number, view: string | null) => router.get({ ...key, origin, view, bands: "native" }, signal);
  const older = refusalOf(ask(-1, "w"));
  await Promise.all([ask(-3, "other"), ask(-3, null)]);
  expect(told).toEqual(["asked for -1", "asked for -3", "asked for -3"]);
  expect((await ask(-2, "w")).origin).toBe(-2);
  expect(told.slice(3)).toEqual(["asked for -2", "let -1 go"]);
  expect(await older).toMatchObject(superseded);
});

test("of requests that wait for one view only the newest is made", async () => {
  const begun: number[] = [];
  const first = Promise.withResolvers<void>();
  const { router } = setUp({
    native: {
      get: async (request) => {
        begun.push(request.origin);
        if (request.origin === -1) await first.promise;
        return made(request);
      },
    },
  });
  const ask = (origin: number) => router.get({ ...key, model: "ets", origin, bands: "native" }, signal);
  const [one, two, three] = [ask(-1), ask(-2), ask(-3)];
  const second = refusalOf(two);
  first.resolve();
  expect((await one).origin).toBe(-1);
  expect((await three).origin).toBe(-3);
  expect(await second).toMatchObject(superseded);
  expect(begun).toEqual([-1, -3]);
});

test("what takes long has its grace, and is then given up for a newer request of the same view, and for no other", async () => {
  const { source, told } = slowSource([-2, -3]);
  const { router, endGrace } = setUp({ native: source });
  const ask = (origin: number, view: string) =>
    router.get({ ...key, model: "ets", origin, view, bands: "native" }, signal);
  const given = refusalOf(ask(-1, "w"));
  expect((await ask(-2, "other")).origin).toBe(-2);
  const newer = ask(-3, "w");
  expect(told).toEqual(["asked for -1", "asked for -2"]);
  endGrace();
  expect((await newer).origin).toBe(-3);
  expect(told.slice(2)).toEqual(["asked for -3", "let -1 go"]);
  expect(await given).toMatchObject(superseded);
});

test("a density that is under way for a view ends with a newer request of it", async () => {
  const ended: unknown[] = [];
  const { router, endGrace } = setUp({
    distributions: {
      quantilesAt: () => Promise.reject(new Error("not asked for")),
      density: (forecast, aborted) =>
        new Promise((resolve, reject) => {
          if (forecast.origin !== -1) resolve(density);
          aborted.addEventListener("abort", () => {
            ended.push(forecast.origin);
            reject(new Error("given up"));
          });
        }),
    },
  });
  const ask = (origin: number) => router.get({ ...key, model: "ets", origin, bands: "native", density: true }, signal);
  const given = refusalOf(ask(-1));
  const newer = ask(-2);
  endGrace();
  expect((await newer).density).toBe(density);
  expect(await given).toMatchObject(superseded);
  expect(ended).toEqual([-1]);
});
