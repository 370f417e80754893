import { describe, expect, test } from "vitest";
import { forecastSchema } from "#contract/data";
import { EngineError } from "#domain/errors";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { refusalOf } from "../../domain/errors/testing.ts";
import { createForecasts, densityOf, ramp, supersedable, view } from "./forecast-fixtures.ts";

const seriesOf = (id: string, values: number[]) => regularSeries(id, values, { startMs: Date.UTC(2024, 0, 1) });

describe("get", () => {
  test("answers with everything a chart needs, as the contract says", async () => {
    const { page, get, batches } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
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
    const { page, get, batches, bounds } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", [...ramp(20), -1, ...ramp(9)])));
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
    const { page, get, batches } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(12))));
    const { actuals, anchor, times } = await get({ origin: -3 });
    expect([...(batches[0]?.windows ?? [])]).toEqual([...Array(7).fill(Number.NaN), ...ramp(9)]);
    expect([...(actuals ?? [])]).toEqual([10, 11, 12, Number.NaN, Number.NaN]);
    expect(anchor.value).toBe(9);
    expect(times[0]).toBe(Date.UTC(2024, 0, 10));
    expect(times[4]).toBe(Date.UTC(2024, 0, 14));
  });

  test("the anchor is the last observed step at or before the origin", async () => {
    const { page, get } = createForecasts();
    const values = ramp(12);
    values[11] = Number.NaN;
    values[10] = Number.NaN;
    page.open(datasetOf("h", seriesOf("s", values)));
    expect((await get()).anchor).toEqual({ time: Date.UTC(2024, 0, 10), value: 10 });
  });

  test("a second visit is answered from memory, bit for bit, without another run", async () => {
    const { page, get, windows } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    const first = await get({ origin: -4 });
    const second = await get({ origin: -4 });
    expect([first.source, second.source]).toEqual(["computed", "cache"]);
    expect(second).toEqual({ ...first, source: "cache" });
    expect(windows()).toBe(1);
    first.quantiles.fill(0);
    expect((await get({ origin: -4 })).quantiles).toEqual(second.quantiles);
  });

  test("requests at the same time share one run", async () => {
    const { page, get, windows } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    const forecasts = await Promise.all([get(), get(), get()]);
    expect(forecasts.map(({ source }) => source)).toEqual(["computed", "joined", "joined"]);
    expect(windows()).toBe(1);
    // Each has numbers of its own: what is sent to a window may be taken from here.
    forecasts[0]?.quantiles.fill(0);
    expect(forecasts[1]?.quantiles).toEqual(forecasts[2]?.quantiles);
    expect(forecasts[1]?.quantiles).not.toEqual(forecasts[0]?.quantiles);
  });

  test("another horizon or series is another forecast", async () => {
    const { page, get, windows } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30)), seriesOf("t", ramp(30))));
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
    const { page, get } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    await expect(get(overrides)).rejects.toMatchObject({ code });
    await expect(get({ origin: -22 })).resolves.toMatchObject({ origin: -22 });
  });

  test("refuses an origin before the first observation", async () => {
    const { page, get } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", [...Array(20).fill(Number.NaN), ...ramp(10)])));
    await expect(get({ origin: -15 })).rejects.toMatchObject({ code: "series-too-short" });
  });

  test("a request that was superseded while it was looked up begins nothing", async () => {
    const { page, forecasts, get, control, held, settled, windows } = createForecasts();
    control.isHeld = true;
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    // Both wait for the comparison with other files before they are dispatched.
    const { signal, supersede } = supersedable();
    const older = get({ origin: -1 }, signal);
    const newer = get({ origin: -2 });
    supersede();
    await expect(older).rejects.toMatchObject({ reason: "superseded" });
    await settled();
    held[0]?.();
    await expect(newer).resolves.toMatchObject({ origin: -2 });
    expect(windows()).toBe(1);
    expect(forecasts.health().counts).toMatchObject({ superseded: 1, miss: 1 });
  });

  test("a signal cancels its own request only", async () => {
    const { page, get, control, held, settled } = createForecasts();
    control.isHeld = true;
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    const abort = new AbortController();
    const mine = get({}, abort.signal);
    const theirs = get();
    await settled();
    abort.abort();
    await expect(mine).rejects.toMatchObject({ code: "cancelled", reason: "user" });
    await expect(get({}, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
    held[0]?.();
    await expect(theirs).resolves.toMatchObject({ source: "joined" });
    // Not even with what is at hand.
    await expect(get({}, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("density", () => {
  test("comes with the forecast when it is asked for from the start", async () => {
    const { page, get, densities } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    expect((await get({ density: true })).density).toEqual(densityOf(5));
    expect((await get({ density: true })).density).toEqual(densityOf(5));
    expect(densities).toHaveLength(0);
  });

  test("of a forecast that is at hand is computed alone, once, and without inference", async () => {
    const { page, get, densities, windows } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    await get();
    const both = await Promise.all([get({ density: true }), get({ density: true })]);
    expect(both.map(({ density }) => density)).toEqual([densityOf(5), densityOf(5)]);
    await get({ density: true });
    expect(densities).toEqual([1]);
    expect(windows()).toBe(1);
  });
});

test("a density is kept for its time to live and no longer", async () => {
  const { page, get, densities, clock } = createForecasts();
  page.open(datasetOf("h", seriesOf("s", ramp(30))));
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
  const { page, forecasts, get, windows } = createForecasts({ forecastBytes: 1 });
  page.open(datasetOf("h", seriesOf("s", ramp(30))));
  const both = await Promise.all([get({ origin: -1 }), get({ origin: -1 }), get({ origin: -2 })]);
  expect(both.map(({ origin, source }) => [origin, source])).toEqual([
    [-1, "computed"],
    [-1, "joined"],
    [-2, "computed"],
  ]);
  expect(forecasts.health().caches["forecasts"]?.items).toBe(0);
  expect(windows()).toBe(2);
  expect((await get({ origin: -1 })).source).toBe("computed");
});

describe("a superseded request", () => {
  test("is answered where its forecast is being computed, and not computed again for whoever wants the same", async () => {
    const { page, get, control, held, settled, windows } = createForecasts();
    control.isHeld = true;
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    const { signal, supersede } = supersedable();
    const older = get({}, signal);
    await settled();
    supersede();
    const newer = get();
    await settled();
    held[0]?.();
    expect([(await older).source, (await newer).source]).toEqual(["computed", "joined"]);
    expect(windows()).toBe(1);
  });

  test("no longer waits for a density", async () => {
    const { page, get, control, heldDensities, densityCancels, settled } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    await get();
    await get({ origin: -1 });
    control.isDensityHeld = true;
    const { signal, supersede } = supersedable();
    const older = get({ density: true }, signal);
    await settled();
    const newer = get({ origin: -1, density: true });
    supersede();
    await expect(older).rejects.toMatchObject({ reason: "superseded" });
    await settled();
    expect(densityCancels).toEqual(["superseded"]);
    for (const answer of heldDensities) answer();
    await expect(newer).resolves.toMatchObject({ origin: -1 });
  });

  test("leaves another that waits for the same density", async () => {
    const { page, get, control, heldDensities, densityCancels, densities, settled } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    await get();
    await get({ origin: -1 });
    control.isDensityHeld = true;
    const { signal, supersede } = supersedable();
    const mine = get({ density: true }, signal);
    const theirs = get({ density: true });
    await settled();
    const newer = get({ origin: -1 });
    supersede();
    await expect(mine).rejects.toMatchObject({ reason: "superseded" });
    await newer;
    expect(densityCancels).toEqual([]);
    heldDensities[0]?.();
    expect((await theirs).density).toEqual(densityOf(5));
    expect(densities).toHaveLength(1);
  });
});

describe("datasets", () => {
  test("are closed with the last reference; waiters are released and requests get dataset-not-found", async () => {
    const { page, datasets, forecasts, get, control, key, settled } = createForecasts();
    control.isHeld = true;
    const dataset = datasetOf("h", seriesOf("s", ramp(30)));
    page.open(dataset);
    page.open(dataset);
    const early = get({ origin: -1 });
    const waiting = get();
    page.close("h");
    await settled();
    expect(datasets.seriesValues("h", "s").values).toEqual(dataset.series[0]?.values);
    page.close("h");
    const late = get();
    for (const one of [early, waiting]) {
      await expect(one).rejects.toMatchObject({ code: "cancelled", reason: "dataset-deleted" });
    }
    await expect(late).rejects.toMatchObject({ code: "dataset-not-found" });
    await expect(get()).rejects.toMatchObject({ code: "dataset-not-found" });
    expect(() => forecasts.background.focus(view, key)).toThrow(EngineError);
    page.close("h");
  });

  test("closed in the moment of the first request release it, too", async () => {
    const { page, get, windows } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(30))));
    const waiting = get();
    page.close("h");
    await expect(waiting).rejects.toMatchObject({ code: "cancelled", reason: "dataset-deleted" });
    expect(windows()).toBe(0);
  });

  test("closed while their batch runs take nobody else's forecast with them", async () => {
    const { page, get, control, held, settled, batches, bugs } = createForecasts();
    page.open(datasetOf("closed", seriesOf("s", ramp(30))));
    page.open(datasetOf("open", seriesOf("s", ramp(40).reverse())));
    for (const dataset of ["closed", "open"]) await get({ dataset, origin: -1 });
    control.isHeld = true;
    const released = refusalOf(get({ dataset: "closed" }));
    const wanted = get({ dataset: "open" });
    await settled();
    expect(batches.at(-1)?.items).toHaveLength(2);
    page.close("closed");
    expect(await released).toMatchObject({ reason: "dataset-deleted" });
    held[0]?.();
    expect((await wanted).source).toBe("computed");
    expect((await get({ dataset: "open" })).source).toBe("cache");
    expect(bugs).toEqual([]);
  });

  test("opened again are answered from memory", async () => {
    const { page, get, windows } = createForecasts();
    const dataset = datasetOf("h", seriesOf("s", ramp(30)));
    page.open(dataset);
    await get();
    page.close("h");
    page.open(dataset);
    expect((await get()).source).toBe("cache");
    expect(windows()).toBe(1);
  });
});

test("health counts what happened", async () => {
  const { page, forecasts, get } = createForecasts();
  page.open(datasetOf("h", seriesOf("s", ramp(30))));
  await Promise.all([get(), get()]);
  await get();
  const { counts, latencyMs, caches, queues, load } = forecasts.health();
  expect(counts).toMatchObject({ hit: 1, miss: 1, joined: 1, computed: 1 });
  expect(latencyMs["user"]?.count).toBe(2);
  expect(latencyMs["hit"]?.count).toBe(1);
  expect(caches["forecasts"]?.items).toBe(1);
  expect(queues.user).toEqual({ waiting: 0, running: 0, oldestMs: 0, done: 1 });
  expect(load).toBe(0);
});

test("stopping releases everyone and refuses what comes later", async () => {
  const { page, forecasts, get, control, held, settled } = createForecasts();
  control.isHeld = true;
  page.open(datasetOf("h", seriesOf("s", ramp(30))));
  const waiting = get();
  await settled();
  const stopped = forecasts.stop();
  await expect(waiting).rejects.toMatchObject({ reason: "shutdown" });
  await expect(get({ origin: -1 })).rejects.toMatchObject({ code: "shutting-down" });
  for (const end of held) end();
  await stopped;
});

test("stopping releases who waits for a density, too", async () => {
  const { page, forecasts, get, control, densityCancels, settled } = createForecasts();
  page.open(datasetOf("h", seriesOf("s", ramp(30))));
  await get();
  control.isDensityHeld = true;
  const asked = refusalOf(get({ density: true }));
  await settled();
  await forecasts.stop();
  expect(await asked).toMatchObject({ reason: "shutdown" });
  expect(densityCancels).toEqual(["shutdown"]);
});
