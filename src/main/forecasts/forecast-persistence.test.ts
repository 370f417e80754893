import type { IngestedSeries } from "#domain/series";
import type { FinishedWindow } from "#domain/forecast";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BatchInput } from "#engine/dispatch";
import { defaultForecastLimits, type ForecastLimits } from "./forecast-limits.ts";
import type { BackgroundProgress } from "./background-precomputer.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { tinyModel, view } from "./forecast-fixtures.ts";
import { Forecasts } from "./forecasts.ts";
import { DatasetRegistry } from "#main/datasets";
import { refusalOf } from "../../domain/errors/testing.ts";
import { datasetOf, pageOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { IndexDatabase } from "../cache/index-database.ts";
import { pinsInMemory } from "../cache/pin-fixtures.ts";

const hourMs = 3_600_000;
const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-persistence-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

const seriesOf = (startStep: number, values: readonly number[], id = "s"): IngestedSeries =>
  regularSeries(id, values, { unit: "hour", startMs: startStep * hourMs });

/** A forecast that every value of the window, its place in it, and the bound by zero have a say in. */
function finish({ windows, items, horizon }: BatchInput): FinishedWindow[] {
  const contextSteps = windows.length / items.length;
  return items.map(({ index, isNonNegative }) => {
    let digest = isNonNegative ? 17 : 18;
    for (const value of windows.subarray(index * contextSteps, (index + 1) * contextSteps)) {
      digest = (Math.imul(digest, 31) + (Number.isNaN(value) ? 7 : Math.round(value * 8))) | 0;
    }
    const quantiles = Float32Array.from({ length: 3 * horizon }, (_, at) => (digest % 100_000) + at / 8);
    return { index, quantiles, density: null };
  });
}

/** A later run of the application is later by the clock on the wall, too. */
let starts = 0;

/** One run of the application. */
function startService(
  options: {
    limits?: Partial<ForecastLimits>;
    model?: Partial<ServiceModel>;
    cacheFolder?: string | null;
    answerVersion?: string;
    schedule?: (work: () => void, ms: number) => void;
  } = {},
) {
  const model = { ...tinyModel, ...options.model };
  const clock = { ms: 0 };
  const startedMs = 1e12 + (starts += 1) * 1e6;
  const progress: BackgroundProgress[] = [];
  const notices: string[] = [];
  let windows = 0;
  let densities = 0;
  const cacheFolder = options.cacheFolder === undefined ? folder : options.cacheFolder;
  const datasets = new DatasetRegistry();
  const page = pageOf(datasets);
  const forecasts = new Forecasts({
    datasets,
    runner: {
      slots: 1,
      run(batch) {
        windows += batch.items.length;
        const done = Promise.resolve(finish(batch));
        return { free: done.then(() => undefined), results: done, cancel: () => undefined };
      },
    },
    models: { find: () => model },
    density: {
      density: ({ quantiles, horizon }) => {
        densities += 1;
        const density = {
          points: 2,
          from: quantiles.slice(0, horizon),
          step: new Float32Array(horizon).fill(1),
          values: new Float32Array(2 * horizon).fill(0.5),
        };
        return { promise: Promise.resolve(density), cancel: () => undefined };
      },
    },
    onBackgroundProgress: (one) => progress.push(one),
    onNotice: (message) => notices.push(message),
    answerVersion: () => options.answerVersion ?? "1",
    logger: silentLogger,
    now: () => (clock.ms += 1),
    wallNow: () => startedMs + clock.ms,
    // Only when a test asks for it.
    schedule: options.schedule ?? (() => undefined),
    limits: { ...defaultForecastLimits(1e9), ...options.limits },
  });
  if (cacheFolder !== null) forecasts.openCaches(cacheFolder, pinsInMemory());
  const key = (dataset: string, origin: number) => ({ dataset, series: "s", model: "tiny", horizon: 2, origin });
  return {
    page,
    datasets,
    forecasts,
    clock,
    progress,
    notices,
    windows: () => windows,
    /** How many were made. */
    densities: () => densities,
    get: (dataset: string, origin: number) => forecasts.service.get({ ...key(dataset, origin), density: false }),
    focus: (dataset: string, origin = 0) => forecasts.background.focus(view, key(dataset, origin)),
    /** Everything that the background has to do is done. */
    async idle(): Promise<BackgroundProgress> {
      await vi.waitUntil(() => progress.at(-1)?.computed === progress.at(-1)?.total && progress.length > 0, {
        interval: 1,
      });
      return progress.at(-1) as BackgroundProgress;
    },
  };
}

const ramp = (count: number, from = 0) => Array.from({ length: count }, (_, step) => ((from + step) * 37) % 101);

describe("a restart", () => {
  test("answers a computed dataset with zero inferences, bit for bit", async () => {
    const dataset = datasetOf("h", seriesOf(0, ramp(300)));
    const first = startService();
    first.page.open(dataset);
    first.focus("h");
    await first.idle();
    const before = await Promise.all([0, -1, -150, -292].map((origin) => first.get("h", origin)));
    expect(first.windows()).toBe(293);
    await first.forecasts.stop();

    const second = startService();
    second.page.open(dataset);
    const after = await Promise.all([0, -1, -150, -292].map((origin) => second.get("h", origin)));
    expect(after.map(({ quantiles }) => quantiles)).toEqual(before.map(({ quantiles }) => quantiles));
    expect(after.every(({ source }) => source === "cache")).toBe(true);
    second.focus("h", -100);
    expect(await second.idle()).toMatchObject({ computed: 293, total: 293, reused: 0 });
    expect(second.windows()).toBe(0);
    await second.forecasts.stop();
  });

  test("goes on where a killed process had got to", async () => {
    const dataset = datasetOf("h", seriesOf(0, ramp(300)));
    const killed = startService();
    killed.page.open(dataset);
    for (let origin = 0; origin > -40; origin -= 1) await killed.get("h", origin);
    // Written as it came; then the process is gone without a word.
    await killed.forecasts.cache.flush();
    for (let origin = -40; origin > -50; origin -= 1) await killed.get("h", origin);

    const second = startService();
    second.page.open(dataset);
    second.focus("h");
    await second.idle();
    expect(second.windows()).toBe(293 - 40);
    await second.forecasts.stop();
    killed.forecasts.cache.info();
  });

  test.each([
    ["weights", { sha256: "0".repeat(64) }],
    ["preprocessing", { preprocessing: "2" }],
    ["device", { executionProvider: "webgpu" }],
  ])("with another %s serves nothing old", async (_what, model) => {
    const dataset = datasetOf("h", seriesOf(0, ramp(50)));
    const first = startService();
    first.page.open(dataset);
    await first.get("h", 0);
    await first.forecasts.stop();
    const second = startService({ model });
    second.page.open(dataset);
    expect((await second.get("h", 0)).source).toBe("computed");
    await second.forecasts.stop();
  });

  test("finds what the end wrote, step by step as the host takes it", async () => {
    const dataset = datasetOf("h", seriesOf(0, ramp(300)));
    const first = startService();
    first.page.open(dataset);
    await first.get("h", -7);
    first.forecasts.service.refuse();
    await first.forecasts.flushInference();
    first.forecasts.flushDensity();
    await first.forecasts.persist();
    const second = startService();
    second.page.open(dataset);
    expect((await second.get("h", -7)).source).toBe("cache");
    await second.forecasts.stop();
  });

  test("keeps answers from forecasts, unless the code that computes them is another", async () => {
    const ask = (run: ReturnType<typeof startService>, value: string): Promise<unknown> =>
      run.forecasts.queries.ask({ kind: "coverage", dataset: "h", about: {} }, () => ({
        promise: Promise.resolve({ value, bytes: 10 }),
        cancel: () => undefined,
      })).promise;
    const first = startService();
    expect(await ask(first, "first")).toBe("first");
    await first.forecasts.stop();
    const second = startService();
    expect(await ask(second, "second")).toBe("first");
    await second.forecasts.cache.delete("h");
    expect(await ask(second, "second")).toBe("second");
    await second.forecasts.stop();
    const updated = startService({ answerVersion: "2" });
    expect(await ask(updated, "third")).toBe("third");
    await updated.forecasts.stop();
  });

  test("computes again what the disk lost, and says nothing wrong", async () => {
    const dataset = datasetOf("h", seriesOf(0, ramp(300)));
    const first = startService();
    first.page.open(dataset);
    first.focus("h");
    await first.idle();
    const expected = (await first.get("h", -30)).quantiles;
    await first.forecasts.stop();
    const root = join(folder, "v2", "forecasts");
    for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
      if (/^[^/]+\/1-.*\.arrow$/.test(name)) rmSync(join(root, name));
    }
    const second = startService();
    second.page.open(dataset);
    const again = await second.get("h", -30);
    expect(again.source).toBe("computed");
    expect(again.quantiles).toEqual(expected);
    second.focus("h");
    await second.idle();
    expect(second.windows()).toBe(64);
    await second.forecasts.stop();
  });
});

