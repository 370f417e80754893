import type { Bands, Dataset, Forecast, SeriesSummary } from "#contract/data";
import { wholeQuantiles } from "#engine/density";
import { EngineError, isCancelled, toPlainError } from "#engine/errors";
import { defaultHorizon, formatTimestamp } from "#engine/series";
import { parseBands, parseLevels, parseWhole } from "./arguments.ts";
import type { CliExport, CliHost, CliSkipped } from "./host.ts";
import { importWithProgress } from "./inspect.ts";
import { manifestModel } from "./manifest-model.ts";
import { chooseSeries, resolveModel } from "./selection.ts";
import type { CommandContext } from "./run.ts";
import { alignTable } from "./table.ts";

const maxHorizonSteps = 1024;
/** Enough to keep full batches in the queue, few enough to keep memory flat for files with many thousand series. */
const maxConcurrent = 512;

type Finished = CliExport["forecasts"][number];

interface Wanted {
  /** `auto` chooses for each series; null: the default of each series' frequency. */
  readonly model: string | null;
  readonly horizon: number | undefined;
  readonly origin: number;
  readonly levels: readonly number[] | undefined;
  /** Whole numbers for series that count things. */
  readonly isRounded: boolean;
  readonly bands: Bands;
}

export async function runForecast(context: CommandContext): Promise<void> {
  const { args } = context;
  if (args.positionals.length === 0) throw new EngineError("wrong-arguments", "forecast needs at least one FILE.");
  const horizonText = args.value("horizon");
  const fixedHorizon = horizonText === undefined ? undefined : parseWhole("horizon", horizonText, 1, maxHorizonSteps);
  const origin = parseWhole("origin", args.value("origin") ?? "0", -1_000_000_000, 0);
  const levelsText = args.value("levels");
  const wantedLevels = levelsText === undefined ? undefined : parseLevels(levelsText);

  const host = await context.startHost();
  // Without --model the default one, as in the window: choosing costs a backtest.
  const wanted: Wanted = {
    model: modelOf(host, args.value("model")),
    horizon: fixedHorizon,
    origin,
    levels: wantedLevels,
    isRounded: args.has("round"),
    // The model's own unless asked for: calibration costs a backtest.
    bands: parseBands(args.value("bands") ?? "native"),
  };
  const finished: Finished[] = [];
  const skipped: CliSkipped[] = [];
  const datasets: Dataset[] = [];
  for (const file of args.positionals) {
    const dataset = await importWithProgress(host, file, context);
    datasets.push(dataset);
    const chosen = chooseSeries(dataset, args.list("series"));
    let done = 0;
    const answers = await mapConcurrently(chosen, maxConcurrent, async (series) => {
      const answer = await forecastSeries(host, dataset, series, wanted, context.signal);
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
  for (const { series, message } of skipped) context.note(`Left out "${series}": ${message}`);
  for (const { forecast } of finished) {
    if (forecast.choice !== undefined) context.note(`${forecast.series}: ${forecast.choice.reason}`);
  }

  const settings: CliExport["settings"] = {
    horizon: fixedHorizon ?? "auto",
    origin,
    levels: wantedLevels ?? finished[0]?.levels ?? [],
    model: wanted.model ?? usedModel(finished),
    bands: wanted.bands,
    ...(args.has("series") ? { series: args.list("series") } : {}),
    ...(wanted.isRounded ? { round: true } : {}),
    ...(finished.some(({ forecast }) => forecast.samples !== undefined) ? { bandwidth: host.bandwidth } : {}),
  };
  for (const path of args.list("out")) {
    await host.exportTo(path, { title: datasets.map((dataset) => dataset.name).join(", "), forecasts: finished, settings });
    context.note(`Wrote ${path}`);
  }
  context.print(
    context.isJson
      ? JSON.stringify({
          manifest: manifestOf(host, datasets, finished, settings),
          forecasts: finished.map(forecastDocument),
          ...(skipped.length > 0 ? { skipped } : {}),
        })
      : describe(finished),
  );
}

function modelOf(host: CliHost, wanted: string | undefined): string | null {
  if (wanted === undefined) return null;
  return wanted === "auto" ? wanted : resolveModel(host, wanted);
}

/** What a second run has to name in order to get the same. */
function usedModel(finished: readonly Finished[]): string {
  const used = new Set(finished.map(({ forecast }) => forecast.model.id));
  return used.size === 1 ? ([...used][0] ?? "") : "default";
}

async function forecastSeries(
  host: CliHost,
  dataset: Dataset,
  series: SeriesSummary,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Finished | CliSkipped> {
  try {
    const model = wanted.model ?? host.defaultModel(series.frequency);
    const { maxHorizonSteps: most = maxHorizonSteps } = host.models().find(({ id }) => id === model) ?? {};
    const horizon = wanted.horizon ?? Math.min(defaultHorizon(series.seasonLengths), most);
    const place = { dataset: dataset.handle, series: series.id, horizon, origin: wanted.origin };
    const forecast = await host.forecast({ ...place, model, bands: wanted.bands }, signal);
    const { levels = forecast.levels } = wanted;
    const quantiles = wanted.levels === undefined ? forecast.quantiles : await host.requantile(forecast, levels);
    const { bands } = wanted;
    const measured = bands === "native" ? {} : { measured: await host.wholeCoverage({ dataset: dataset.handle, series: series.id, model, horizon, bands }, signal) };
    if (!wanted.isRounded || !host.isCount(dataset.handle, series.id)) return { forecast, levels, quantiles, ...measured };
    return { forecast: { ...forecast, quantiles: wholeQuantiles(forecast.quantiles) }, levels, quantiles: wholeQuantiles(quantiles), ...measured };
  } catch (error) {
    // One series that can't be forecast must not cost the others their answer.
    if (isCancelled(error) || !(error instanceof EngineError)) throw error;
    return { ...toPlainError(error), series: series.id };
  }
}

function manifestOf(
  host: CliHost,
  datasets: readonly Dataset[],
  finished: readonly Finished[],
  settings: CliExport["settings"],
): unknown {
  return {
    app: host.version,
    dataHash: datasets.map((dataset) => dataset.handle).join("+"),
    model: manifestModel(finished),
    settings,
    executionProvider: finished[0]?.forecast.executionProvider ?? "",
    preprocessing: finished[0] === undefined ? "" : host.preprocessingOf(finished[0].forecast.model.id),
  };
}

function forecastDocument({ forecast, levels, quantiles, measured }: Finished): unknown {
  const { horizon } = forecast;
  return {
    series: forecast.series,
    model: forecast.model.id,
    ...(forecast.choice === undefined ? {} : { members: forecast.choice.members, reason: forecast.choice.reason }),
    ...(forecast.calibration === undefined ? {} : { calibration: forecast.calibration }),
    ...(measured == null ? {} : { measured: { coverage: measured.coverage, steps: measured.steps, origins: measured.origins } }),
    origin: forecast.origin,
    timestamps: Array.from(forecast.times, formatTimestamp),
    levels,
    quantiles: levels.map((_level, index) => Array.from(quantiles.subarray(index * horizon, (index + 1) * horizon))),
    median: Array.from(medianOf(forecast)),
    actuals: forecast.actuals === null ? null : Array.from(forecast.actuals, (value) => (Number.isNaN(value) ? null : value)),
  };
}

function medianOf(forecast: Forecast): Float32Array {
  const row = forecast.levels.indexOf(0.5);
  return forecast.quantiles.subarray(row * forecast.horizon, (row + 1) * forecast.horizon);
}

const shownRows = 200;

function describe(finished: readonly Finished[]): string {
  const header = ["Series", "Time", "Median", "80 % from", "80 % to"];
  const rows: string[][] = [];
  for (const { forecast } of finished) {
    const median = medianOf(forecast);
    const low = forecast.levels.indexOf(0.1) * forecast.horizon;
    const high = forecast.levels.indexOf(0.9) * forecast.horizon;
    for (let step = 0; step < forecast.horizon && rows.length < shownRows; step++) {
      rows.push([
        forecast.series,
        formatTimestamp(forecast.times[step] ?? Number.NaN),
        formatNumber(median[step]),
        formatNumber(forecast.quantiles[low + step]),
        formatNumber(forecast.quantiles[high + step]),
      ]);
    }
  }
  const total = finished.reduce((sum, { forecast }) => sum + forecast.horizon, 0);
  const rest = total > rows.length ? `\n… and ${total - rows.length} more rows; --json or --out gives all` : "";
  return alignTable(header, rows) + rest;
}

function formatNumber(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : String(Number(value.toPrecision(6)));
}

/** Keeps the order of `items`; at most `limit` run at once; the first failure stops new starts. */
async function mapConcurrently<A, B>(
  items: readonly A[],
  limit: number,
  run: (item: A) => Promise<B>,
): Promise<B[]> {
  const results = new Array<B>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await run(items[index] as A);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
