/** The forecasts of whole files: what `forecast` makes and `replay` makes again. */
import type { MeasuredCoverage, SkippedSeries } from "#domain/score";
import type { ExportContent, ExportManifest, ExportWarning, ForecastToExport } from "#domain/export";
import type { CorrectionEdit } from "#domain/correction";
import type { Dataset, IngestOptions } from "#domain/dataset";
import type { Bands, HistoryKey } from "#domain/forecast";
import { adoptedModel } from "#domain/job";
import { automaticModel } from "#domain/model";
import { defaultHorizon, type SeriesSummary, wholeQuantiles } from "#domain/series";
import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import { mapConcurrently } from "#engine/concurrency";
import { manifestModel, manifestZone } from "#engine/export";
import type { CliHost } from "./host.ts";
import { importWithProgress } from "./inspect.ts";
import type { CommandContext } from "./run.ts";
import { chooseSeries } from "./selection.ts";

/**
 * How ranges did in the past is looked at without being asked as long as that takes a few seconds at most: so many windows for a model to
 * run over, 40 for each series, and one more for each level and block beyond the model's own horizon.
 */
const maxUnaskedWindows = 2_000;
const windowsPerSeries = 40;
/** What the fits of a statistical model, or of all that `auto` tries, weigh against them. */
const windowsOfFits = 500;

/** Enough to keep full batches in the queue, few enough to keep memory flat for files with many thousand series. */
const maxConcurrent = 512;
/** Of forecasts each of which rests on many others, of its own past: these fill the queue. */
const maxConcurrentEvaluations = 16;

export type Finished = ForecastToExport;

export interface Wanted {
  /** `auto` chooses for each series, `adopted` is the one that was adopted for it, or the default one; null: the default of each series' frequency. */
  readonly model: string | null;
  readonly horizon: number | undefined;
  readonly origin: number;
  readonly levels: readonly number[] | undefined;
  /** Whole numbers for series that count things. */
  readonly isRounded: boolean;
  readonly bands: Bands;
  /** Whether to look at how such bands did at past origins; undefined: where that takes a moment only. */
  readonly isMeasured: boolean | undefined;
  /** Ids; all series where empty. */
  readonly series: readonly string[];
}

export interface ForecastFiles {
  readonly datasets: readonly Dataset[];
  readonly finished: readonly Finished[];
  readonly skipped: readonly SkippedSeries[];
  /** Whether it was looked at how such bands did at past origins. */
  readonly isMeasured: boolean;
}

/**
 * @param corrections of the only file
 * @throws EngineError where no series at all can be forecast
 */
export async function forecastFiles(
  context: CommandContext,
  host: CliHost,
  files: readonly string[],
  wanted: Wanted,
  options: IngestOptions,
  corrections: readonly CorrectionEdit[] = [],
): Promise<ForecastFiles> {
  const finished: Finished[] = [];
  const skipped: SkippedSeries[] = [];
  const opened: { readonly dataset: Dataset; readonly chosen: readonly SeriesSummary[] }[] = [];
  for (const file of files) {
    const dataset = await importWithProgress(host, file, context, options, corrections);
    opened.push({ dataset, chosen: chooseSeries(dataset, wanted.series) });
  }
  const asked = opened.flatMap(({ dataset, chosen }) =>
    chosen.map((series) => requestOf(host, dataset, series, wanted)),
  );
  const isMeasured = wanted.isMeasured ?? windowsToMeasure(host, asked) <= maxUnaskedWindows;
  for (const { dataset, chosen } of opened) {
    let done = 0;
    const isPlain = wanted.bands === "native" && wanted.model !== automaticModel && !isMeasured;
    const atOnce = isPlain ? maxConcurrent : maxConcurrentEvaluations;
    const answers = await mapConcurrently(chosen, atOnce, async (series) => {
      const answer = await forecastSeries(host, dataset, series, { ...wanted, isMeasured }, context.signal);
      context.progress.update("Forecasting", ++done, chosen.length);
      return answer;
    });
    for (const answer of answers) {
      if ("code" in answer) skipped.push(answer);
      else finished.push(answer);
    }
  }
  const first = skipped[0];
  if (finished.length === 0 && first !== undefined) throw EngineError.fromPlain(first);
  return { datasets: opened.map(({ dataset }) => dataset), finished, skipped, isMeasured };
}

