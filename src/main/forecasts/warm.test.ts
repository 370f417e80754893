import { describe, expect, test } from "vitest";
import { isCancelled } from "#domain/errors";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { createForecasts, ramp, view } from "./forecast-fixtures.ts";
import { runsOnDisk, ramp as values, seriesOf as hourly } from "./persistence-fixtures.ts";

const seriesOf = (id: string, steps: readonly number[]) => regularSeries(id, steps, { startMs: Date.UTC(2024, 0, 1) });
const never = new AbortController().signal;
const outcomeOf = (work: Promise<void>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => (isCancelled(error) ? error.reason : "failed"),
  );

/** One open dataset with a long series and a short one. */
function open(limits: Parameters<typeof createForecasts>[0] = {}) {
  const run = createForecasts(limits);
  run.page.open(datasetOf("h", seriesOf("s", ramp(2000)), seriesOf("t", ramp(100))));
  const { origin: _, ...history } = run.key;
  return { ...run, history, warm: run.forecasts.background.warm.bind(run.forecasts.background) };
}

describe("what is computed before anybody asks", () => {
  test("is there for whoever asks then, is counted, and what is known is not computed again", async () => {
    const { history, warm, get, windows, forecasts, progress } = open();
    await warm(history, { oldest: -9, newest: 0 }, never);
    expect(windows()).toBe(10);
    await warm(history, { oldest: -9, newest: 0 }, never);
    await warm(history, { oldest: -11, newest: 0 }, never);
    expect(windows()).toBe(12);
    expect((await get()).source).toBe("cache");
    expect((await get()).source).toBe("cache");
    await get({ origin: -5 });
    expect(forecasts.health().counts).toMatchObject({ warmed: 12, warmedHit: 2 });
    expect(progress).toEqual([]);
  });

  test("shares batches among series, and leaves nothing behind", async () => {
    const { history, warm, batches, forecasts } = open();
    const all = ["s", "t"].map((series) => warm({ ...history, series }, { oldest: 0, newest: 0 }, never));
    await Promise.all(all);
    expect(batches.map(({ items }) => items.length)).toEqual([2]);
    expect(forecasts.service.isIdle()).toBe(true);
    expect(forecasts.health().queues.background).toMatchObject({ waiting: 0, running: 0, done: 2 });
  });

  test("of single origins is those and hardly any others", async () => {
    const { history, warm, get, windows } = open();
    await warm(history, [-40, -700, -1300], never);
    expect(windows()).toBeLessThan(64);
    for (const origin of [-40, -700, -1300]) expect((await get({ origin })).source).toBe("cache");
  });

  test("stops with the batch in hand, and nobody waits for more than that", async () => {
    const { history, warm, control, held, batches, get, settled, forecasts } = open();
    await get();
    control.isHeld = true;
    const abort = new AbortController();
    const work = outcomeOf(warm(history, { oldest: -1500, newest: 0 }, abort.signal));
    await settled();
    expect(batches).toHaveLength(2);
    abort.abort();
    const asked = get({ series: "t" });
    await settled();
    // The user's is beside it: each level has a slot of its own.
    expect(batches).toHaveLength(3);
    expect(batches[2]?.level).toBe("user");
    control.isHeld = false;
    for (const end of held.splice(0)) end();
    await asked;
    expect(await work).toBe("user");
    await settled();
    expect(batches).toHaveLength(3);
    expect(forecasts.service.isIdle()).toBe(true);
  });

  test("is a view's own once it looks there, in its order and to its end", async () => {
    const { history, key, warm, control, held, get, settled, windows, progress, forecasts } = open();
    await get();
    control.isHeld = true;
    const abort = new AbortController();
    const work = outcomeOf(warm(history, { oldest: -300, newest: -200 }, abort.signal));
    await settled();
    forecasts.background.focus(view, key);
    expect(await work).toBe("done");
    abort.abort();
    control.isHeld = false;
    for (const end of held.splice(0)) end();
    await settled();
    expect(windows()).toBe(1993);
    expect(progress.at(-1)).toMatchObject({ computed: 1993, total: 1993 });
  });

  test("waits for no view, and takes nothing from one that computes the same", async () => {
    const { history, key, warm, control, held, get, settled, forecasts } = open();
    await get();
    control.isHeld = true;
    forecasts.background.focus(view, key);
    await settled();
    expect(await outcomeOf(warm(history, { oldest: -300, newest: 0 }, never))).toBe("done");
    expect(forecasts.background.isComputing(history)).toBe(true);
    expect(forecasts.background.isComputing({ ...history, series: "t" })).toBe(false);
    control.isHeld = false;
    for (const end of held.splice(0)) end();
    await settled();
    expect(forecasts.health().counts["warmed"]).toBe(0);
  });

  test.each([
    ["its file is closed", "dataset-deleted", ({ page }: ReturnType<typeof open>) => page.close("h")],
    ["the application closes", "shutdown", ({ forecasts }: ReturnType<typeof open>) => void forecasts.stop()],
  ])("ends where %s", async (_what, reason, go) => {
    const run = open();
    run.control.isHeld = true;
    const work = outcomeOf(run.warm(run.history, { oldest: -300, newest: 0 }, never));
    await run.settled();
    go(run);
    expect(await work).toBe(reason);
    for (const end of run.held.splice(0)) end();
  });

  test("is bounded: there is no room for it where half of the memory is taken", async () => {
    const { history, warm, forecasts } = open({ forecastBytes: 30_000 });
    expect(forecasts.hasRoomAhead()).toBe(true);
    await warm(history, { oldest: -300, newest: 0 }, never);
    expect(forecasts.hasRoomAhead()).toBe(false);
  });
});

describe("over a restart", () => {
  const { start } = runsOnDisk();

  test("what a view looked at last is known, and what is unfinished until it is finished", async () => {
    const first = start();
    first.page.open(datasetOf("h", hourly(0, values(3000)), hourly(0, values(200), "t")));
    await first.get("h", 0);
    first.focus("h");
    await first.forecasts.stop();
    const second = start();
    const at = { dataset: "h", series: "s", model: "tiny", horizon: 2 };
    expect(second.forecasts.looks("h")).toEqual([{ ...at, isUnfinished: true }]);
    second.page.open(datasetOf("h", hourly(0, values(3000)), hourly(0, values(200), "t")));
    await second.forecasts.background.warm(at, { oldest: -9999, newest: 0 }, never);
    expect(second.forecasts.looks("h")).toEqual([{ ...at, isUnfinished: false }]);
    // Nothing is left for the view itself.
    second.focus("h");
    expect(await second.idle()).toMatchObject({ computed: 2993, total: 2993 });
    await second.forecasts.stop();
  });

  test("what is opened ahead gets no younger by it", async () => {
    const first = start();
    first.page.open(datasetOf("old", hourly(0, values(100))));
    await first.get("old", 0);
    await first.forecasts.stop();
    const [before] = await start().forecasts.cache.list();
    const second = start();
    second.datasets.openAhead(datasetOf("old", hourly(0, values(100))), {}).release();
    expect(await second.forecasts.cache.list()).toEqual([before]);
    second.page.open(datasetOf("old", hourly(0, values(100))));
    const [after] = await second.forecasts.cache.list();
    expect(after?.usedMs).toBeGreaterThan(before?.usedMs ?? Number.NaN);
    await second.forecasts.stop();
  });
});
