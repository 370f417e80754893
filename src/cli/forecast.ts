import type { Dataset } from "#domain/dataset";
import type { ExportContent } from "#domain/export";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { adoptedModel } from "#domain/job";
import { madeForSeries } from "#domain/model";
import { type Frequency, maxHorizonSteps } from "#domain/series";
import { type DocumentedForecast, forecastDocument, notesOf } from "#engine/export";
import { formatHorizon, formatShare, formatStep, plural, valueFormatter } from "#engine/format";
import { outOption, parseBands, parseLevels, parseWhole } from "./arguments.ts";
import { forecastFiles, manifestOf, usedModel, warningsAbout, type Finished, type Wanted } from "./forecast-files.ts";
import type { CliHost } from "./host.ts";
import { importOptionsOf } from "./import-options.ts";
import { adoptionNotes, resolveForecastModel } from "./selection.ts";
import type { CommandContext } from "./run.ts";
import { alignTable } from "./table.ts";

export async function runForecast(context: CommandContext): Promise<void> {
  const { args } = context;
  if (args.positionals.length === 0) throw new EngineError("wrong-arguments", "forecast needs at least one FILE.");
  const horizonText = args.value("horizon");
  const fixedHorizon = horizonText === undefined ? undefined : parseWhole("horizon", horizonText, 1, maxHorizonSteps);
  const origin = parseWhole("origin", args.value("origin") ?? "0", -1_000_000_000, 0);
  const levelsText = args.value("levels");
  const wantedLevels = levelsText === undefined ? undefined : parseLevels(levelsText);

  // The model's own unless asked for: calibration costs a backtest.
  const bands = parseBands(args.value("bands") ?? "native");
  const outs = outOption(args);
  // One forecast and no more: its past is looked at only where that is asked for.
  const isLookedBack = bands === "calibrated" || args.has("coverage") || (args.has("once") ? false : undefined);

  const host = await context.startHost();
  // Without --model the default one, as in the window: choosing costs a backtest.
  const wanted: Wanted = {
    model: modelOf(host, args.value("model")),
    horizon: fixedHorizon,
    origin,
    levels: wantedLevels,
    isRounded: args.has("round"),
    bands,
    isMeasured: isLookedBack,
    series: args.list("series"),
  };
  const options = importOptionsOf(args);
  const { datasets, finished, skipped, isMeasured } = await forecastFiles(
    context,
    host,
    args.positionals,
    wanted,
    options,
  );
  for (const { series, message } of skipped) context.note(`Left out "${series}": ${message}`);
  for (const { forecast } of finished) {
    if (forecast.choice !== undefined) context.note(`${forecast.series}: ${forecast.choice.reason}`);
    for (const { message } of forecast.warnings ?? []) context.note(`${forecast.series}: ${message}`);
  }
  if (wanted.model === adoptedModel)
    for (const note of adoptionNotes(
      host,
      finished.map(({ forecast }) => forecast),
    ))
      context.note(note);
  for (const note of offersOf(host, datasets, finished, wanted)) context.note(note);
  if (!isMeasured) context.note("How such ranges did in the past was not looked at; --coverage does.");

  const settings: ExportContent["settings"] = {
    horizon: fixedHorizon ?? "auto",
    origin,
    levels: wantedLevels ?? finished[0]?.levels ?? [],
    // What was adopted now, whatever will be adopted later; where that is one for all series.
    model:
      wanted.model === null || wanted.model === adoptedModel
        ? usedModel(finished, wanted.model ?? "default")
        : wanted.model,
    bands: wanted.bands,
    coverage: isMeasured,
    ...(args.has("series") ? { series: args.list("series") } : {}),
    ...(Object.keys(options).length === 0 ? {} : { import: JSON.stringify(options) }),
    title: datasets.map((dataset) => dataset.name).join(", "),
    ...(wanted.isRounded ? { round: true } : {}),
    ...(finished.some(({ forecast }) => forecast.samples !== undefined) ? { bandwidth: host.bandwidth } : {}),
  };
  const warnings = warningsAbout(host, [wanted.model]);
  for (const path of outs) {
    await host.exportTo(path, { title: settings["title"] as string, forecasts: finished, settings, warnings });
    context.note(`Wrote ${path}`);
  }
  context.print(
    context.isJson
      ? JSON.stringify({
          ...forecastDocument(
            finished.map((one) => documented(host, one)),
            manifestOf(host, finished, settings, warnings),
          ),
          ...(skipped.length > 0 ? { skipped } : {}),
        })
      : describe(datasets, finished),
  );
}

