import { describe, expect, test } from "vitest";
import { events } from "#contract/ipc";
import { EngineError } from "#domain/errors";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { createForecasts, ramp, view } from "./forecast-fixtures.ts";

const seriesOf = (id: string, values: number[]) => regularSeries(id, values, { startMs: Date.UTC(2024, 0, 1) });

describe("background", () => {
  test("computes every origin once and says how far it is, the last time when all is done", async () => {
    const { page, forecasts, key, progress, windows, get, settled } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(300))));
    await get();
    forecasts.background.focus(view, key);
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
    expect(forecasts.health().queues).toMatchObject({
      user: { waiting: 0, running: 0, oldestMs: 0 },
      background: { waiting: 0, running: 0, oldestMs: 0, done: 292 },
    });
  });

  test("computes the origins that go ahead before those around the focus, and says until when it works", async () => {
    const { page, forecasts, key, batches, get, settled } = createForecasts();
    const { origin: _, ...history } = key;
    page.open(datasetOf("h", seriesOf("s", ramp(300))));
    await get();
    expect(forecasts.background.isComputing(history)).toBe(false);
    forecasts.background.focus(view, key, [-200, -100]);
    expect(forecasts.background.isComputing(history)).toBe(true);
    expect(forecasts.background.isComputing({ ...history, horizon: 6 })).toBe(false);
    await settled();
    const { windows, items } = batches[1] ?? { windows: new Float32Array(), items: [] };
    const lasts = items.map((_item, index) => windows[(index + 1) * 16 - 1]);
    expect(lasts.slice(0, 3)).toEqual([100, 200, 299]);
    expect(forecasts.background.isComputing(history)).toBe(false);
  });

  test("reports progress at most five times a second", async () => {
    const { page, forecasts, key, progress, batches, settled } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(3000))));
    forecasts.background.focus(view, key);
    await settled();
    expect(batches.length).toBeGreaterThan(40);
    expect(progress.length).toBeLessThan(batches.length / 3);
  });

  test("another horizon of the same series takes the place of the one before", async () => {
    const { page, forecasts, key, settled, windowsOf } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(2000)), seriesOf("t", ramp(100))));
    forecasts.background.focus(view, key);
    forecasts.background.focus(view, { ...key, series: "t" });
    for (let horizon = 6; horizon <= 12; horizon += 1) forecasts.background.focus(view, { ...key, horizon });
    await settled();
    expect(windowsOf(12)).toBe(1993);
    for (let horizon = 6; horizon <= 11; horizon += 1) expect(windowsOf(horizon)).toBeLessThanOrEqual(64);
    // The other series goes on.
    expect(windowsOf(5)).toBeGreaterThanOrEqual(93);
  });

  test("that is held computes nothing, says so, and goes on with what views still want", async () => {
    const { page, forecasts, key, progress, settled, windowsOf, get } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(2000)), seriesOf("t", ramp(300))));
    forecasts.background.hold(true);
    forecasts.background.focus(view, key);
    forecasts.background.focus({ page: 2, chart: "main" }, { ...key, series: "t", horizon: 6 });
    await settled();
    expect([windowsOf(5), windowsOf(6)]).toEqual([0, 0]);
    expect(progress.at(-1)?.paused).toEqual({ reason: expect.stringMatching(/settings/), retryInMs: null });
    expect(forecasts.background.isComputing(key)).toBe(false);
    expect(forecasts.health().queues.background.waiting).toBe(0);
    // Whoever looks is answered.
    await get({ origin: -7 });
    expect(windowsOf(5)).toBe(1);
    forecasts.background.leave(2);
    forecasts.background.hold(false);
    await settled();
    expect([windowsOf(5), windowsOf(6)]).toEqual([1993, 0]);
    expect(progress.at(-1)?.paused).toBeUndefined();
  });

  test("that is held in the middle ends soon, and loses no view", async () => {
    const { page, forecasts, key, settled, windowsOf, control } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(2000))));
    control.isHeld = true;
    forecasts.background.focus(view, key);
    forecasts.background.hold(true);
    control.isHeld = false;
    await settled();
    expect(windowsOf(5)).toBeLessThan(500);
    forecasts.background.hold(false);
    await settled();
    expect(windowsOf(5)).toBeGreaterThanOrEqual(1993);
  });

  test("two views with two horizons of one series don't drop each other's work", async () => {
    const { page, forecasts, key, settled, windowsOf } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(2000))));
    const [mine, theirs] = [view, { page: 2, chart: "main" }];
    forecasts.background.focus(mine, key);
    forecasts.background.focus(theirs, { ...key, horizon: 6 });
    await settled();
    expect([windowsOf(5), windowsOf(6)]).toEqual([1993, 1993]);
  });

  test("a view leaves a horizon that another still looks at", async () => {
    const { page, forecasts, key, settled, windowsOf, get } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(2000))));
    await get();
    for (const chart of ["upper", "lower"]) forecasts.background.focus({ page: 1, chart }, key);
    forecasts.background.focus({ page: 1, chart: "upper" }, { ...key, horizon: 6 });
    forecasts.background.focus({ page: 1, chart: "upper" }, { ...key, horizon: 7 });
    await settled();
    expect([windowsOf(5), windowsOf(7)]).toEqual([1993, 1993]);
    expect(windowsOf(6)).toBe(0);
  });

  test("ends with the last page that looks at it", async () => {
    const { page, forecasts, key, settled, windowsOf, get } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(2000))));
    await get();
    forecasts.background.focus({ page: 1, chart: "upper" }, key);
    forecasts.background.focus({ page: 1, chart: "lower" }, { ...key, horizon: 6 });
    forecasts.background.focus({ page: 2, chart: "main" }, { ...key, horizon: 6 });
    forecasts.background.leave(1);
    await settled();
    expect([windowsOf(5), windowsOf(6)]).toEqual([1, 1993]);
    expect(forecasts.health().queues.background).toMatchObject({ waiting: 0, running: 0 });
  });

  test.each([
    ["its page goes", ({ forecasts }: ReturnType<typeof createForecasts>) => forecasts.background.leave(view.page)],
    ["its file is closed", ({ page }: ReturnType<typeof createForecasts>) => page.close("h")],
  ])("is not begun where %s while the series is compared with other files", async (_what, go) => {
    const run = createForecasts();
    run.page.open(datasetOf("h", seriesOf("s", ramp(300))));
    run.forecasts.background.focus(view, run.key);
    go(run);
    await run.settled();
    expect(run.windows()).toBe(0);
    expect(run.forecasts.health().queues.background.waiting).toBe(0);
  });

  test("that is refused says why and when it is tried again, to the window and in the log, and is then taken on", async () => {
    const { page, forecasts, key, progress, warnings, settled, elapse, control, held, get } = createForecasts({
      maxRanges: 1,
    });
    page.open(datasetOf("h", seriesOf("s", ramp(100)), seriesOf("t", ramp(100))));
    await Promise.all([get(), get({ series: "t" })]);
    control.isHeld = true;
    forecasts.background.focus(view, key);
    forecasts.background.focus({ page: 2, chart: "main" }, { ...key, series: "t" });
    const reason = "Too many series are already being computed in the background.";
    expect(progress.at(-1)).toMatchObject({ series: "t", paused: { reason, retryInMs: expect.closeTo(10_000, -2) } });
    expect(events["background:progress"].parse(progress.at(-1))).toEqual(progress.at(-1));
    expect(warnings).toEqual([`background-paused ${JSON.stringify({ code: "queue-full", retryInMs: 10_000 })}`]);
    // What is paused keeps nobody busy.
    expect(forecasts.health().queues.background.waiting).toBe(92);
    elapse(10_000);
    expect(progress.at(-1)).toMatchObject({ series: "t", paused: { reason, retryInMs: expect.closeTo(20_000, -2) } });
    control.isHeld = false;
    for (const end of held.splice(0)) end();
    await settled();
    elapse(20_000);
    await settled();
    expect(progress.at(-1)).toMatchObject({ series: "t", computed: 93, total: 93 });
    expect(progress.at(-1)).not.toHaveProperty("paused");
  });

  test("that stops with an error is tried again, less and less often, until it goes on; and not for a page that has gone", async () => {
    const { page, forecasts, key, progress, settled, elapse, control, windows, batches } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(100))));
    control.error = new EngineError("timed-out", "A forecast took longer than 5 min.");
    forecasts.background.focus(view, key);
    const pauses: number[] = [];
    for (const expected of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      await settled();
      pauses.push(progress.at(-1)?.paused?.retryInMs ?? Number.NaN);
      elapse(expected);
    }
    expect(pauses.map((ms) => Math.round(ms / 1000))).toEqual([10, 20, 40, 80, 160, 300, 300]);
    control.error = null;
    await settled();
    elapse(300_000);
    await settled();
    expect(progress.at(-1)).toMatchObject({ computed: 93, total: 93 });
    expect(windows()).toBeGreaterThan(93);

    control.error = new EngineError("timed-out", "A forecast took longer than 5 min.");
    forecasts.background.focus(view, { ...key, horizon: 6 });
    await settled();
    const before = batches.length;
    forecasts.background.leave(view.page);
    elapse(10_000);
    await settled();
    expect(batches.length).toBe(before);
  });

  test("ends when its file is closed, and has nothing left to do", async () => {
    const { page, forecasts, key, settled, windows, get } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(300))));
    await get();
    forecasts.background.focus(view, key);
    expect(forecasts.health().queues.background.waiting).toBe(292);
    page.close("h");
    expect(forecasts.health().queues.background.waiting).toBe(0);
    await settled();
    expect(windows()).toBe(1);
  });

  test("follows its model to another device, for those who want it still", async () => {
    const { page, forecasts, key, settled, windowsOf, get, control, batches, held } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(300))));
    await get();
    control.isHeld = true;
    forecasts.background.focus(view, { ...key, horizon: 6 });
    await settled();
    control.device = "webgpu";
    control.isHeld = false;
    held.at(-1)?.();
    await settled();
    const before = windowsOf(6);
    expect(batches.at(-1)?.executionProvider).toBe("webgpu");
    expect((await get({ horizon: 6, origin: -290 })).source).toBe("cache");
    expect(windowsOf(6)).toBe(before);
  });

  test("is kept by its view, and by no other, when it follows its model to another device", async () => {
    const { page, forecasts, key, settled, get, control, batches, held } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", ramp(300))));
    await get();
    control.isHeld = true;
    forecasts.background.focus(view, { ...key, horizon: 6 });
    await settled();
    control.device = "webgpu";
    held.at(-1)?.();
    await settled();
    expect(batches.at(-1)?.executionProvider).toBe("webgpu");
    forecasts.background.leave(2);
    expect(forecasts.health().queues.background.waiting).toBe(293);
    forecasts.background.leave(view.page);
    expect(forecasts.health().queues.background.waiting).toBe(0);
  });

  test("starts where something is observed", async () => {
    const { page, forecasts, key, settled, windows } = createForecasts();
    page.open(datasetOf("h", seriesOf("s", [...Array(100).fill(Number.NaN), ...ramp(50)])));
    forecasts.background.focus(view, key);
    await settled();
    expect(windows()).toBe(50);
  });

  test("keeps to what fits into memory, around the focus", async () => {
    const { page, forecasts, key, settled, windows, get } = createForecasts({ forecastBytes: 100 * 60 * 2 });
    page.open(datasetOf("h", seriesOf("s", ramp(1000))));
    forecasts.background.focus(view, { ...key, origin: -500 });
    await settled();
    expect(windows()).toBe(100);
    expect((await get({ origin: -540 })).source).toBe("cache");
    expect((await get({ origin: -600 })).source).toBe("computed");
  });
});