interface SeriesRequest {
  readonly model: string;
  readonly horizon: number;
}

function requestOf(
  host: CliHost,
  { handle }: Dataset,
  { id: series, frequency }: SeriesSummary,
  wanted: Wanted,
): SeriesRequest {
  const named = wanted.model === adoptedModel ? host.adoptedMethod(handle, series) : wanted.model;
  const model = named ?? host.defaultModel(frequency);
  const limit = host.models().find(({ id }) => id === model)?.maxHorizonSteps;
  return { model, horizon: wanted.horizon ?? defaultHorizon(frequency, limit) };
}

function windowsToMeasure(host: CliHost, requests: readonly SeriesRequest[]): number {
  const models = new Map(host.models().map((model) => [model.id, model]));
  return requests.reduce((sum, { model, horizon }) => {
    const known = models.get(model);
    if (known === undefined) return sum + windowsOfFits;
    const further = Math.ceil(horizon / known.nativeHorizonSteps) - 1;
    return sum + windowsPerSeries * (1 + further * known.levels.length);
  }, 0);
}

async function forecastSeries(
  host: CliHost,
  dataset: Dataset,
  series: SeriesSummary,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Finished | SkippedSeries> {
  try {
    const { model, horizon } = requestOf(host, dataset, series, wanted);
    const place = { dataset: dataset.handle, series: series.id, horizon, origin: wanted.origin };
    const forecast = await host.forecast({ ...place, model, bands: wanted.bands }, signal);
    const { levels = forecast.levels } = wanted;
    const quantiles = wanted.levels === undefined ? forecast.quantiles : await host.requantile(forecast, levels);
    const history = { dataset: dataset.handle, series: series.id, model, horizon, bands: wanted.bands };
    const measured = wanted.isMeasured === true ? { measured: await coverageOf(host, history, signal) } : {};
    if (!wanted.isRounded || !host.isCount(dataset.handle, series.id))
      return { forecast, levels, quantiles, ...measured };
    return {
      forecast: { ...forecast, quantiles: wholeQuantiles(forecast.quantiles) },
      levels,
      quantiles: wholeQuantiles(quantiles),
      ...measured,
    };
  } catch (error) {
    // One series that can't be forecast must not cost the others their answer.
    if (isCancelled(error) || !(error instanceof EngineError)) throw error;
    return { ...toPlainError(error), series: series.id };
  }
}

/** Null, too, where the past can't be looked at: that must not cost the forecast. */
async function coverageOf(host: CliHost, history: HistoryKey, signal: AbortSignal): Promise<MeasuredCoverage | null> {
  try {
    return await host.wholeCoverage(history, signal);
  } catch (error) {
    if (isCancelled(error) || !(error instanceof EngineError)) throw error;
    return null;
  }
}

/**
 * What a second run has to name in order to get the same.
 *
 * @param several where more than one was used
 */
export function usedModel(finished: readonly Finished[], several: string): string {
  const used = new Set(finished.map(({ forecast }) => forecast.model.id));
  return used.size === 1 ? ([...used][0] ?? "") : several;
}

/** What has to be known of forecasts of these models: a model that was named is what was asked for. */
export function warningsAbout(host: CliHost, models: readonly (string | null)[]): readonly ExportWarning[] {
  return models.some((model) => model === null || model === automaticModel || model === adoptedModel)
    ? host.warnings()
    : [];
}

export function manifestOf(
  host: CliHost,
  finished: readonly Finished[],
  settings: ExportContent["settings"],
  warnings: readonly ExportWarning[] = [],
): ExportManifest {
  return {
    app: host.version,
    dataHash: [...new Set(finished.map(({ forecast }) => forecast.dataset))].join("+"),
    model: manifestModel(finished),
    settings,
    executionProvider: finished[0]?.forecast.executionProvider ?? "",
    preprocessing: finished[0] === undefined ? "" : host.preprocessingOf(finished[0].forecast.model.id),
    ...manifestZone(finished.map(({ forecast }) => host.clockOf(forecast).zone)),
    ...(warnings.length === 0 ? {} : { warnings }),
  };
}
