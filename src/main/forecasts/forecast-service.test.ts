import { describe, expect, test } from "vitest";
import { forecastSchema } from "#contract/data";
import { events } from "#contract/ipc";
import type { IngestedSeries } from "#contract/worker";
import { EngineError } from "#engine/errors";
import type { BatchInput, FinishedWindow } from "#engine/dispatch";
import { defaultForecastLimits } from "./forecast-limits.ts";
import { ForecastService, type BackgroundProgress, type ServiceModel } from "./forecast-service.ts";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { refusalOf } from "../../engine/errors/testing.ts";

const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

const model: ServiceModel = {
  id: "tiny",
  version: "1.0.0",
  sha256: "f".repeat(64),
  contextSteps: 16,
  levels: [0.1, 0.5, 0.9],
  maxHorizonSteps: 24,
  preprocessing: "1",
  executionProvider: "cpu",
};

const seriesOf = (id: string, values: number[]): IngestedSeries =>
  regularSeries(id, values, { startMs: Date.UTC(2024, 0, 1) });

const ramp = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Answers each window with its last value, spread by level and step, on the next turn of the event loop. */
function finish({ windows, items, horizon }: BatchInput): FinishedWindow[] {
  const contextSteps = windows.length / items.length;
  return items.map(({ index, wantsDensity }) => {
    const last = windows[(index + 1) * contextSteps - 1] ?? Number.NaN;
    const quantiles = new Float32Array(model.levels.length * horizon);
    model.levels.forEach((level, row) => quantiles.fill(last + level, row * horizon, (row + 1) * horizon));
    return { index, quantiles, density: wantsDensity ? densityOf(horizon) : null };
  });
}

function densityOf(horizon: number) {
  return {
    points: 2,
    from: new Float32Array(horizon),
    step: new Float32Array(horizon).fill(1),
    values: new Float32Array(2 * horizon).fill(0.5),
  };
}

function createService(options: { forecastBytes?: number } = {}) {
  const clock = { ms: 0 };
  const batches: BatchInput[] = [];
  const progress: BackgroundProgress[] = [];
  const densities: number[] = [];
  const bounds: boolean[] = [];
  const held: (() => void)[] = [];
  const control = { isHeld: false, isDensityHeld: false };
  const heldDensities: (() => void)[] = [];
  const densityCancels: string[] = [];
  const service = new ForecastService(
    {
      runner: {
        slots: 1,
        run(batch) {
          batches.push(batch);
          const free = Promise.withResolvers<void>();
          const results = Promise.withResolvers<FinishedWindow[]>();
          const end = () => {
            results.resolve(finish(batch));
            free.resolve();
          };
          if (control.isHeld) held.push(end);
          else setImmediate(end);
          return { free: free.promise, results: results.promise, cancel: () => undefined };
        },
      },
      models: (id) => (id === model.id ? model : undefined),
      density: (quantiles, levels, horizon, isNonNegative) => {
        bounds.push(isNonNegative);
        densities.push(quantiles.length / levels.length / horizon);
        const answer = Promise.withResolvers<ReturnType<typeof densityOf>>();
        if (control.isDensityHeld) heldDensities.push(() => answer.resolve(densityOf(horizon)));
        else answer.resolve(densityOf(horizon));
        return { promise: answer.promise, cancel: (reason) => densityCancels.push(reason) };
      },
      onBackgroundProgress: (one) => progress.push(one),
      logger: silentLogger,
      now: () => (clock.ms += 1),
    },
    { ...defaultForecastLimits(1e9), densityTtlMs: 1000, ...options },
  );
  const key = { dataset: "h", series: "s", model: "tiny", horizon: 5, origin: 0 };
  return {
    service,
    clock,
    batches,
    progress,
    densities,
    bounds,
    heldDensities,
    densityCancels,
    held,
    control,
    key,
    get: (overrides: Partial<typeof key> & { density?: boolean; view?: string } = {}, signal?: AbortSignal) =>
      service.get({ ...key, view: null, density: false, ...overrides }, signal),
    windows: () => batches.reduce((sum, { items }) => sum + items.length, 0),
    /** Nothing has moved for many turns: neither batches nor the queue. How many batches that takes is not for tests to know. */
    async settled(): Promise<void> {
      let seen = "";
      for (let quiet = 0; quiet < 200; quiet += 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        const { user, background } = service.health().queues;
        const now = JSON.stringify([batches.length, progress.length, user, background]);
        if (now !== seen) quiet = 0;
        seen = now;
      }
    },
  };
}