describe("a dataset that is closed while one of its forecasts is read from disk", () => {
  test.each(["closed", "closed and opened again"])("releases the request, and begins nothing: %s", async (what) => {
    const dataset = datasetOf("h", seriesOf(0, ramp(300)));
    const first = startService();
    first.page.open(dataset);
    await first.get("h", -30);
    await first.forecasts.stop();
    const second = startService();
    second.page.open(dataset);
    // Compared with other files by now, so that the next request reads at once.
    await second.get("h", 0);
    const root = join(folder, "v2", "forecasts");
    for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }))
      if (/^[^/]+\/1-.*\.arrow$/.test(name)) rmSync(join(root, name));
    const reading = refusalOf(second.get("h", -30));
    second.page.close("h");
    if (what !== "closed") second.page.open(dataset);
    expect(await reading).toMatchObject({ code: "cancelled", reason: "dataset-deleted" });
    expect(second.windows()).toBe(1);
    await second.forecasts.stop();
  });
});

/** Every file of the cache with its content, and every row of its index. */
function onDisk(): unknown {
  const root = join(folder, "v2");
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".arrow"));
  const db = new IndexDatabase(join(root, "index.sqlite"));
  const tables = ["datasets", "kept", "series", "columns", "chunks", "queries"];
  const rows = tables.map((table) => [table, db.all(`select * from ${table}`)]);
  db.close();
  return { files: names.sort().map((name) => [name, readFileSync(join(root, name), "base64")]), rows };
}

