/** The forecasts of whole files: what `forecast` makes and `replay` makes again. */
import type { MeasuredCoverage, SkippedSeries } from "#domain/score";
import type { ExportContent, ExportManifest, ExportWarning, ForecastToExport } from "#domain/export";
import type { CorrectionEdit } from "#domain/correction";
import type { Dataset, IngestOptions } from "#domain/dataset";
import type { Bands, Forecast, HistoryKey } from "#domain/forecast";
import { influencedModel, type InfluenceVerdict } from "#domain/influence";
import { adoptedModel } from "#domain/job";
import { automaticModel } from "#domain/model";
import { type AdjustmentEdit, adjustForecast, adjustQuantiles, setSteps } from "#domain/scenario";
import { defaultHorizon, type SeriesSummary, wholeQuantiles } from "#domain/series";
import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import { mapConcurrently } from "#engine/concurrency";
import type { ReconcilableForecast } from "#domain/totals";
import { manifestModel, manifestZone } from "#engine/export";
import type { NamedInfluences } from "#engine/influences";
import type { CliHost } from "./host.ts";
import { importOptionsOf } from "./import-options.ts";
import { withoutColumns } from "./influences.ts";
import { importWithProgress } from "./inspect.ts";
import type { CommandContext } from "./run.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { chooseSeries } from "./selection.ts";
import { partOf, type Shard } from "./shard.ts";

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

export interface Finished extends ForecastToExport {
  /** Where something was put on top: as the model made it, and which of its steps were set to a value. */
  readonly unadjusted?: ReconcilableForecast;
}

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
  /** Put on top of what is forecast, in this order. */
  readonly adjustments: readonly AdjustmentEdit[];
  readonly influences: NamedInfluences | null;
  /** Files are read by the given options and no others, as they were read before. */
  readonly isReplay?: boolean;
  /** Only the series of this part. */
  readonly shard?: Shard | undefined;
}

export interface ForecastFiles {
  readonly datasets: readonly Dataset[];
  readonly finished: readonly Finished[];
  readonly skipped: readonly SkippedSeries[];
  /** Whether it was looked at how such bands did at past origins. */
  readonly isMeasured: boolean;
  /** How the last file was read, beside what the arguments say. */
  readonly options: IngestOptions;
  /** By series, where influences were judged. */
  readonly verdicts: ReadonlyMap<string, InfluenceVerdict>;
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
  let used = options;
  for (const file of files) {
    const { dataset, options: own } = await importInfluenced(context, host, file, wanted, options, corrections);
    used = own;
    opened.push({ dataset, chosen: chooseSeries(dataset, wanted.series) });
  }
  requireKnown(
    wanted.adjustments,
    opened.flatMap(({ dataset }) => dataset.series.map(({ id }) => id)),
  );
  const asked = opened.flatMap(({ dataset, chosen }) =>
    chosen.map((series) => requestOf(host, dataset, series, wanted)),
  );
  const verdicts = new Map<string, InfluenceVerdict>();
  const isMeasured = wanted.isMeasured ?? windowsToMeasure(host, asked) <= maxUnaskedWindows;
  for (const { dataset, chosen: all } of opened) {
    const { shard } = wanted;
    const chosen = shard === undefined ? all : all.filter(({ id }) => partOf(id, shard.count) === shard.index);
    let done = 0;
    const isPlain =
      wanted.bands === "native" && wanted.model !== automaticModel && !isMeasured && wanted.influences === null;
    const atOnce = isPlain ? maxConcurrent : maxConcurrentEvaluations;
    const answers = await mapConcurrently(chosen, atOnce, async (series) => {
      const answer = await forecastSeries(host, dataset, series, { ...wanted, isMeasured }, verdicts, context.signal);
      context.progress.update("Forecasting", ++done, chosen.length);
      return answer;
    });
    for (const answer of answers) {
      if ("code" in answer) skipped.push(answer);
      else finished.push(answer);
    }
  }
  const failure = failureOf(finished, skipped, wanted);
  if (failure !== undefined) throw EngineError.fromPlain(failure);
  return { datasets: opened.map(({ dataset }) => dataset), finished, skipped, isMeasured, options: used, verdicts };
}

/**
 * What makes all of it fail. A part of a run may have no series, or only such as can't be forecast; but a series that got lost
 * on this machine must not be missing from the whole, so that a scheduler has to run the part again.
 */