describe("get", () => {
  test("answers with everything a chart needs, as the contract says", async () => {
    const { service, get, batches } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    const forecast = await get();
    expect(forecastSchema.parse(forecast)).toEqual(forecast);
    expect(forecast).toMatchObject({
      dataset: "h",
      series: "s",
      origin: 0,
      executionProvider: "cpu",
      levels: [0.1, 0.5, 0.9],
      actuals: null,
      anchor: { time: Date.UTC(2024, 0, 30), value: 30 },
      density: null,
      source: "computed",
    });
    expect([...forecast.times].map((ms) => new Date(ms).toISOString().slice(0, 10))).toEqual([
      "2024-01-31",
      "2024-02-01",
      "2024-02-02",
      "2024-02-03",
      "2024-02-04",
    ]);
    expect([...(batches[0]?.windows ?? [])]).toEqual(ramp(30).slice(14));
  });

  test("forecasts from before the first value below zero are bounded by zero: that it would come was not known there", async () => {
    const { service, get, batches, bounds } = createService();
    service.register(datasetOf("h", { ...seriesOf("s", [...ramp(20), -1, ...ramp(9)]), isNonNegative: false }));
    for (const origin of [-10, -9, 0]) await get({ origin, density: true });
    expect(batches.map(({ items }) => items.map(({ isNonNegative }) => isNonNegative))).toEqual([
      [true],
      [false],
      [false],
    ]);
    // A density that is asked for later has the same bounds.
    for (const origin of [-11, -8]) await get({ origin });
    for (const origin of [-11, -8]) await get({ origin, density: true });
    expect(bounds).toEqual([true, false]);
  });

  test("a past origin sees nothing after it and carries its actuals, NaN where they run out", async () => {
    const { service, get, batches } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(12))));
    const { actuals, anchor, times } = await get({ origin: -3 });
    expect([...(batches[0]?.windows ?? [])]).toEqual([...Array(7).fill(Number.NaN), ...ramp(9)]);
    expect([...(actuals ?? [])]).toEqual([10, 11, 12, Number.NaN, Number.NaN]);
    expect(anchor.value).toBe(9);
    expect(times[0]).toBe(Date.UTC(2024, 0, 10));
    expect(times[4]).toBe(Date.UTC(2024, 0, 14));
  });

  test("the anchor is the last observed step at or before the origin", async () => {
    const { service, get } = createService();
    const values = ramp(12);
    values[11] = Number.NaN;
    values[10] = Number.NaN;
    service.register(datasetOf("h", seriesOf("s", values)));
    expect((await get()).anchor).toEqual({ time: Date.UTC(2024, 0, 10), value: 10 });
  });

  test("a second visit is answered from memory, bit for bit, without another run", async () => {
    const { service, get, windows } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    const first = await get({ origin: -4 });
    const second = await get({ origin: -4 });
    expect([first.source, second.source]).toEqual(["computed", "cache"]);
    expect(second).toEqual({ ...first, source: "cache" });
    expect(windows()).toBe(1);
    first.quantiles.fill(0);
    expect((await get({ origin: -4 })).quantiles).toEqual(second.quantiles);
  });

  test("requests at the same time share one run", async () => {
    const { service, get, windows } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    const forecasts = await Promise.all([get(), get(), get()]);
    expect(forecasts.map(({ source }) => source)).toEqual(["computed", "joined", "joined"]);
    expect(windows()).toBe(1);
    // Each has numbers of its own: what is sent to a window may be taken from here.
    forecasts[0]?.quantiles.fill(0);
    expect(forecasts[1]?.quantiles).toEqual(forecasts[2]?.quantiles);
    expect(forecasts[1]?.quantiles).not.toEqual(forecasts[0]?.quantiles);
  });

  test("another horizon or series is another forecast", async () => {
    const { service, get, windows } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30)), seriesOf("t", ramp(30))));
    await get();
    expect((await get({ horizon: 6 })).quantiles).toHaveLength(18);
    await get({ series: "t" });
    expect(windows()).toBe(3);
  });

  test.each([
    [{ dataset: "x" }, "dataset-not-found"],
    [{ series: "x" }, "series-not-found"],
    [{ model: "x" }, "model-not-found"],
    [{ horizon: 25 }, "horizon-out-of-range"],
    [{ horizon: 0 }, "horizon-out-of-range"],
    [{ origin: 1 }, "origin-out-of-range"],
    [{ origin: -23 }, "origin-out-of-range"],
    [{ origin: -0.5 }, "origin-out-of-range"],
  ])("refuses %o with %s", async (overrides, code) => {
    const { service, get } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    await expect(get(overrides)).rejects.toMatchObject({ code });
    await expect(get({ origin: -22 })).resolves.toMatchObject({ origin: -22 });
  });

  test("refuses an origin before the first observation", async () => {
    const { service, get } = createService();
    service.register(datasetOf("h", seriesOf("s", [...Array(20).fill(Number.NaN), ...ramp(10)])));
    await expect(get({ origin: -15 })).rejects.toMatchObject({ code: "series-too-short" });
  });

  test("a view's older request never pushes a newer one aside, however long it took to look it up", async () => {
    const { service, get, control, held, settled, windows } = createService();
    control.isHeld = true;
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    // Both wait for the comparison with other files before they are dispatched.
    const older = get({ origin: -1, view: "v" });
    const newer = get({ origin: -2, view: "v" });
    await expect(older).rejects.toMatchObject({ reason: "superseded" });
    await settled();
    held[0]?.();
    await expect(newer).resolves.toMatchObject({ origin: -2 });
    expect(windows()).toBe(1);
    expect(service.health().counts["superseded"]).toBe(1);
  });

  test("a signal cancels its own request only", async () => {
    const { service, get, control, held, settled } = createService();
    control.isHeld = true;
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    const abort = new AbortController();
    const mine = get({}, abort.signal);
    const theirs = get();
    await settled();
    abort.abort();
    await expect(mine).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    await expect(get({}, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
    held[0]?.();
    await expect(theirs).resolves.toMatchObject({ source: "joined" });
  });
});