describe("densities", () => {
  const dataset = datasetOf("h", seriesOf(0, ramp(300)));
  const ask = (run: ReturnType<typeof startService>, name: string, origin: number) =>
    run.forecasts.service.get({ dataset: name, series: "s", model: "tiny", horizon: 2, origin, density: true });

  test("are there after a restart, with their forecasts, and not made again", async () => {
    const first = startService();
    first.page.open(dataset);
    const origins = [0, -1, -2, -150];
    const before = [];
    for (const origin of origins) {
      // One that is written before it has a density, and one that gets both at once.
      await first.get("h", origin);
      if (origin !== -1) await first.forecasts.cache.flush();
      before.push((await ask(first, "h", origin)).density);
    }
    expect(first.densities()).toBe(4);
    await first.forecasts.stop();

    const second = startService();
    second.page.open(dataset);
    const after = [];
    for (const origin of origins) after.push((await ask(second, "h", origin)).density);
    expect(after).toEqual(before);
    expect([second.densities(), second.windows()]).toEqual([0, 0]);
    // One beside them that was never asked for is made, and those that are there stay.
    await second.get("h", -3);
    await ask(second, "h", -3);
    expect(second.densities()).toBe(1);
    await second.forecasts.stop();
    const third = startService();
    third.page.open(dataset);
    for (const origin of [...origins, -3]) await ask(third, "h", origin);
    expect(third.densities()).toBe(0);
    await third.forecasts.stop();
  });

  test("of equal windows in another file are reused with their forecasts", async () => {
    const first = startService();
    first.page.open(dataset);
    const { density } = await ask(first, "h", 0);
    await first.forecasts.stop();
    const second = startService();
    second.page.open(datasetOf("appended", seriesOf(0, [...ramp(300), -1, 2])));
    expect((await ask(second, "appended", -2)).density).toEqual(density);
    expect([second.densities(), second.windows()]).toEqual([0, 0]);
    await second.forecasts.stop();
  });

  test("come back with a chunk that left memory before it was written", async () => {
    // Room for one chunk of 64 forecasts.
    const run = startService({ limits: { forecastBytes: 64 * 24 + 8 } });
    run.page.open(dataset);
    await ask(run, "h", -1);
    await ask(run, "h", -100);
    await run.forecasts.stop();
    const second = startService();
    second.page.open(dataset);
    for (const origin of [-1, -100]) await ask(second, "h", origin);
    expect([second.densities(), second.windows()]).toEqual([0, 0]);
    await second.forecasts.stop();
  });
});