/** Models that were made for what the files hold, where another was used because none was named. */
function offersOf(
  host: CliHost,
  datasets: readonly Dataset[],
  finished: readonly Finished[],
  wanted: Pick<Wanted, "model">,
): readonly string[] {
  if (wanted.model !== null) return [];
  const used = new Set(finished.map(({ forecast }) => forecast.model.id));
  const offered = datasets.flatMap(({ series }) =>
    series.map((one) => ({ one, model: madeForSeries(host.models(), one) })),
  );
  const byModel = new Map(offered.flatMap(({ one, model }) => (model === undefined ? [] : [[model, one] as const])));
  return [...byModel]
    .filter(([{ id }]) => !used.has(id))
    .map(
      ([{ id, maxHorizonSteps }, { quantity, frequency }]) =>
        `There is a model made for ${quantity}: --model ${id}, up to ${formatHorizon(maxHorizonSteps, frequency)} ahead.`,
    );
}

function modelOf(host: CliHost, wanted: string | undefined): string | null {
  if (wanted === undefined) return null;
  return resolveForecastModel(host, wanted);
}

function documented(host: CliHost, { forecast, levels, quantiles, measured }: Finished): DocumentedForecast {
  const median = medianOf(forecast);
  return {
    series: forecast.series,
    model: forecast.model,
    origin: forecast.origin,
    horizon: forecast.horizon,
    times: forecast.times,
    ...host.clockOf(forecast),
    actuals: forecast.actuals,
    levels,
    quantiles,
    ...(median === null ? {} : { median }),
    ...(forecast.choice === undefined ? {} : { choice: forecast.choice }),
    ...(forecast.calibration === undefined ? {} : { calibration: forecast.calibration }),
    ...(measured == null ? {} : { measured }),
    ...(forecast.warnings === undefined ? {} : { warnings: forecast.warnings }),
  };
}

/** Null where the model has no such level. */
function medianOf(forecast: Forecast): Float32Array | null {
  const row = forecast.levels.indexOf(0.5);
  return row < 0 ? null : forecast.quantiles.subarray(row * forecast.horizon, (row + 1) * forecast.horizon);
}

const shownRows = 200;

function describe(datasets: readonly Dataset[], finished: readonly Finished[]): string {
  const header = ["Series", "Time", "Median", `${formatShare(0.8)} low`, `${formatShare(0.8)} high`];
  const rows: string[][] = [];
  const frequencyOf = ({ dataset, series }: Forecast): Frequency | undefined =>
    datasets.find(({ handle }) => handle === dataset)?.series.find(({ id }) => id === series)?.frequency;
  for (const { forecast } of finished) {
    const median = medianOf(forecast);
    const low = forecast.levels.indexOf(0.1) * forecast.horizon;
    const high = forecast.levels.indexOf(0.9) * forecast.horizon;
    const frequency = frequencyOf(forecast);
    const format = valueFormatter(forecast.quantiles);
    for (let step = 0; step < forecast.horizon && rows.length < shownRows; step++) {
      rows.push([
        forecast.series,
        formatStep(forecast.times[step] ?? Number.NaN, frequency),
        format(median?.[step] ?? Number.NaN),
        format(forecast.quantiles[low + step] ?? Number.NaN),
        format(forecast.quantiles[high + step] ?? Number.NaN),
      ]);
    }
  }
  const total = finished.reduce((sum, { forecast }) => sum + forecast.horizon, 0);
  const rest =
    total > rows.length
      ? `\n… and ${plural(total - rows.length, "more row", "more rows")}; --json or --out gives all of them`
      : "";
  return alignTable(header, rows) + rest + evidenceOf(finished, frequencyOf);
}

/** What the past says of the ranges, below the table. */
function evidenceOf(finished: readonly Finished[], frequencyOf: (forecast: Forecast) => Frequency | undefined): string {
  const lines = finished.flatMap(({ forecast, measured }) => {
    const frequency = frequencyOf(forecast);
    if (measured == null || frequency === undefined) return [];
    const { calibration, choice } = forecast;
    const notes = notesOf({
      frequency,
      measured,
      ...(choice === undefined ? {} : { choice }),
      ...(calibration === undefined ? {} : { calibration }),
    });
    return notes.map((note) => `${forecast.series}: ${note}`);
  });
  return lines.length === 0 ? "" : `\n${lines.join("\n")}\n`;
}