describe("density", () => {
  test("comes with the forecast when it is asked for from the start", async () => {
    const { service, get, densities } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    expect((await get({ density: true })).density).toEqual(densityOf(5));
    expect((await get({ density: true })).density).toEqual(densityOf(5));
    expect(densities).toHaveLength(0);
  });

  test("of a forecast that is at hand is computed alone, once, and without inference", async () => {
    const { service, get, densities, windows } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    await get();
    const both = await Promise.all([get({ density: true }), get({ density: true })]);
    expect(both.map(({ density }) => density)).toEqual([densityOf(5), densityOf(5)]);
    await get({ density: true });
    expect(densities).toEqual([1]);
    expect(windows()).toBe(1);
  });
});

test("a density is kept for its time to live and no longer", async () => {
  const { service, get, densities, clock } = createService();
  service.register(datasetOf("h", seriesOf("s", ramp(30))));
  await get();
  await get({ density: true });
  clock.ms += 500;
  await get({ density: true });
  expect(densities).toHaveLength(1);
  clock.ms += 1000;
  await get({ density: true });
  expect(densities).toHaveLength(2);
});

test("whoever waits for a forecast gets it, even when there is no room to keep it", async () => {
  const { service, get, windows } = createService({ forecastBytes: 1 });
  service.register(datasetOf("h", seriesOf("s", ramp(30))));
  const both = await Promise.all([get({ origin: -1 }), get({ origin: -1 }), get({ origin: -2 })]);
  expect(both.map(({ origin, source }) => [origin, source])).toEqual([
    [-1, "computed"],
    [-1, "joined"],
    [-2, "computed"],
  ]);
  expect(service.health().caches["forecasts"]?.items).toBe(0);
  expect(windows()).toBe(2);
  expect((await get({ origin: -1 })).source).toBe("computed");
});