describe("draw once and forget", () => {
  const wanted = { series: "s", model: "tiny", horizon: 2, origin: -3, density: false };
  const drawn = datasetOf("drawn", seriesOf(1000, ramp(300, 5)));
  const answerAbout = (run: ReturnType<typeof startService>, dataset: string): Promise<unknown> =>
    run.forecasts.queries.ask({ kind: "test", dataset, about: {} }, () => ({
      promise: Promise.resolve({ value: 1, bytes: 10 }),
      cancel: () => undefined,
    })).promise;

  test("leaves the cache folder as it was", async () => {
    const run = startService();
    run.page.open(datasetOf("h", seriesOf(0, ramp(300))));
    await run.get("h", 0);
    await run.forecasts.cache.flush();
    const before = onDisk();
    expect((await run.forecasts.service.draw(drawn, wanted)).source).toBe("computed");
    const lease = run.datasets.openOnce(drawn, {});
    await run.get("drawn", -100);
    await answerAbout(run, "drawn");
    await run.forecasts.cache.flush();
    lease.release();
    await run.forecasts.cache.flush();
    expect(onDisk()).toEqual(before);
    await run.forecasts.stop();
    expect(onDisk()).toEqual(before);
  });

  test("uses what the cache has, its own file's and another's", async () => {
    const first = startService();
    first.page.open(drawn);
    await first.get("drawn", -3);
    await first.forecasts.stop();
    const second = startService();
    expect((await second.forecasts.service.draw(drawn, wanted)).source).toBe("cache");
    const appended = datasetOf("appended", seriesOf(1000, [...ramp(300, 5), 1, 2]));
    expect((await second.forecasts.service.draw(appended, { ...wanted, origin: -5 })).source).toBe("cache");
    expect(second.windows()).toBe(0);
    await second.forecasts.stop();
  });

  test("is written once the file is opened to stay, with what was drawn before", async () => {
    const first = startService();
    await first.forecasts.service.draw(drawn, wanted);
    await first.forecasts.cache.flush();
    first.page.open(drawn);
    expect((await first.get("drawn", -3)).source).toBe("cache");
    await answerAbout(first, "drawn");
    await first.forecasts.stop();
    const second = startService();
    expect(second.forecasts.cache.info()).toMatchObject({ forecasts: 1, tiers: { answers: { items: 1 } } });
    second.page.open(drawn);
    expect((await second.get("drawn", -3)).source).toBe("cache");
    await second.forecasts.stop();
  });

  test("is computed again where memory had no room for it", async () => {
    // Room for one chunk of 64 forecasts.
    const run = startService({ limits: { forecastBytes: 64 * 24 + 8 } });
    for (const origin of [-3, -100, -3])
      expect((await run.forecasts.service.draw(drawn, { ...wanted, origin })).source).toBe("computed");
    await run.forecasts.stop();
  });
});

describe("memory smaller than the work", () => {
  test("sends to disk what does not fit and brings it back: nothing is computed twice", async () => {
    // Room for three chunks of 64 forecasts.
    const { page, forecasts, focus, get, idle, windows } = startService({
      limits: { forecastBytes: 3 * (64 * 24 + 8) },
    });
    page.open(datasetOf("h", seriesOf(0, ramp(600))));
    for (let origin = 0; origin > -590; origin -= 10) {
      await get("h", origin);
      if (origin % 50 === 0) await forecasts.cache.flush();
    }
    focus("h");
    await idle();
    const before = windows();
    await forecasts.cache.flush();
    for (let origin = 0; origin > -590; origin -= 10) {
      const { source } = await get("h", origin);
      expect(source).toBe("cache");
    }
    expect(windows()).toBe(before);
    const { caches, counts } = forecasts.health();
    expect(caches["forecasts"]?.bytes).toBeLessThan(3 * (64 * 24 + 8) + 100);
    expect(counts["evicted"]).toBeGreaterThan(0);
    expect(counts["readFromDisk"]).toBeGreaterThan(0);
    expect(counts["evictedFromDisk"]).toBe(0);
    await forecasts.stop();
  });
});

