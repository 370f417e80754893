import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { refusalOf } from "../../domain/errors/testing.ts";
import { datasetOf } from "../datasets/ingest-fixtures.ts";
import { ramp, type Run, runsOnDisk, seriesOf } from "./persistence-fixtures.ts";

const { folder, start: startService } = runsOnDisk();

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
    const ask = (run: Run, value: string): Promise<unknown> =>
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
    const root = join(folder(), "v2", "forecasts");
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
    const root = join(folder(), "v2", "forecasts");
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
