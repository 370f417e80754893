/** Evaluations over the real queue, which is smaller than what they need. */
import { describe, expect, test } from "vitest";
import type { IngestedSeries } from "#domain/series";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { createForecasts, ramp } from "../forecasts/forecast-fixtures.ts";
import type { ModelBacktestRequest } from "./evaluate-client.ts";
import { Backtests } from "./backtests.ts";
import { answer } from "../../worker/evaluate/work.ts";
import { emptyQueries, nothingAdopted } from "./evaluation-fixtures.ts";
import { forecastsAt, type ForecastSource } from "./past-forecasts.ts";

const seriesOf = (id: string): IngestedSeries => regularSeries(id, ramp(130), { startMs: Date.UTC(2024, 0, 1) });
const ids = Array.from({ length: 9 }, (_, index) => `s${index}`);

function setUp(limits = { maxEvaluationItems: 6, maxUserItems: 6, maxBatch: 4 }, series = ids.map(seriesOf)) {
  const { forecasts, page, batches, control, held, key, get } = createForecasts(limits);
  page.open(datasetOf("h", ...series));
  const source: ForecastSource = { get: (at, signal) => forecasts.service.get({ ...at, density: false }, signal) };
  return { limits, forecasts, batches, control, held, key, get, source };
}

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

