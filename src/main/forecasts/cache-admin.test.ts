import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pinsInMemory } from "../cache/pin-fixtures.ts";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { createForecasts, ramp } from "./forecast-fixtures.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-cache-admin-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Two open datasets that share nothing, with a forecast and its density each. */
async function start() {
  const run = createForecasts();
  run.forecasts.openCaches(folder, pinsInMemory());
  run.page.open(datasetOf("a", regularSeries("s", ramp(50))));
  run.page.open(datasetOf("b", regularSeries("s", ramp(60).reverse())));
  for (const dataset of ["a", "b"]) {
    await run.get({ dataset });
    await run.get({ dataset, density: true });
  }
  return { ...run, cache: run.forecasts.cache };
}

test("lists, pins and verifies what is on disk", async () => {
  const { cache, forecasts } = await start();
  await cache.flush();
  cache.pin("a", true);
  expect((await cache.list()).map((one) => [one.dataset, one.forecasts, one.isPinned])).toEqual(
    expect.arrayContaining([
      ["a", 1, true],
      ["b", 1, false],
    ]),
  );
  expect(await cache.verify()).toEqual({ files: 4, answers: 0, damaged: 0, missing: 0 });
  await forecasts.stop();
});

test("deletes one dataset, or everything, from memory and disk", async () => {
  const { cache, get, forecasts } = await start();
  cache.pin("a", true);
  const deleted: (string | undefined)[] = [];
  cache.onDelete(async (dataset) => void deleted.push(dataset));
  expect(await cache.delete("a")).toBe(2);
  expect(deleted).toEqual(["a"]);
  expect(() => cache.pin("a", true)).toThrow(expect.objectContaining({ code: "dataset-not-found" }));
  expect((await get({ dataset: "a" })).source).toBe("computed");
  expect((await get({ dataset: "b" })).source).toBe("cache");
  await cache.delete();
  expect((await get({ dataset: "b" })).source).toBe("computed");
  await forecasts.stop();
});

test("deletes densities with their forecasts, and no other dataset's", async () => {
  const { cache, get, densities, forecasts } = await start();
  expect(densities).toHaveLength(2);
  await cache.delete("a");
  expect(cache.health().caches["queries"]?.items).toBe(1);
  for (const dataset of ["a", "b"]) {
    await get({ dataset });
    await get({ dataset, density: true });
  }
  expect(densities).toHaveLength(3);
  await cache.delete();
  expect(cache.health().caches["queries"]?.items).toBe(0);
  await forecasts.stop();
});

test("deletes the series of files that were closed, which the next file would be compared with", async () => {
  const { cache, page, forecasts } = await start();
  for (const handle of ["a", "b"]) page.close(handle);
  expect(cache.health().caches["closedSeries"]?.items).toBe(2);
  await cache.delete("a");
  expect(cache.health().caches["closedSeries"]?.items).toBe(1);
  await forecasts.stop();
});

test("says what memory and disk hold, and how much they may", async () => {
  const { cache, forecasts } = await start();
  await cache.flush();
  const { caches } = cache.health();
  const { disk, ...memory } = caches;
  const { memoryBytes, maxMemoryBytes, bytes, maxBytes } = cache.info();
  const sumOf = (field: "bytes" | "maxBytes"): number =>
    Object.values(memory).reduce((sum, one) => sum + one[field], 0);
  expect([memoryBytes, maxMemoryBytes]).toEqual([sumOf("bytes"), sumOf("maxBytes")]);
  expect(memoryBytes).toBeGreaterThan(0);
  expect(disk).toEqual({ items: 2, bytes, maxBytes });
  await forecasts.stop();
});

test("without a place on disk there is nothing to list, and memory can be emptied all the same", async () => {
  const { forecasts, page, get } = createForecasts();
  page.open(datasetOf("a", regularSeries("s", ramp(50))));
  await get({ dataset: "a" });
  expect(await forecasts.cache.list()).toEqual([]);
  expect(await forecasts.cache.delete("a")).toBe(0);
  expect((await get({ dataset: "a" })).source).toBe("computed");
});
