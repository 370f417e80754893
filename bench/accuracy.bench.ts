/** How good the forecasts are, on real series that no bundled model was trained on, beside seasonal naive, ETS and Theta. */
import type { PastScore } from "#domain/score";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { finishQuantiles } from "#engine/density";
import { type Scores, scoreOrigin, summarise } from "#engine/metrics";
import { forecastWindows } from "#engine/inference";
import { type Manifest, parseManifest } from "#engine/registry";
import { type Forecaster, forecasters } from "#engine/forecasters/catalogue";
import { modelToLoad } from "../src/main/models/model-to-load.ts";
import { OrtRuntime } from "../src/worker/inference/ort-runtime.ts";
import { askAutomatic, autoId } from "./accuracy-auto.ts";
import { askR, forecastPackage, type RAnswer, type RMethod, rLevels } from "./accuracy-r.ts";
import { type DataSet, dataSets } from "./accuracy-sets.ts";
import { pairedFigures, type WindowScore } from "./accuracy-paired.ts";
import { figuresOf, type Row, tableOf } from "./accuracy-summary.ts";
import { contextRows, evenly, type Window, windowsOf } from "./accuracy-windows.ts";
import type { BenchContext } from "./lib.ts";

export const describe =
  "WQL, MASE and coverage of each model and of auto against seasonal naive, ETS, Theta and R (data: FANTAIL_DATA)";

/** Every level that a score needs, so that none is made up from its neighbours. */
const levels = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975];
const seasonalNaive = forecasters.baseline;
const combination = forecasters.get("combination");
const statistical: readonly Forecaster[] = [forecasters.get("ets"), forecasters.get("theta"), combination];

/** A fit takes long where a model answers at once: the statistical models forecast only so many windows of a set, R fewer still. */
const maxWindows = {
  full: { neural: Number.POSITIVE_INFINITY, statistical: 40, r: 20 },
  quick: { neural: 20, statistical: 4, r: 2 },
} as const;

/** What a fit sees of a long history: a year of hours would take minutes, and four seasons show what a season is. */
function fitSteps(season: number): number {
  return Math.max(1024, 4 * season);
}

interface Model {
  readonly id: string;
  readonly manifest: Manifest;
}

interface Answer {
  readonly levels: readonly number[];
  /** [levels × horizon] per window, as the application would show them. */
  readonly quantiles: readonly Float32Array[];
  /** Processor time and not wall time: what else the machine does is no property of a method. */
  readonly seconds: number;
}