describe("an evaluation that needs more forecasts than the queue holds", () => {
  test("is computed in full: a backtest of any size is refused nowhere", async () => {
    const { limits, forecasts, batches, source } = setUp();
    const scored: ModelBacktestRequest[] = [];
    const backtests = new Backtests({
      evaluate: {
        backtest: async (request) => {
          scored.push(request);
          return { models: [], choice: null };
        },
      },
      datasets: { series: (_handle, id) => seriesOf(id) },
      models: { list: () => [] },
      forecasts: { get: ({ bands: _bands, view: _view, ...at }, signal) => source.get(at, signal) },
      columns: { columnKey: (key) => JSON.stringify(key) },
      queries: emptyQueries(),
      adopted: nothingAdopted,
      now: () => 0,
    });
    const { skipped } = await backtests.run(
      {
        targets: ids.map((series) => ({ dataset: "h", series })),
        horizon: 5,
        origins: 100,
        stride: 1,
        models: ["tiny"],
      },
      { signal: new AbortController().signal, onProgress: () => undefined },
    );
    expect(skipped).toEqual([]);
    const made = scored.flatMap((request) => request.forecasts.map(({ quantiles }) => quantiles.length));
    expect(made).toEqual(ids.map(() => 100));
    expect(100 * ids.length).toBeGreaterThan(100 * limits.maxEvaluationItems);
    expect(forecasts.health().counts["refused"]).toBe(0);
    // Its batches are those of work that gives way.
    expect(new Set(batches.map(({ level }) => level))).toEqual(new Set(["evaluation"]));
    expect(Math.max(...batches.map(({ items }) => items.length))).toBeLessThanOrEqual(limits.maxBatch);
  });

  test("64 series at 170 origins are scored in full, forecast by a network and by models that are fitted", async () => {
    const all = Array.from({ length: 64 }, (_, index) =>
      regularSeries(
        `s${index}`,
        ramp(200).map((step) => (step * step * 7919 + index * 31) % 101),
      ),
    );
    const { forecasts, source } = setUp({ maxEvaluationItems: 64, maxUserItems: 6, maxBatch: 64 }, all);
    const backtests = new Backtests({
      evaluate: {
        backtest: async (request) => {
          const reply = answer(structuredClone({ type: "backtest", id: 1, ...request }), () => 0);
          if (reply.type !== "backtest") throw new Error("expected a backtest");
          return reply;
        },
      },
      datasets: { series: (_handle, id) => all[Number(id.slice(1))] as IngestedSeries },
      adopted: nothingAdopted,
      models: { list: () => [] },
      forecasts: { get: ({ bands: _bands, view: _view, ...at }, signal) => source.get(at, signal) },
      columns: { columnKey: (key) => JSON.stringify(key) },
      queries: emptyQueries(),
      now: () => 0,
    });
    const seen: number[] = [];
    const { models, perSeries, skipped } = await backtests.run(
      {
        targets: all.map(({ id }) => ({ dataset: "h", series: id })),
        ...{ horizon: 2, origins: 170, stride: 1, models: ["tiny", "seasonal-naive", "drift"] },
      },
      { signal: new AbortController().signal, onProgress: (done) => seen.push(done) },
    );
    expect([skipped, perSeries.length, seen.at(-1)]).toEqual([[], 3 * 64, 64]);
    expect(models.map(({ id, forecasts: made, steps }) => [id, made, steps])).toEqual(
      ["tiny", "seasonal-naive", "drift"].map((id) => [id, 64 * 170, 2 * 64 * 170]),
    );
    expect(models.map(({ againstBest }) => againstBest?.pairs ?? 170)).toEqual([170, 170, 170]);
    expect(forecasts.health().counts["refused"]).toBe(0);
  });

  test("fills the queue to its limit and waits with the rest; a user's request is taken on and sent at once", async () => {
    const { limits, forecasts, batches, control, held, get, source } = setUp();
    control.isHeld = true;
    const origins = ramp(50).map((step) => -step);
    const at = { dataset: "h", series: "s0", model: "tiny", horizon: 5 };
    const all = forecastsAt(source, at, origins, new AbortController().signal);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    const { waiting, running } = forecasts.health().queues.evaluation;
    expect([waiting + running, batches.map(({ level, items }) => [level, items.length])]).toEqual([
      origins.length,
      // The second is what is left of the limit.
      [
        ["evaluation", limits.maxBatch],
        ["evaluation", limits.maxEvaluationItems - limits.maxBatch],
      ],
    ]);
    const asked = get({ series: "s1" });
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(batches.map(({ level }) => level)).toEqual(["evaluation", "evaluation", "user"]);
    control.isHeld = false;
    for (const end of held) end();
    expect(await asked).toMatchObject({ series: "s1" });
    expect([...(await all).keys()]).toEqual(origins);
  });

  test("goes on for one window when another, which wanted the same, scrubs on", async () => {
    const { forecasts, control, held, source } = setUp();
    control.isHeld = true;
    const origins = ramp(30).map((step) => -step);
    const at = { dataset: "h", series: "s0", model: "tiny", horizon: 5 };
    const controller = new AbortController();
    const scrubbed = forecastsAt(source, at, origins, controller.signal);
    scrubbed.catch(() => undefined);
    const other = forecastsAt(source, at, origins, new AbortController().signal);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    controller.abort();
    control.isHeld = false;
    for (const end of held) end();
    await expect(scrubbed).rejects.toMatchObject({ code: "cancelled" });
    expect([...(await other).keys()]).toEqual(origins);
    // Each once, whoever asked first.
    expect(forecasts.health().counts["computed"]).toBe(origins.length);
  });

  test("gives its places up when nobody wants it any more, and others that wait go on", async () => {
    const { forecasts, control, held, source } = setUp();
    control.isHeld = true;
    const origins = ramp(30).map((step) => -step);
    const at = { dataset: "h", model: "tiny", horizon: 5 };
    const controller = new AbortController();
    const dropped = forecastsAt(source, { ...at, series: "s0" }, origins, controller.signal);
    dropped.catch(() => undefined);
    const wanted = forecastsAt(source, { ...at, series: "s1" }, origins, new AbortController().signal);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    controller.abort();
    await expect(dropped).rejects.toMatchObject({ code: "cancelled" });
    control.isHeld = false;
    for (const end of held) end();
    expect([...(await wanted).keys()]).toEqual(origins);
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(forecasts.health().queues.evaluation).toMatchObject({ waiting: 0, running: 0 });
  });
});
