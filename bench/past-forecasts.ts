/** Forecasts at past origins, and at the one that is judged, of the data sets of the accuracy benchmark. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { finishQuantiles } from "#engine/density";
import { calibrationEnds, type PastForecast } from "#engine/evaluation";
import { forecastWindows } from "#engine/inference";
import { type Manifest, parseManifest } from "#engine/registry";
import { modelToLoad } from "../src/main/models/model-to-load.ts";
import { OrtRuntime } from "../src/worker/inference/ort-runtime.ts";
import type { DataSet } from "./accuracy-sets.ts";
import { contextRows, type Window, windowOf } from "./accuracy-windows.ts";

export interface JudgedWindow {
  readonly window: Window;
  /** Made before the judged origin, earliest first. */
  readonly past: readonly PastForecast[];
  /** [levels × horizon]. */
  readonly quantiles: Float32Array;
}

export interface PastMaker {
  readonly manifest: Manifest;
  readonly runtime: OrtRuntime;
}

/** The application's default model. */
export async function loadDefault(): Promise<PastMaker> {
  const folder = resolve(import.meta.dirname, "../models");
  const manifests = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "manifest.json")))
    .map((name) => parseManifest(readFileSync(join(folder, name, "manifest.json"), "utf8"), name))
    .filter(({ output }) => output.kind === "quantiles")
    .toSorted((left, right) => right.parameters - left.parameters);
  const [manifest] = manifests;
  if (manifest === undefined) throw new Error("There is no bundled model that gives quantiles.");
  const runtime = new OrtRuntime();
  await runtime.load(modelToLoad(manifest, join(folder, manifest.id, manifest.file)), {
    executionProvider: "cpu",
    intraOpThreads: 1,
  });
  return { manifest, runtime };
}

/** Forecasts of a window's series as they would have been after `ends` steps; finished, as the application shows them. */
export async function forecastsAt(
  { manifest, runtime }: PastMaker,
  horizon: number,
  { history, actuals }: Window,
  ends: readonly number[],
): Promise<PastForecast[]> {
  const { levels } = manifest.output;
  const contextSteps = manifest.input.shape[1];
  const size = levels.length * horizon;
  const asked = ends.map((seen) => windowOf(history.subarray(0, seen), actuals));
  const made = await forecastWindows(runtime, {
    model: manifest.id,
    shape: { contextSteps, nativeHorizonSteps: manifest.horizon.native, levels },
    horizon,
    windows: contextRows(asked, contextSteps),
    items: ends.length,
  });
  return ends.map((seen, index) => ({
    end: seen,
    quantiles: finishQuantiles(
      { levels, horizon, values: made.subarray(index * size, (index + 1) * size) },
      asked[index]?.isNonNegative === true,
    ),
  }));
}

/** Past origins are those that the application calibrates on. */
export async function judge(
  maker: PastMaker,
  { horizon, season }: Pick<DataSet, "horizon" | "season">,
  window: Window,
): Promise<JudgedWindow> {
  const end = window.history.length;
  const minContext = Math.max(8, Math.min(2 * season, 24));
  const ends = [...calibrationEnds(end, horizon, minContext), end];
  const forecasts = await forecastsAt(maker, horizon, window, ends);
  return { window, past: forecasts.slice(0, -1), quantiles: (forecasts.at(-1) as PastForecast).quantiles };
}