describe("a chunk that leaves memory while it is being written", () => {
  test("is found on its way", async () => {
    // Room for one chunk of 64 forecasts.
    const { page, forecasts, get, windows } = startService({ limits: { forecastBytes: 64 * 24 + 8 } });
    page.open(datasetOf("h", seriesOf(0, ramp(600))));
    await get("h", -1);
    const flushing = forecasts.cache.flush();
    for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    await get("h", -100);
    expect((await get("h", -1)).source).toBe("cache");
    expect(windows()).toBe(2);
    await flushing;
    await forecasts.stop();
  });

  test("with what came to it meanwhile, is written whole", async () => {
    // Room for one chunk of 64 forecasts.
    const { page, forecasts, get, windows } = startService({ limits: { forecastBytes: 64 * 24 + 8 } });
    page.open(datasetOf("h", seriesOf(0, ramp(600))));
    await get("h", -1);
    await get("h", -100);
    const flushing = forecasts.cache.flush();
    // Both come back, with one forecast more each, and leave again before the first write has ended.
    await Promise.all([get("h", -2), get("h", -101), get("h", -3), get("h", -102)]);
    await flushing;
    await forecasts.cache.flush();
    const before = windows();
    for (const origin of [-1, -2, -3, -100, -101, -102]) expect((await get("h", origin)).source).toBe("cache");
    expect(windows()).toBe(before);
    await forecasts.stop();
  });
});

