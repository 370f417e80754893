import { join } from "node:path";
import { expect, test } from "vitest";
import { CancelledError, EngineError } from "#domain/errors";
import type { BatchProgress, ForecastToExport } from "#domain/export";
import { batchNames, exportBatch, type WantedBatch } from "./batch.ts";
import type { Exporter } from "./exporter.ts";

const shown = { dataset: "d", model: "m", horizon: 2, origin: 0, bands: "native" } as const;

function setUp(fails: (series: string) => Error | null = () => null) {
  const written: [string, readonly string[]][] = [];
  const exporter: Pick<Exporter, "exportMade" | "forecast"> = {
    forecast: async ({ series }) => {
      const failure = fails(series);
      if (failure !== null) throw failure;
      return { forecast: { series } } as ForecastToExport;
    },
    exportMade: async (path, several, forecasts) => {
      expect(several.series).toEqual(forecasts.map(({ forecast }) => forecast.series));
      written.push([path, several.series]);
    },
  };
  const told: BatchProgress[] = [];
  const run = (series: readonly string[], target: WantedBatch["target"], signal = new AbortController().signal) =>
    exportBatch(
      exporter,
      { shown: { ...shown, series }, format: "csv", options: {}, withScores: false, target },
      (progress) => told.push(progress),
      signal,
    );
  return { run, written, told };
}

const tooShort = (): EngineError => new EngineError("series-too-short", "Too short.");

test("a file of all series has those that could be forecast, in their order, and the others are listed", async () => {
  const { run, written, told } = setUp((series) => (series === "b" ? tooShort() : null));
  expect(await run(["a", "b", "c"], { file: "/all.csv" })).toEqual({
    files: 1,
    series: 2,
    failed: [{ series: "b", error: { code: "series-too-short", message: "Too short." } }],
  });
  expect(written).toEqual([["/all.csv", ["a", "c"]]]);
  expect(told.at(-1)).toEqual({ phase: "writing", done: 3, total: 3 });
});

test("a folder has a file for each, under names that are safe and differ", async () => {
  const series = ["a/b", "a\\b", "A-B"];
  const { run, written, told } = setUp();
  expect(await run(series, { folder: "/out", names: batchNames(series) })).toMatchObject({ files: 3, failed: [] });
  expect(written.map(([path]) => path).sort()).toEqual(
    ["A-B-3.csv", "a-b-2.csv", "a-b.csv"].map((name) => join("/out", name)),
  );
  expect(told.at(-1)).toEqual({ phase: "writing", done: 3, total: 3 });
});

test("where nothing could be forecast, nothing is written", async () => {
  const { run, written } = setUp(tooShort);
  expect(await run(["a", "b"], { file: "/all.csv" })).toMatchObject({ files: 0, series: 0, failed: [{}, {}] });
  expect(written).toEqual([]);
});

test("cancelled is cancelled, and a bug is no failure of a series", async () => {
  await expect(setUp(() => new CancelledError("user")).run(["a"], { file: "/a.csv" })).rejects.toBeInstanceOf(
    CancelledError,
  );
  await expect(setUp(() => new TypeError("bug")).run(["a"], { file: "/a.csv" })).rejects.toBeInstanceOf(TypeError);
});