describe("a view that asks for something newer", () => {
  test("no longer waits for the density of what came before", async () => {
    const { service, get, control, heldDensities, densityCancels, settled } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    await get();
    await get({ origin: -1 });
    control.isDensityHeld = true;
    const older = get({ density: true, view: "v" });
    await settled();
    const newer = get({ origin: -1, density: true, view: "v" });
    await expect(older).rejects.toMatchObject({ reason: "superseded" });
    await settled();
    expect(densityCancels).toEqual(["superseded"]);
    for (const answer of heldDensities) answer();
    await expect(newer).resolves.toMatchObject({ origin: -1 });
  });

  test("leaves another view that waits for the same density", async () => {
    const { service, get, control, heldDensities, densityCancels, densities, settled } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    await get();
    await get({ origin: -1 });
    control.isDensityHeld = true;
    const mine = get({ density: true, view: "v" });
    const theirs = get({ density: true, view: "w" });
    await settled();
    const newer = get({ origin: -1, view: "v" });
    await expect(mine).rejects.toMatchObject({ reason: "superseded" });
    await newer;
    expect(densityCancels).toEqual([]);
    heldDensities[0]?.();
    expect((await theirs).density).toEqual(densityOf(5));
    expect(densities).toHaveLength(1);
  });
});

describe("background", () => {
  test("computes every origin once and says how far it is, the last time when all is done", async () => {
    const { service, key, progress, windows, get, settled } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(300))));
    await get();
    service.focus(key);
    await settled();
    expect(windows()).toBe(293);
    expect(progress.at(-1)).toEqual({
      dataset: "h",
      series: "s",
      model: "tiny",
      horizon: 5,
      computed: 293,
      reused: 0,
      total: 293,
    });
    for (const one of progress) expect(events["background:progress"].parse(one)).toEqual(one);
    expect((await get({ origin: -250 })).source).toBe("cache");
    expect(service.health().queues).toMatchObject({
      user: { waiting: 0, running: 0, oldestMs: 0 },
      background: { waiting: 0, running: 0, oldestMs: 0, done: 292 },
    });
  });

  test("reports progress at most five times a second", async () => {
    const { service, key, progress, batches, settled } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(3000))));
    service.focus(key);
    await settled();
    expect(batches.length).toBeGreaterThan(40);
    expect(progress.length).toBeLessThan(batches.length / 3);
  });

  test("another horizon of the same series takes the place of the one before", async () => {
    const { service, key, settled, batches } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(2000)), seriesOf("t", ramp(100))));
    service.focus(key);
    service.focus({ ...key, series: "t" });
    for (let horizon = 6; horizon <= 12; horizon += 1) service.focus({ ...key, horizon });
    await settled();
    const windows = (horizon: number) =>
      batches.filter((batch) => batch.horizon === horizon).reduce((sum, { items }) => sum + items.length, 0);
    expect(windows(12)).toBe(1993);
    for (let horizon = 6; horizon <= 11; horizon += 1) expect(windows(horizon)).toBeLessThanOrEqual(64);
    // The other series goes on.
    expect(windows(5)).toBeGreaterThanOrEqual(93);
  });

  test("starts where something is observed", async () => {
    const { service, key, settled, windows } = createService();
    service.register(datasetOf("h", seriesOf("s", [...Array(100).fill(Number.NaN), ...ramp(50)])));
    service.focus(key);
    await settled();
    expect(windows()).toBe(50);
  });

  test("keeps to what fits into memory, around the focus", async () => {
    const { service, key, settled, windows, get } = createService({ forecastBytes: 100 * 60 * 2 });
    service.register(datasetOf("h", seriesOf("s", ramp(1000))));
    service.focus({ ...key, origin: -500 });
    await settled();
    expect(windows()).toBe(100);
    expect((await get({ origin: -540 })).source).toBe("cache");
    expect((await get({ origin: -600 })).source).toBe("computed");
  });
});