describe("reuse across files", () => {
  const base = ramp(400);

  async function computed(options: Parameters<typeof startService>[0] = {}) {
    const run = startService(options);
    run.page.open(datasetOf("base", seriesOf(0, base)));
    run.focus("base");
    await run.idle();
    run.progress.length = 0;
    return run;
  }

  test("a file with one percent more rows costs one percent more inferences, and says how many it reused", async () => {
    const run = await computed();
    const before = run.windows();
    run.page.open(datasetOf("appended", seriesOf(0, [...base, ...ramp(4, 1000)])));
    run.focus("appended");
    expect(await run.idle()).toMatchObject({ dataset: "appended", reused: 393, computed: 397, total: 397 });
    expect(run.windows() - before).toBe(4);
    expect(run.forecasts.health().counts["reused"]).toBe(393);
    await run.forecasts.stop();
  });

  test("survives a restart and the file being closed", async () => {
    const first = await computed();
    await first.forecasts.stop();
    const second = startService();
    second.page.open(datasetOf("appended", seriesOf(0, [...base, ...ramp(4, 1000)])));
    second.focus("appended");
    expect(await second.idle()).toMatchObject({ reused: 393 });
    expect(second.windows()).toBe(4);
    await second.forecasts.stop();
  });

  test("works from memory alone while the process lives, even when the file is closed", async () => {
    const run = await computed({ cacheFolder: null });
    run.page.close("base");
    const before = run.windows();
    run.page.open(datasetOf("shorter", seriesOf(0, base.slice(0, 300))));
    run.focus("shorter");
    expect(await run.idle()).toMatchObject({ reused: 293, total: 293 });
    expect(run.windows()).toBe(before);
    await run.forecasts.stop();
  });

  test("a file appended every day reuses all that came before", async () => {
    const run = await computed();
    const values = [...base];
    for (let day = 1; day <= 5; day += 1) {
      const before = run.windows();
      values.push(...ramp(3, day * 1000));
      run.progress.length = 0;
      run.page.open(datasetOf(`day-${day}`, seriesOf(0, [...values])));
      run.focus(`day-${day}`);
      await run.idle();
      expect(run.windows() - before).toBe(3);
      run.page.close(`day-${day}`);
    }
    await run.forecasts.stop();
  });

  test("over random cuts, shifts and revisions, a reused forecast equals a recomputed one bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          from: fc.nat(60),
          drop: fc.nat(60),
          append: fc.nat(20),
          revise: fc.option(fc.nat(99)),
          revised: fc.constantFrom(1234, -5),
          below: fc.option(fc.nat(119)),
        }),
        fc.boolean(),
        async ({ from, drop, append, revise, revised, below }, isClosed) => {
          const old = ramp(120);
          if (below !== null) old[below] = -3;
          const values = [...old.slice(from, 120 - drop), ...ramp(append, 777)];
          if (revise !== null && revise < values.length) values[revise] = revised;
          const changed = datasetOf("changed", seriesOf(from, values));

          const warm = startService({ cacheFolder: null });
          warm.page.open(datasetOf("old", seriesOf(0, old)));
          warm.focus("old");
          await warm.idle();
          if (isClosed) warm.page.close("old");
          warm.page.open(changed);
          const cold = startService({ cacheFolder: null });
          cold.page.open(changed);
          for (let origin = 0; origin >= Math.min(0, 8 - values.length); origin -= 1) {
            if (values.length + origin < 8) break;
            const [reused, fresh] = await Promise.all([warm.get("changed", origin), cold.get("changed", origin)]);
            expect(reused.quantiles).toEqual(fresh.quantiles);
            expect({ ...reused, quantiles: null, source: null }).toEqual({ ...fresh, quantiles: null, source: null });
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a first chart does not wait for a slow comparison, and the rest is reused all the same", async () => {
    const first = await computed();
    await first.forecasts.stop();
    const slow = Promise.withResolvers<void>();
    const { ForecastArchive } = await import("../cache/forecast-archive.ts");
    const read = vi.spyOn(ForecastArchive.prototype, "values");
    read.mockImplementation(async function (this: InstanceType<typeof ForecastArchive>, series) {
      await slow.promise;
      read.mockRestore();
      return this.values(series);
    });
    const second = startService({ schedule: (work, ms) => void (ms === 30 && setImmediate(work)) });
    second.page.open(datasetOf("appended", seriesOf(0, [...base, ...ramp(4, 1000)])));
    expect((await second.get("appended", -20)).source).toBe("computed");
    second.focus("appended");
    slow.resolve();
    expect(await second.idle()).toMatchObject({ reused: 392, computed: 397 });
    expect(second.windows()).toBe(5);
    await second.forecasts.stop();
  });

  test("a file that lacks the first value below zero reuses nothing from before the second one", async () => {
    const falling = ramp(300).map((value, step) => (step === 20 || step === 250 ? -1 : value));
    const first = startService();
    first.page.open(datasetOf("whole", seriesOf(0, falling)));
    first.focus("whole");
    await first.idle();
    await first.forecasts.stop();
    const second = startService();
    second.page.open(datasetOf("cut", seriesOf(30, falling.slice(30))));
    // The second one has index 220 in the shorter file: an origin of −49 has seen it.
    expect((await second.get("cut", -50)).source).toBe("computed");
    expect((await second.get("cut", -49)).source).toBe("cache");
    await second.forecasts.stop();
  });

  test.each(["in memory", "from disk"])("the first value below zero, appended, costs no reuse %s", async (where) => {
    let run = await computed();
    if (where === "from disk") {
      await run.forecasts.stop();
      run = startService();
    }
    const before = run.windows();
    const appended = datasetOf("negative", seriesOf(0, [...base, 3, -1, 4, 5]));
    run.page.open(appended);
    run.focus("negative");
    // Origins −4 and earlier see nothing new, −3 sees the 3, and those after it the −1.
    expect(await run.idle()).toMatchObject({ dataset: "negative", reused: 393, computed: 397, total: 397 });
    expect(run.windows() - before).toBe(4);
    const fresh = startService({ cacheFolder: null });
    fresh.page.open(appended);
    for (let origin = 0; origin >= -20; origin -= 1) {
      const { source, quantiles } = await run.get("negative", origin);
      expect(source).toBe("cache");
      expect(quantiles).toEqual((await fresh.get("negative", origin)).quantiles);
    }
    await fresh.forecasts.stop();
    await run.forecasts.stop();
  });

  test("a file cut off before its first value below zero reuses what the longer one computed there", async () => {
    const run = startService({ cacheFolder: null });
    const falling = [...base.slice(0, 200), -1, ...base.slice(201)];
    run.page.open(datasetOf("falling", seriesOf(0, falling)));
    await run.get("falling", 200 - falling.length);
    run.page.open(datasetOf("cut", seriesOf(0, falling.slice(0, 200))));
    expect((await run.get("cut", 0)).source).toBe("cache");
    await run.forecasts.stop();
  });
});