function failureOf(
  finished: readonly Finished[],
  skipped: readonly SkippedSeries[],
  { shard }: Pick<Wanted, "shard">,
): SkippedSeries | undefined {
  const [first] = skipped;
  if (shard === undefined) return finished.length === 0 ? first : undefined;
  const lost = skipped.find(({ code }) => exitCodeOf(code) === exitCodes.internal);
  if (lost !== undefined || finished.length > 0) return lost;
  return skipped.find(({ code }) => exitCodeOf(code) !== exitCodes.badData);
}

/** The file, with what is known to move its series in use; `content` names that. */
export async function importInfluenced(
  context: CommandContext,
  host: CliHost,
  file: string,
  { influences, isReplay = false }: Pick<Wanted, "influences" | "isReplay">,
  given: IngestOptions,
  corrections: readonly CorrectionEdit[] = [],
): Promise<{ readonly dataset: Dataset; readonly options: IngestOptions; readonly content: string | null }> {
  const first = await importWithProgress(host, file, context, given, corrections);
  if (influences === null) return { dataset: first, options: given, content: null };
  const options =
    influences.columns.length === 0 || isReplay
      ? given
      : { ...given, ...withoutColumns(first, given, influences.columns) };
  const dataset = options === given ? first : await importWithProgress(host, file, context, options, corrections);
  const read = {
    path: file,
    options: { ...importOptionsOf(context.args), ...options },
    isOneShot: context.args.has("once"),
  };
  const content = await host.useInfluences(dataset.handle, influences, read, context.signal);
  return { dataset, options, content };
}

/** @throws EngineError series-not-found */
function requireKnown(adjustments: readonly AdjustmentEdit[], series: readonly string[]): void {
  const known = new Set(series);
  const unknown = adjustments.find((one) => !known.has(one.series));
  if (unknown !== undefined)
    throw new EngineError("series-not-found", `There is no series named "${unknown.series}" to adjust.`, {
      hint: "A series that has no name in the file is called by its column; inspect says how.",
    });
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
  verdicts: Map<string, InfluenceVerdict>,
  signal: AbortSignal,
): Promise<Finished | SkippedSeries> {
  try {
    const { model, horizon } = requestOf(host, dataset, series, wanted);
    const place = { dataset: dataset.handle, series: series.id, horizon, origin: wanted.origin };
    if (wanted.influences?.use === "helping")
      verdicts.set(series.id, await host.judgeInfluences({ ...place, model }, signal));
    const forecast = await host.forecast({ ...place, model, bands: wanted.bands }, signal);
    const { levels = forecast.levels } = wanted;
    const quantiles = wanted.levels === undefined ? forecast.quantiles : await host.requantile(forecast, levels);
    const history = { dataset: dataset.handle, series: series.id, model, horizon, bands: wanted.bands };
    const measured = wanted.isMeasured === true ? { measured: await coverageOf(host, history, signal) } : {};
    const isWhole = wanted.isRounded && host.isCount(dataset.handle, series.id);
    const made = { forecast, levels, quantiles, ...measured };
    const plain = isWhole ? { ...made, forecast: withWhole(forecast), quantiles: wholeQuantiles(quantiles) } : made;
    return adjusted(host, plain, wanted.adjustments, isWhole);
  } catch (error) {
    // One series that can't be forecast must not cost the others their answer.
    if (isCancelled(error) || !(error instanceof EngineError)) throw error;
    return { ...toPlainError(error), series: series.id };
  }
}

function withWhole(forecast: Forecast): Forecast {
  return { ...forecast, quantiles: wholeQuantiles(forecast.quantiles) };
}

/** As the window puts them on top: last, and on the quantiles of whatever levels. */
function adjusted(host: CliHost, made: Finished, adjustments: readonly AdjustmentEdit[], isWhole: boolean): Finished {
  const { dataset, series, levels, horizon } = made.forecast;
  const own = adjustments.filter((one) => one.series === series);
  if (own.length === 0) return made;
  const rules = { isWhole, isNonNegative: host.isNonNegative(dataset, series) };
  const { forecast, lines } = adjustForecast(made.forecast, own, rules);
  if (lines === null) return made;
  const middle = levels.indexOf(0.5);
  return {
    ...{ ...made, forecast, quantiles: adjustQuantiles(made.quantiles, lines) },
    unadjusted: { forecast: made.forecast, isSet: setSteps(forecast.times, own) },
    ...(middle < 0 ? {} : { plain: made.forecast.quantiles.slice(middle * horizon, (middle + 1) * horizon) }),
  };
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
  const used = new Set(finished.map(({ forecast }) => influencedModel(forecast.model.id)?.model ?? forecast.model.id));
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
