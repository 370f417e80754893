import { readFile } from "node:fs/promises";
import type { CorrectionEdit } from "#domain/correction";
import type { Dataset } from "#domain/dataset";
import type { ExportContent } from "#domain/export";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { adoptedModel } from "#domain/job";
import { madeForSeries } from "#domain/model";
import { type AdjustmentEdit, shareAt } from "#domain/scenario";
import { type Frequency, maxHorizonSteps } from "#domain/series";
import { correctionsCsv, parseCorrections } from "#engine/corrections";
import {
  type DocumentedForecast,
  forecastDocument,
  influencesDocument,
  notesOf,
  sumThresholdsDocument,
  verdictsSetting,
} from "#engine/export";
import { formatHorizon, formatShare, formatStep, plural, valueFormatter } from "#engine/format";
import { adjustmentsCsv, parseScenario, readAdjustments, type ScenarioFile } from "#engine/scenarios";
import { influenceManifest } from "#engine/influences";
import { outOption, type ParsedArguments, parseBands, parseLevels, parseWhole } from "./arguments.ts";
import { forecastFiles, manifestOf, usedModel, warningsAbout, type Finished, type Wanted } from "./forecast-files.ts";
import type { CliHost } from "./host.ts";
import { importOptionsOf } from "./import-options.ts";
import { explainedOf, influencesOf, influencesTable, knownAheadNotes } from "./influences.ts";
import { adoptionNotes, resolveForecastModel } from "./selection.ts";
import { parseShard, requireShardable, type Shard, shardText } from "./shard.ts";
import type { CommandContext } from "./run.ts";
import { alignTable } from "./table.ts";
import { sumThresholdsOf, thresholdLines, thresholdsOf, withThresholds } from "./thresholds.ts";
import { clocksOf, decisionsOf, summedDocument } from "./decisions.ts";
import { exportedTotalsOf, sumsOf, totalsOf, totalsTable } from "./totals.ts";

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
  const shard = args.has("shard") ? parseShard(args.value("shard") ?? "") : undefined;
  if (shard !== undefined) requireShardable(args, outs);
  const sums = sumsOf(args);
  const thresholdsIn = thresholdsOf(args);
  // One forecast and no more: its past is looked at only where that is asked for.
  const isLookedBack = bands === "calibrated" || args.has("coverage") || (args.has("once") ? false : undefined);

  const influences = await influencesOf(args);
  const scenario = await scenarioOf(args);
  const adjustments = [...(await adjustmentsOf(args)), ...(scenario?.adjustments ?? [])];
  const corrections = [...(await correctionsOf(args)), ...(scenario?.edits ?? [])];
  requireFuture(adjustments, origin);

  const host = await context.startHost();
  for (const path of outs) host.requireExport(path);
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
    influences,
    adjustments,
    shard,
  };
  const options = importOptionsOf(args);
  const made = await forecastFiles(context, host, args.positionals, wanted, options, corrections);
  const { datasets, skipped, isMeasured, options: used, verdicts } = made;
  const thresholds = thresholdsIn(datasets);
  const how = { bands, isJudged: isMeasured };
  const finished = await withThresholds(context, host, made, thresholds, how);
  const sumThresholds = await sumThresholdsOf(context, host, { ...made, finished }, thresholds, how);
  for (const { series, message } of skipped) context.note(`Left out "${series}": ${message}`);
  for (const { forecast } of finished) {
    if (forecast.choice !== undefined) context.note(`${forecast.series}: ${forecast.choice.reason}`);
    for (const { message } of forecast.warnings ?? []) context.note(`${forecast.series}: ${message}`);
  }
  for (const [series, { reason, notes }] of verdicts)
    for (const note of [`${reason}.`, ...notes]) context.note(`${series}: ${note}`);
  if (influences === null) for (const note of knownAheadNotes(datasets)) context.note(note);
  if (wanted.model === adoptedModel)
    for (const note of adoptionNotes(
      host,
      finished.map(({ forecast }) => forecast),
    ))
      context.note(note);
  for (const note of adjustmentNotes(finished, adjustments)) context.note(note);
  for (const note of offersOf(host, datasets, finished, wanted)) context.note(note);
  if (shard !== undefined) context.note(partNote(shard, finished.length, datasets));
  if (!isMeasured) context.note("How such ranges did in the past was not looked at; --coverage does.");

  const settings: ExportContent["settings"] = {
    horizon: fixedHorizon ?? "auto",
    origin,
    // All parts of a run say the same of it, whichever series they have.
    levels: wantedLevels ?? (shard === undefined ? finished[0]?.levels : undefined) ?? [],
    // What was adopted now, whatever will be adopted later; where that is one for all series.
    model:
      shard === undefined && (wanted.model === null || wanted.model === adoptedModel)
        ? usedModel(finished, wanted.model ?? "default")
        : (wanted.model ?? "default"),
    bands: wanted.bands,
    coverage: isMeasured,
    ...(influences === null ? {} : influenceManifest(influences)),
    ...verdictsSetting(verdicts),
    ...(args.has("series") ? { series: args.list("series") } : {}),
    ...(Object.keys(used).length === 0 ? {} : { import: JSON.stringify(used) }),
    ...(corrections.length === 0 ? {} : { corrections: correctionsCsv(corrections) }),
    ...(adjustments.length === 0 ? {} : { adjustments: adjustmentsCsv(adjustments) }),
    ...(scenario === null ? {} : { scenario: scenario.name }),
    ...(shard === undefined
      ? {}
      : { shard: shardText(shard), wholeData: datasets.map(({ handle }) => handle).join("+") }),
    title: datasets.map((dataset) => dataset.name).join(", "),
    ...(wanted.isRounded ? { round: true } : {}),
    ...(finished.some(({ forecast }) => forecast.samples !== undefined) ? { bandwidth: host.bandwidth } : {}),
    ...(thresholds.length === 0 ? {} : { thresholds: JSON.stringify(thresholds) }),
    ...(sums === null ? {} : { totals: JSON.stringify(sums) }),
  };
  const warnings = warningsAbout(host, [wanted.model]);
  const explained = influences === null ? null : await explainedOf(host, finished, verdicts, context.signal);
  for (const { series, notes } of explained ?? []) for (const note of notes) context.note(`${series}: ${note}`);
  const totals = sums === null ? null : await totalsOf(context, host, datasets, finished, sums, wanted.model);
  const summed = totals === null || sums === null ? null : exportedTotalsOf(totals, sums, host, datasets);
  const decisions = decisionsOf({ totals: summed, sumThresholds, adjustments, influences: explained });
  for (const path of outs) {
    const title = settings["title"] as string;
    await host.exportTo(path, { title, forecasts: finished, settings, warnings, ...decisions });
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
          ...summedDocument(summed),
          ...(sumThresholds.length === 0 ? {} : { sumThresholds: sumThresholdsDocument(sumThresholds) }),
          ...(explained === null
            ? {}
            : { influences: influencesDocument(explained, clocksOf(host, finished), args.has("explain")) }),
        })
      : [
          describe(datasets, finished).trimEnd(),
          ...(totals === null || sums === null ? [] : [totalsTable(totals.summed, sums).trimEnd()]),
          ...(explained !== null && args.has("explain") ? [influencesTable(explained)] : []),
          ...(thresholds.length === 0 ? [] : [thresholdLines(datasets, finished, sumThresholds, host)]),
        ].join("\n\n"),
  );
}