describe("a disk that refuses", () => {
  test("a cache that can't be opened is said in its own figures; forecasts are shown all the same", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "in the way");
    const { page, forecasts, get, notices } = startService({ cacheFolder: file });
    page.open(datasetOf("h", seriesOf(0, ramp(50))));
    expect((await get("h", 0)).source).toBe("computed");
    expect((await get("h", -1)).source).toBe("computed");
    expect(forecasts.cache.info().problem).toMatch(/cache can't be opened/);
    expect(notices).toEqual(["Forecasts can't be saved to disk. They are shown but not saved for the next start."]);
    await forecasts.stop();
  });

  test("a full disk is said once; forecasts stay in memory and are written when there is room again", async () => {
    const { page, forecasts, get, notices, clock } = startService();
    page.open(datasetOf("h", seriesOf(0, ramp(300))));
    await get("h", 0);
    const full = vi.spyOn(await import("../cache/checked-file.ts"), "writeChecked");
    full.mockRejectedValue(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    await forecasts.cache.flush();
    await get("h", -100);
    await forecasts.cache.flush();
    clock.ms += 61_000;
    await forecasts.cache.flush();
    expect(notices).toEqual(["The disk is full. Forecasts are shown but not saved for the next start."]);
    expect((await get("h", 0)).source).toBe("cache");
    full.mockRestore();
    clock.ms += 61_000;
    await forecasts.cache.flush();
    expect(forecasts.cache.info().forecasts).toBe(2);
    await forecasts.stop();
  });
});

/** A file system of a few hundred kilobytes: only root may make one, and only Linux has them. */
function tinyDisk(kilobytes: number): string {
  const path = mkdtempSync(join(tmpdir(), "fantail-tiny-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", path]);
  return path;
}
const canMount =
  process.platform === "linux" && process.getuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0;

describe.runIf(canMount)("a disk that is really full", () => {
  let disk = "";
  afterEach(() => {
    execFileSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  test.each([200, 300, 500])(
    "of %i kB: every forecast is shown, every answer given, and one notice says so",
    async (kilobytes) => {
      disk = tinyDisk(kilobytes);
      const run = startService({ cacheFolder: disk });
      run.page.open(datasetOf("h", seriesOf(0, ramp(1500))));
      const fresh = startService({ cacheFolder: null });
      fresh.page.open(datasetOf("h", seriesOf(0, ramp(1500))));
      for (let origin = 0; origin > -1490; origin -= 10) {
        const [shown, expected] = await Promise.all([run.get("h", origin), fresh.get("h", origin)]);
        expect(shown.quantiles).toEqual(expected.quantiles);
        const answer = run.forecasts.queries.ask({ kind: "test", dataset: "h", about: { origin } }, () => ({
          promise: Promise.resolve({ value: "x".repeat(5000), bytes: 5000 }),
          cancel: () => undefined,
        }));
        expect(await answer.promise).toHaveLength(5000);
        if (origin % 50 === 0) await run.forecasts.cache.flush();
      }
      expect(run.notices).toEqual(["The disk is full. Forecasts are shown but not saved for the next start."]);
      await run.forecasts.stop();

      // What did get there is sound, and what did not is computed again.
      const next = startService({ cacheFolder: disk });
      next.page.open(datasetOf("h", seriesOf(0, ramp(1500))));
      expect(await next.forecasts.cache.verify()).toMatchObject({ damaged: 0, missing: 0 });
      for (let origin = 0; origin > -1490; origin -= 70)
        expect((await next.get("h", origin)).quantiles).toEqual((await fresh.get("h", origin)).quantiles);
      await next.forecasts.stop();
      await fresh.forecasts.stop();
    },
  );
});