export async function run({ quick, figure, note }: BenchContext): Promise<void> {
  const folder = process.env["FANTAIL_DATA"];
  if (folder === undefined || folder === "") {
    note(
      "Nothing was scored: set FANTAIL_DATA to the folder of the benchmark data (bench/README.md says what lies in it).",
    );
    return;
  }
  const limits = quick ? maxWindows.quick : maxWindows.full;
  const runtime = new OrtRuntime();
  const models = await loadModels(runtime, note);
  const rows: Row[] = [];
  const kept: Kept = new Map();
  const r = await startR(folder, limits.r, note);
  for (const set of dataSets) {
    const started = performance.now();
    const windows = evenly(windowsOf(set, set.read(folder)), limits.neural);
    rows.push(...(await scoreSet(set, windows, evenly(windows, limits.statistical), runtime, models, kept)));
    note(`${set.name}: ${windows.length} windows, ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  }
  if (r !== null) rows.push(...(await r.rows(note, kept)));
  for (const input of figuresOf(rows, new Set([...models.map(({ id }) => id), autoId]))) figure(input);
  for (const input of pairedFigures(kept, [...models.map(({ id }) => id), autoId])) figure(input);
  note(`\n${tableOf(rows)}\n`);
}

async function loadModels(runtime: OrtRuntime, note: BenchContext["note"]): Promise<Model[]> {
  const folder = resolve(import.meta.dirname, "../models");
  const models: Model[] = [];
  for (const name of readdirSync(folder)
    .filter((each) => existsSync(join(folder, each, "manifest.json")))
    .toSorted()) {
    const manifest = parseManifest(readFileSync(join(folder, name, "manifest.json"), "utf8"), name);
    if (manifest.output.kind !== "quantiles") {
      note(`${manifest.id} gives samples and is left out.`);
      continue;
    }
    await runtime.load(modelToLoad(manifest, join(folder, name, manifest.file)), {
      executionProvider: "cpu",
      intraOpThreads: 1,
    });
    models.push({ id: manifest.id, manifest });
  }
  return models;
}

/** R's methods in a process of their own, beside everything else; null where the package isn't installed. */
async function startR(folder: string, limit: number, note: BenchContext["note"]) {
  const version = await forecastPackage();
  if (version === null) {
    note("R's forecast package isn't installed: its ETS, Theta and ARIMA are left out.");
    return null;
  }
  const asked = dataSets.map((set) => ({ set, windows: evenly(windowsOf(set, set.read(folder)), limit) }));
  const questions = asked.flatMap(({ set, windows }) =>
    windows.map(({ history }) => ({
      history: history.slice(-fitSteps(set.season)),
      season: set.season,
      horizon: set.horizon,
    })),
  );
  const answers = askR(questions);
  // Awaited at the end only; until then a failure is nobody's yet.
  answers.catch(() => undefined);
  note(`R's forecast ${version} fits ${questions.length} windows meanwhile.`);
  return {
    rows: async (tell: BenchContext["note"], kept: Kept): Promise<Row[]> =>
      [...(await answers)].flatMap(([method, all]) => rowsOfR(method, all, asked, tell, kept)),
  };
}

/** A fit that failed is answered by seasonal naive, as a user would; how many did is noted. */
function rowsOfR(
  method: RMethod,
  answers: readonly RAnswer[],
  asked: readonly { readonly set: DataSet; readonly windows: readonly Window[] }[],
  note: BenchContext["note"],
  kept: Kept,
): Row[] {
  const rows: Row[] = [];
  let from = 0;
  for (const { set, windows } of asked) {
    const own = answers.slice(from, (from += windows.length));
    const naive = ask(seasonalNaive, set, windows, Number.POSITIVE_INFINITY);
    const failed = own.filter(({ quantiles }) => quantiles === null).length;
    if (failed > 0)
      note(`${method} failed on ${failed} of ${windows.length} windows of ${set.name}; seasonal naive took its place.`);
    const quantiles = own.map(({ quantiles: values }, index) =>
      values === null
        ? (naive.quantiles[index] as Float32Array)
        : finishQuantiles({ levels: rLevels, horizon: set.horizon, values }, windows[index]?.isNonNegative === true),
    );
    const seconds = own.reduce((sum, answer) => sum + answer.seconds, 0);
    const answered = scoresOf(set, windows, { levels: rLevels, quantiles, seconds });
    const scores = summarise([...answered.values()]);
    keep(kept, method, set, answered);
    const naiveScores = summarise([...scoresOf(set, windows, naive).values()]);
    rows.push({ set, method, windows: windows.length, scores, naive: naiveScores, seconds });
  }
  return rows;
}

/** Seasonal naive, the models and `auto` on all windows, the statistical models on `few` of them. */
async function scoreSet(
  set: DataSet,
  windows: readonly Window[],
  few: readonly Window[],
  runtime: OrtRuntime,
  models: readonly Model[],
  kept: Kept,
): Promise<Row[]> {
  const rows: Row[] = [];
  const naive = ask(seasonalNaive, set, windows, Number.POSITIVE_INFINITY);
  const naiveScores = scoresOf(set, windows, naive);
  const naiveSummary = summarise([...naiveScores.values()]);
  keep(kept, seasonalNaive.id, set, naiveScores);
  rows.push({
    set,
    method: seasonalNaive.id,
    windows: windows.length,
    scores: naiveSummary,
    naive: naiveSummary,
    seconds: naive.seconds,
  });

  const naiveOfFew = summarise(pick(naiveScores, few));
  const fits = statistical.map((forecaster) => {
    const answer = ask(forecaster, set, few, fitSteps(set.season));
    const own = scoresOf(set, few, answer);
    const scores = summarise([...own.values()]);
    keep(kept, forecaster.id, set, own);
    return { set, method: forecaster.id, windows: few.length, scores, naive: naiveOfFew, seconds: answer.seconds };
  });
  const better = Math.min(...fits.filter(({ method }) => method !== combination.id).map(({ scores }) => scores.WQL));

  for (const { id, manifest } of models) {
    const answer = await askModel(runtime, manifest, set, windows);
    const scores = scoresOf(set, windows, answer);
    keep(kept, id, set, scores);
    rows.push({
      set,
      method: id,
      windows: windows.length,
      scores: summarise([...scores.values()]),
      naive: naiveSummary,
      seconds: answer.seconds,
      againstStatistics: summarise(pick(scores, few)).WQL / better,
    });
  }
  return [...rows, ...fits, await scoreAutomatic(set, windows, few, runtime, models, kept, naiveSummary, better)];
}

async function scoreAutomatic(
  set: DataSet,
  windows: readonly Window[],
  few: readonly Window[],
  runtime: OrtRuntime,
  models: readonly Model[],
  kept: Kept,
  naive: Scores,
  better: number,
): Promise<Row> {
  const before = process.cpuUsage();
  // The application's default is the largest.
  const neural = models
    .toSorted((left, right) => right.manifest.parameters - left.manifest.parameters)
    .map(({ id, manifest }) => ({
      id,
      levels: manifest.output.levels,
      ask: async (asked: readonly Window[]) => (await askModel(runtime, manifest, set, asked)).quantiles,
    }));
  const { quantiles } = await askAutomatic(set, windows, neural, levels);
  const seconds = processorSeconds(before);
  const scores = scoresOf(set, windows, { levels, quantiles, seconds });
  keep(kept, autoId, set, scores);
  return {
    set,
    method: autoId,
    windows: windows.length,
    scores: summarise([...scores.values()]),
    naive,
    seconds,
    againstStatistics: summarise(pick(scores, few)).WQL / better,
  };
}

/** Scores of windows by method. */
type Kept = Map<string, WindowScore[]>;

function keep(kept: Kept, method: string, { name: set }: DataSet, scores: ReadonlyMap<Window, PastScore>): void {
  const all = kept.get(method) ?? [];
  for (const [{ series, history }, score] of scores)
    all.push({ set, series, key: `${series}/${history.length}`, score });
  kept.set(method, all);
}

function pick(scores: ReadonlyMap<Window, PastScore>, windows: readonly Window[]): PastScore[] {
  return windows.map((window) => scores.get(window) as PastScore);
}

function ask(
  forecaster: Forecaster,
  { name, season, horizon }: DataSet,
  windows: readonly Window[],
  steps: number,
): Answer {
  const before = process.cpuUsage();
  const quantiles = windows.map(({ history, isNonNegative }) => {
    try {
      const known = history.subarray(Math.max(0, history.length - steps));
      const values = forecaster.fit(known, season).predict(horizon, levels);
      return finishQuantiles({ levels, horizon, values }, isNonNegative);
    } catch (error) {
      throw new Error(`${forecaster.id} failed on ${name}`, { cause: error });
    }
  });
  return { levels, quantiles, seconds: processorSeconds(before) };
}

/** The same road as in the application: rollout over the runtime, then the density process's finish. */
async function askModel(
  runtime: OrtRuntime,
  manifest: Manifest,
  { horizon }: DataSet,
  windows: readonly Window[],
): Promise<Answer> {
  const contextSteps = manifest.input.shape[1];
  const own = manifest.output.levels;
  const shape = { contextSteps, nativeHorizonSteps: manifest.horizon.native, levels: own };
  const before = process.cpuUsage();
  const items = windows.length;
  const native = await forecastWindows(runtime, {
    model: manifest.id,
    shape,
    horizon,
    windows: contextRows(windows, contextSteps),
    items,
  });
  const size = own.length * horizon;
  const quantiles = windows.map(({ isNonNegative }, index) =>
    finishQuantiles({ levels: own, horizon, values: native.subarray(index * size, (index + 1) * size) }, isNonNegative),
  );
  return { levels: own, quantiles, seconds: processorSeconds(before) };
}

function processorSeconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function scoresOf(
  { season }: DataSet,
  windows: readonly Window[],
  { levels: own, quantiles }: Answer,
): Map<Window, PastScore> {
  return new Map(
    windows.map((window, index) => [
      window,
      scoreOrigin({
        levels: own,
        quantiles: quantiles[index] as Float32Array,
        actuals: window.actuals,
        context: window.history,
        seasonSteps: season,
      }),
    ]),
  );
}