function partNote(shard: Shard, count: number, datasets: readonly Dataset[]): string {
  const all = datasets.reduce((sum, { series }) => sum + series.length, 0);
  return `Part ${shard.index} of ${shard.count}: ${plural(count, "series", "series")} of ${all}.`;
}

/** What an option names, of the one FILE; null where it is not given. @throws EngineError */
async function textOf(args: ParsedArguments, name: string, what: string): Promise<string | null> {
  const path = args.value(name);
  if (path === undefined) return null;
  if (args.positionals.length > 1)
    throw new EngineError("wrong-arguments", `--${name} is for one FILE, and several are given.`);
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new EngineError("file-not-found", `The file of ${what} ${path} can't be found or read.`, { cause });
  });
}

/** @throws EngineError where the file can't be read or has what is no adjustment */
async function adjustmentsOf(args: ParsedArguments): Promise<readonly AdjustmentEdit[]> {
  const text = await textOf(args, "adjust", "adjustments");
  return text === null ? [] : readAdjustments(text);
}

/** @throws EngineError where the file can't be read or is no scenario */
async function scenarioOf(args: ParsedArguments): Promise<ScenarioFile | null> {
  const text = await textOf(args, "scenario", "a scenario");
  return text === null ? null : parseScenario(text);
}

function requireFuture(adjustments: readonly AdjustmentEdit[], origin: number): void {
  if (adjustments.length > 0 && origin !== 0)
    throw new EngineError("wrong-arguments", "Only forecasts of the future are adjusted, and --origin is in the past.");
}

/** @throws EngineError where the file can't be read or has what is no correction */
async function correctionsOf(args: ParsedArguments): Promise<readonly CorrectionEdit[]> {
  const text = await textOf(args, "corrections", "corrections");
  if (text === null) return [];
  return parseCorrections(text).rows.map(({ row, edit }) => {
    if ("unreadable" in edit)
      throw new EngineError("bad-number", `A correction can't be read: ${edit.unreadable}`, { row });
    return edit;
  });
}

/** What was put on top, and what there was nothing to put on. */
function adjustmentNotes(finished: readonly Finished[], adjustments: readonly AdjustmentEdit[]): readonly string[] {
  const adjusted = finished.flatMap(({ forecast, plain }) => (plain === undefined ? [] : [forecast.series]));
  const idle = adjustments.filter(
    (one) =>
      !finished.some(
        ({ forecast }) => forecast.series === one.series && forecast.times.some((time) => shareAt(one, time) > 0),
      ),
  );
  return [
    ...(adjusted.length === 0 ? [] : [`Adjusted: ${adjusted.slice(0, 5).join(", ")}${andMore(adjusted.length - 5)}.`]),
    ...(idle.length === 0
      ? []
      : [`${plural(idle.length, "adjustment is", "adjustments are")} of no step that is forecast.`]),
  ];
}

function andMore(count: number): string {
  return count <= 0 ? "" : ` and ${plural(count, "other series", "other series")}`;
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

function documented(
  host: CliHost,
  { forecast, levels, quantiles, measured, thresholds, plain }: Finished,
): DocumentedForecast {
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
    ...(plain === undefined ? {} : { plain }),
    ...(forecast.choice === undefined ? {} : { choice: forecast.choice }),
    ...(forecast.calibration === undefined ? {} : { calibration: forecast.calibration }),
    ...(measured == null ? {} : { measured }),
    ...(thresholds === undefined ? {} : { thresholds }),
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