describe("datasets", () => {
  test("are closed with the last reference; waiters are released and requests get dataset-not-found", async () => {
    const { service, get, control, key, settled } = createService();
    control.isHeld = true;
    const dataset = datasetOf("h", seriesOf("s", ramp(30)));
    service.register(dataset);
    service.register(dataset);
    const early = get({ origin: -1 });
    const waiting = get();
    service.close("h");
    await settled();
    expect(service.values("h", "s").values).toEqual(dataset.series[0]?.values);
    service.close("h");
    const late = get();
    for (const one of [early, waiting]) {
      await expect(one).rejects.toMatchObject({ code: "cancelled", reason: "dataset-deleted" });
    }
    await expect(late).rejects.toMatchObject({ code: "dataset-not-found" });
    await expect(get()).rejects.toMatchObject({ code: "dataset-not-found" });
    expect(() => service.focus(key)).toThrow(EngineError);
    service.close("h");
  });

  test("closed in the moment of the first request release it, too", async () => {
    const { service, get, windows } = createService();
    service.register(datasetOf("h", seriesOf("s", ramp(30))));
    const waiting = get();
    service.close("h");
    await expect(waiting).rejects.toMatchObject({ code: "cancelled", reason: "dataset-deleted" });
    expect(windows()).toBe(0);
  });

  test("opened again are answered from memory", async () => {
    const { service, get, windows } = createService();
    const dataset = datasetOf("h", seriesOf("s", ramp(30)));
    service.register(dataset);
    await get();
    service.close("h");
    service.register(dataset);
    expect((await get()).source).toBe("cache");
    expect(windows()).toBe(1);
  });
});

test("health counts what happened", async () => {
  const { service, get } = createService();
  service.register(datasetOf("h", seriesOf("s", ramp(30))));
  await Promise.all([get(), get()]);
  await get();
  const { counts, latencyMs, caches, queues, load } = service.health();
  expect(counts).toMatchObject({ hit: 1, miss: 1, joined: 1, computed: 1 });
  expect(latencyMs["user"]?.count).toBe(2);
  expect(latencyMs["hit"]?.count).toBe(1);
  expect(caches["forecasts"]?.items).toBe(1);
  expect(queues.user).toEqual({ waiting: 0, running: 0, oldestMs: 0, done: 1 });
  expect(load).toBe(0);
});

test("stopping releases everyone and refuses what comes later", async () => {
  const { service, get, control, held, settled } = createService();
  control.isHeld = true;
  service.register(datasetOf("h", seriesOf("s", ramp(30))));
  const waiting = get();
  await settled();
  const stopped = service.stop();
  await expect(waiting).rejects.toMatchObject({ reason: "shutdown" });
  await expect(get({ origin: -1 })).rejects.toMatchObject({ code: "shutting-down" });
  for (const end of held) end();
  await stopped;
});

test("stopping releases who waits for a density, too", async () => {
  const { service, get, control, densityCancels, settled } = createService();
  service.register(datasetOf("h", seriesOf("s", ramp(30))));
  await get();
  control.isDensityHeld = true;
  const asked = refusalOf(get({ density: true }));
  await settled();
  await service.stop();
  expect(await asked).toMatchObject({ reason: "shutdown" });
  expect(densityCancels).toEqual(["shutdown"]);
});
