import type { FigureOptions } from "#domain/chart";
import type {
  ExportedScenario,
  ExportedSumThreshold,
  ExportedTotals,
  ExportManifest,
  ExportSetting,
  ReportParticulars,
  ShownScenarios,
  ShownSumThresholds,
  ShownTotals,
} from "#domain/export";
import type { CorrectionEdit } from "#domain/correction";
import type { Dataset, IngestOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type { Bands, Forecast } from "#domain/forecast";
import { adjustForecast, type AdjustmentEdit, setSteps } from "#domain/scenario";
import { sumThresholdsDocument, verdictsIn } from "#engine/export";
import { parseCorrections } from "#engine/corrections";
import { readAdjustments } from "#engine/scenarios";
import { influencesOfManifest } from "#engine/influences";
import { outOption } from "./arguments.ts";
import { decisionsOf, summedDocument } from "./decisions.ts";
import type { CliHost } from "./host.ts";
import { explainedOf } from "./influences.ts";
import { forecastFiles, manifestOf, type Wanted } from "./forecast-files.ts";
import type { CommandContext } from "./run.ts";
import { parseShard } from "./shard.ts";
import { sumThresholdsOf, thresholdsIn, withThresholds } from "./thresholds.ts";
import { exportedTotalsOf, sumsIn, totalsOf } from "./totals.ts";

/** Makes an export again from its manifest and the files that it was made of, and compares every byte. */
export async function runReplay(context: CommandContext): Promise<void> {
  const { args } = context;
  const [exported, ...files] = args.positionals;
  if (exported === undefined || files.length === 0) {
    throw new EngineError("wrong-arguments", "replay needs an EXPORT and the FILE it was made from.");
  }
  const outs = outOption(args);
  const host = await context.startHost();
  for (const path of outs) host.requireExport(path);
  const manifest = await host.readManifest(exported);
  const { settings } = manifest;
  if (manifest.app !== host.version) throw differs(`was made by Fantail ${manifest.app}, but this is ${host.version}`);
  if (settings["bandwidth"] !== undefined && settings["bandwidth"] !== host.bandwidth) {
    throw differs(`was made with --bandwidth ${String(settings["bandwidth"])}, but this run uses ${host.bandwidth}`);
  }
  if (settings["parts"] !== undefined)
    throw differs(`was merged from ${String(settings["parts"])} parts, each of which can be`);
  const corrections = correctionsOf(settings);
  if (corrections.length > 0 && files.length > 1) throw differs("was made of one corrected file, and not of several");
  const wanted = wantedOf(settings);
  const made = await forecastFiles(context, host, files, wanted, importOf(settings), corrections);
  const how = { bands: wanted.bands, isJudged: wanted.isMeasured === true };
  const thresholds = thresholdsIn(settings["thresholds"]);
  const judged = await withThresholds(context, host, made, thresholds, how);
  const figures = figuresOf(settings);
  const finished = judged.map((one, at) => {
    const figure = figures[at] ?? null;
    return figure === null ? one : { ...one, figure };
  });
  const again = manifestOf(host, finished, settings);
  requireSame(manifest, again);
  const ending = /\.[^./\\]+$/.exec(exported)?.[0] ?? "";
  const sums = sumsIn(settings["totals"]);
  const totals = sums === null ? null : await totalsOf(context, host, made.datasets, finished, sums, wanted.model);
  const summed =
    totals === null || sums === null
      ? await shownTotalsOf(host, made.datasets, settings, wanted, context.signal)
      : exportedTotalsOf(totals, sums, host, made.datasets);
  const sumThresholds =
    settings["sumThresholds"] === undefined
      ? await sumThresholdsOf(context, host, made, thresholds, how)
      : await shownSumsOf(host, made.datasets, settings, wanted, context.signal);
  const verdicts = new Map([...made.verdicts, ...verdictsIn(settings["influenceVerdicts"])]);
  const explained = wanted.influences === null ? null : await explainedOf(host, finished, verdicts, context.signal);
  const scenarios = await scenariosOf(host, made.datasets, settings, wanted, context.signal);
  const content = {
    title: typeof settings["title"] === "string" ? settings["title"] : "",
    forecasts: finished,
    settings,
    ...decisionsOf({
      ...{ totals: summed, sumThresholds, adjustments: wanted.adjustments, influences: explained, scenarios },
    }),
    ...reportOf(settings),
    // They are about the run that made it, and part of its bytes.
    ...(manifest.warnings === undefined ? {} : { warnings: manifest.warnings }),
  };
  const isSame = await host.withTemporary(ending, async (path) => {
    await host.exportAside(path, content);
    return host.isSameFile(path, exported);
  });
  for (const path of outs) {
    await host.exportTo(path, content);
    context.note(`Wrote ${path}`);
  }
  if (!isSame) throw differs("has the same manifest but different bytes: it was changed after it was written");
  context.print(
    context.isJson
      ? JSON.stringify({
          identical: true,
          manifest,
          ...summedDocument(summed),
          ...(sumThresholds.length === 0 ? {} : { sumThresholds: sumThresholdsDocument(sumThresholds) }),
        })
      : `${exported} was reproduced byte for byte.`,
  );
}

/** The totals that a window showed beside the forecasts; null where it had set none. */
async function shownTotalsOf(
  host: CliHost,
  datasets: readonly Dataset[],
  { shownTotals }: ExportManifest["settings"],
  { bands, adjustments }: Pick<Wanted, "bands" | "adjustments">,
  signal: AbortSignal,
): Promise<ExportedTotals | null> {
  const [dataset] = datasets;
  if (typeof shownTotals !== "string" || dataset === undefined) return null;
  const totals = JSON.parse(shownTotals) as ShownTotals;
  const adjust = (forecast: Forecast) => {
    const own = adjustments.filter(({ series }) => series === forecast.series);
    const isNonNegative = host.isNonNegative(forecast.dataset, forecast.series);
    const { forecast: adjusted, lines } = adjustForecast(forecast, own, { isNonNegative });
    return { forecast, adjusted, isSet: lines === null ? null : setSteps(forecast.times, own) };
  };
  return host.shownTotals({ dataset: dataset.handle, bands, totals, adjust }, signal);
}

/** The thresholds of sums that a window had beside the forecasts, of series that need not be among them. */
async function shownSumsOf(
  host: CliHost,
  datasets: readonly Dataset[],
  { sumThresholds }: ExportManifest["settings"],
  { bands, origin, isRounded, isMeasured, adjustments }: Wanted,
  signal: AbortSignal,
): Promise<readonly ExportedSumThreshold[]> {
  const [dataset] = datasets;
  if (dataset === undefined) return [];
  const { model, horizon, ...shown } = JSON.parse(String(sumThresholds)) as ShownSumThresholds;
  const thresholds = thresholdsIn(JSON.stringify(shown.thresholds));
  const get = async (series: string): Promise<Forecast> => {
    const key = { dataset: dataset.handle, series, model, horizon, origin };
    const forecast = await host.forecast({ ...key, bands, isRounded }, signal);
    const own = adjustments.filter((one) => one.series === series);
    const isNonNegative = host.isNonNegative(dataset.handle, series);
    const isWhole = isRounded && host.isCount(dataset.handle, series);
    return adjustForecast(forecast, own, { isNonNegative, isWhole }).forecast;
  };
  const members = { dataset: dataset.handle, among: null, get };
  return host.sums({ members, thresholds, horizon, origin, bands, isJudged: isMeasured === true }, signal);
}

/** The scenarios that a window had beside the forecasts; none where it had only the base. */
async function scenariosOf(
  host: CliHost,
  datasets: readonly Dataset[],
  { scenarios }: ExportManifest["settings"],
  { bands }: Pick<Wanted, "bands">,
  signal: AbortSignal,
): Promise<readonly ExportedScenario[]> {
  const [dataset] = datasets;
  if (typeof scenarios !== "string" || dataset === undefined) return [];
  return host.scenarios({ ...(JSON.parse(scenarios) as ShownScenarios), dataset: dataset.handle, bands }, signal);
}

function wantedOf(settings: ExportManifest["settings"]): Wanted {
  const { horizon, origin, levels, model, bands, coverage, round, series, shard } = settings;
  return {
    model: typeof model === "string" && model !== "default" ? model : null,
    horizon: typeof horizon === "number" ? horizon : undefined,
    origin: typeof origin === "number" ? origin : 0,
    levels: numbersOf(levels),
    isRounded: round === true,
    bands: (bands === "calibrated" ? bands : "native") satisfies Bands,
    isMeasured: coverage === true,
    series: Array.isArray(series) ? series.map(String) : [],
    adjustments: adjustmentsOf(settings),
    influences: influencesOfManifest(settings),
    isReplay: true,
    shard: typeof shard === "string" ? parseShard(shard) : undefined,
  };
}

function numbersOf(value: ExportSetting | undefined): readonly number[] | undefined {
  const numbers = Array.isArray(value) ? value.filter((level) => typeof level === "number") : [];
  return numbers.length === 0 ? undefined : numbers;
}

function importOf({ import: text }: ExportManifest["settings"]): IngestOptions {
  return typeof text === "string" ? (JSON.parse(text) as IngestOptions) : {};
}

/** How each forecast is drawn, where that is not as usual. */
function figuresOf({ figures }: ExportManifest["settings"]): readonly (FigureOptions | null)[] {
  return typeof figures === "string" ? (JSON.parse(figures) as (FigureOptions | null)[]) : [];
}

/** @throws EngineError where the export does not list them */
function correctionsOf({ corrections }: ExportManifest["settings"]): readonly CorrectionEdit[] {
  if (corrections === undefined) return [];
  if (typeof corrections !== "string")
    throw differs(`was made from data with ${String(corrections)} corrections, too many to be listed in it`);
  return parseCorrections(corrections).rows.map(({ edit }) => {
    if ("unreadable" in edit) throw differs(`lists a correction that can't be read: ${edit.unreadable}`);
    return edit;
  });
}

/** @throws EngineError where the export does not list them */
function adjustmentsOf({ adjustments }: ExportManifest["settings"]): readonly AdjustmentEdit[] {
  if (adjustments === undefined) return [];
  if (typeof adjustments !== "string")
    throw differs(`has ${String(adjustments)} adjustments on top, too many to be listed in it`);
  return readAdjustments(adjustments);
}

/** What its author said in a report, and what was put down about the data. */
function reportOf({ report }: ExportManifest["settings"]): { readonly report?: ReportParticulars } {
  return typeof report === "string" ? { report: JSON.parse(report) as ReportParticulars } : {};
}

/** What differs is said in the order in which it can be mended. */
function requireSame(before: ExportManifest, now: ExportManifest): void {
  if (before.dataHash !== now.dataHash) throw differs("was made from other data than these files have");
  if (before.timezone !== now.timezone) {
    throw differs(`was made with times in ${before.timezone ?? "no zone"}, but these are in ${now.timezone ?? "none"}`);
  }
  if (before.executionProvider !== now.executionProvider) {
    throw differs(
      `was computed on "${before.executionProvider}", but this run uses "${now.executionProvider}" (see --device)`,
    );
  }
  const names = { id: "model", version: "model version", sha256: "model file" } as const;
  for (const part of ["id", "version", "sha256"] as const) {
    if (before.model[part] !== now.model[part])
      throw differs(`needs the ${names[part]} "${before.model[part]}", but here it is "${now.model[part]}"`);
  }
  if (before.preprocessing !== now.preprocessing) throw differs("was made with another preprocessing version");
}

function differs(how: string): EngineError {
  return new EngineError("wrong-arguments", `The export can't be reproduced: it ${how}.`);
}
