/** Writes forecasts to files that say how they were made. */
import { extraLevels, type FigureOptions } from "#domain/chart";
import type { ImportOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type {
  ExportContent,
  ExportedDecisions,
  ExportedForecast,
  ExportedInfluences,
  ExportManifest,
  ExportWarning,
  ForecastToExport,
  PictureFormat,
  ReportNote,
  ReportParticulars,
  ReportTexts,
  ShownScenarios,
  ShownSumThresholds,
  ShownTotals,
} from "#domain/export";
import type { Bands, Forecast, ForecastKey } from "#domain/forecast";
import type { Health } from "#domain/health";
import { type FittedInfluences, influencedModel, type InfluenceVerdict } from "#domain/influence";
import { adoptedModel } from "#domain/job";
import { automaticModel, type ModelIdentity } from "#domain/model";
import { areCounts } from "#domain/series";
import { type AdjustedForecast, type Adjustment, baseScenario, type Scenario } from "#domain/scenario";
import { concerns, type Threshold } from "#domain/threshold";
import { mapConcurrently } from "#engine/concurrency";
import { exportedInfluences, manifestModel, manifestZone, thresholdSetting, verdictsSetting } from "#engine/export";
import { defaultHistorySteps, isPlainDrawing } from "#engine/figure";
import { adjustmentsCsv, scenarioText } from "#engine/scenarios";
import { exportedScenarios, type MadeScenario } from "./exported-scenarios.ts";
import { type Conventions, conventionsText, formatCount } from "#engine/format";
import { influenceManifest, type NamedInfluences } from "#engine/influences";
import { LatencyHistogram } from "#engine/measures";
import type { BandCoverage, ForecastRouter, OpenData, ThresholdChances } from "#main/evaluation";
import { saveFile, withTemporary } from "#main/platform";
import type { PlaceRules } from "#main/policy";
import { exportedSums } from "./exported-sums.ts";
import { exportedTotals, type ExportedTotalsPorts } from "./exported-totals.ts";
import type { ExportClient, ExportRequest } from "./export-client.ts";

/** One forecast, as a view shows it. */
export interface ShownForecast extends ForecastKey {
  readonly bands: Bands;
  readonly isRounded?: boolean;
  readonly figure?: FigureOptions;
  /** What it shows beside it of totals; absent where nothing is set of them. */
  readonly totals?: TotalsAsked;
}

/** Of the model and the horizon that are shown. */
export type TotalsAsked = Omit<ShownTotals, "model" | "horizon">;

/** Several series, each as a view would show it. */
export interface ShownSeveral extends Omit<ShownForecast, "series"> {
  readonly series: readonly string[];
}

/** Prints a page, in a window that nobody sees. */
export interface PagePrinter {
  /**
   * @param path of an HTML file that needs nothing else
   * @param title of the document, for the foot of its pages
   * @returns the PDF
   */
  print(path: string, title: string, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface ExporterPorts {
  /** Of the application. */
  readonly version: string;
  readonly bandwidth: string;
  readonly client: Pick<ExportClient, "write" | "readManifest" | "draw" | "merge">;
  readonly datasets: OpenData;
  readonly models: { nameOf(id: string): string; preprocessingOf(id: string): string };
  readonly forecasts: Pick<ForecastRouter, "get">;
  readonly coverage: Pick<BandCoverage, "measure">;
  /** What was corrected of a dataset, and what was put down about it. */
  readonly corrections: {
    listed(dataset: string): { readonly count: number; readonly csv: string } | null;
    notes(dataset: string): readonly ReportNote[];
  };
  /** What the user puts on top of forecasts. */
  readonly scenarios: {
    adjust(forecast: Forecast, options: { readonly isRounded: boolean }): AdjustedForecast;
    applied(forecasts: readonly Forecast[]): readonly Adjustment[];
    /** All of the base. */
    adjustments(dataset: string, series: string): readonly Adjustment[];
    list(dataset: string): { readonly scenarios: readonly Scenario[] };
  };
  /** What a scenario says of a series. */
  readonly futures: {
    of(
      wanted: Omit<ForecastKey, "origin"> & { readonly bands: Bands; readonly scenario: number },
      signal: AbortSignal,
    ): Promise<MadeScenario>;
  };
  readonly totals: ExportedTotalsPorts["reports"];
  /** Thresholds that are kept for a series, and what a forecast says about them. */
  readonly thresholds: {
    of(dataset: string, series: string): readonly Threshold[];
    sums(dataset: string, series: readonly string[]): readonly Threshold[];
  };
  readonly chances: Pick<ThresholdChances, "answered" | "shown" | "sums">;
  /** What forecasts of a dataset know beside its past; null where none of these knows more. */
  readonly influences: {
    namedFor(
      dataset: string,
      forecasts: readonly { readonly series: string; readonly model: Pick<ModelIdentity, "id"> }[],
    ): NamedInfluences | null;
    inUse(dataset: string): {
      readonly content: { readonly id: string };
      readonly verdicts: ReadonlyMap<string, InfluenceVerdict>;
    } | null;
    modelOf(asked: Pick<ForecastKey, "dataset" | "series" | "model">): string;
  };
  readonly influenced: {
    fitted(key: Omit<ForecastKey, "model">, content: string, signal: AbortSignal): Promise<FittedInfluences>;
  };
  /** What its author says in reports about a dataset. */
  readonly reports: { of(dataset: string): ReportTexts };
  /** Where files may be written. */
  readonly places?: Pick<PlaceRules, "requireExport" | "requireRead">;
  /** Null where there is no display to print without. */
  readonly printer: PagePrinter | null;
  /** How the user reads numbers and dates. */
  readonly conventions: () => Conventions;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Everything else is for programs, and written the same way everywhere. */
function isForPeople(path: string): boolean {
  return /\.(html|pdf|svg|png)$/i.test(path);
}

/** Characters: a cell of a workbook can't have many more. */
const maxListedCorrections = 20_000;
/** Enough for the evaluate process to have a next one always. */
const maxExplainedAtOnce = 4;
/** Of the title of a file of several series. */
const maxTitle = 120;
/** Files that have what people say about them. */
const reportEnding = /\.(?:html|pdf)$/i;

export class Exporter {
  readonly #ports: ExporterPorts;
  readonly #latency = new LatencyHistogram();

  constructor(ports: ExporterPorts) {
    this.#ports = ports;
  }

  /**
   * One forecast, with how its bands did at past origins.
   *
   * @param options how its file was read
   */
  exportOne(path: string, shown: ShownForecast, options: ImportOptions, signal: AbortSignal): Promise<void> {
    const { series, ...rest } = shown;
    const content = async (): Promise<ExportContent> => {
      const corrected = this.#ports.corrections.listed(shown.dataset);
      const forecast = await this.forecast(shown, true, signal);
      const facts = { options, corrected, isMeasured: true };
      return this.#content(path, { ...rest, series: [series] }, [forecast], facts, signal);
    };
    return content().then((made) => this.exportTo(path, made, signal));
  }

  /**
   * A drawing that a window made of forecasts it shows.
   *
   * @throws EngineError wrong-arguments where it is more than a drawing
   */
  async draw(path: string, svg: string, format: PictureFormat, signal: AbortSignal): Promise<void> {
    this.#ports.places?.requireExport(path);
    if (!isPlainDrawing(svg)) throw new EngineError("wrong-arguments", "This is not a drawing of Fantail's.");
    await this.#ports.client.draw(path, svg, format, signal);
  }

  /**
   * Forecasts of several series that are there already, in one file.
   *
   * @param isMeasured whether it was looked at how such ranges did in the past
   */
  async exportMade(
    path: string,
    shown: ShownSeveral,
    forecasts: readonly ForecastToExport[],
    { options, isMeasured }: { readonly options: ImportOptions; readonly isMeasured: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const corrected = this.#ports.corrections.listed(shown.dataset);
    const facts = { options, corrected, isMeasured };
    return this.exportTo(path, await this.#content(path, shown, forecasts, facts, signal), signal);
  }

  /** @param isMeasured whether to look at how such ranges did in the past */
  async forecast(
    { isRounded = false, figure, totals: _totals, ...shown }: ShownForecast,
    isMeasured: boolean,
    signal: AbortSignal,
    level?: "evaluation",
  ): Promise<ForecastToExport> {
    const { forecasts, coverage, scenarios } = this.#ports;
    const { origin: _, ...history } = shown;
    const levels = extraLevels(figure?.shares ?? []);
    const plain = await forecasts.get(
      {
        ...{ ...shown, isRounded, view: null, density: false },
        ...(level === undefined ? {} : { level }),
        ...(levels.length === 0 ? {} : { levels }),
      },
      signal,
    );
    const measured = isMeasured ? await coverage.measure(history, "now", signal) : null;
    const { forecast, lines } = scenarios.adjust(plain, { isRounded });
    const median = lines === null ? null : medianOf(plain);
    const kept = this.#ports.thresholds.of(shown.dataset, shown.series);
    const how = { bands: shown.bands, isJudged: isMeasured };
    const thresholds = kept.length === 0 ? [] : await this.#ports.chances.answered(forecast, kept, how, signal);
    return {
      ...(thresholds.length === 0 ? {} : { thresholds }),
      ...{ forecast, measured, levels: forecast.levels, quantiles: forecast.quantiles },
      ...(median === null ? {} : { plain: median }),
      ...(figure === undefined ? {} : { figure }),
    };
  }

  /** A forecast with all that was observed before it. */
  async shown(shown: ShownForecast, signal: AbortSignal): Promise<ExportedForecast> {
    return this.#written(await this.forecast(shown, false, signal), true);
  }

  async #content(
    path: string,
    { isRounded = false, origin, totals: asked, ...shown }: ShownSeveral,
    forecasts: readonly ForecastToExport[],
    {
      options,
      corrected,
      isMeasured,
    }: {
      readonly options: ImportOptions;
      readonly corrected: { readonly count: number; readonly csv: string } | null;
      readonly isMeasured: boolean;
    },
    signal: AbortSignal,
  ): Promise<ExportContent> {
    const { bandwidth, corrections, reports, scenarios, datasets } = this.#ports;
    // Of the future, as the window shows them: beside a forecast of the past they would be of other steps.
    const totals: ShownTotals | null =
      asked === undefined || origin !== 0 ? null : { ...asked, model: shown.model, horizon: shown.horizon };
    const summed =
      totals === null ? [] : (totals.series ?? datasets.get(shown.dataset).dataset.series.map(({ id }) => id));
    const sums = this.#ports.thresholds.sums(shown.dataset, shown.series);
    const { dataset: whole } = datasets.get(shown.dataset);
    const inSums = whole.series.filter(({ id }) => sums.some((one) => concerns(one, whole, id))).map(({ id }) => id);
    const here = new Set(forecasts.map(({ forecast }) => forecast.series));
    // What totals and sums are made of has to be in the manifest as well, so that they can be made again.
    const others = [...new Set([...summed, ...inSums])].filter((series) => !here.has(series));
    const adjustments = [
      ...scenarios.applied(forecasts.map(({ forecast }) => forecast)),
      ...others.flatMap((series) => scenarios.adjustments(shown.dataset, series)),
    ];
    const adjusted = { count: adjustments.length, csv: adjustmentsCsv(adjustments) };
    const [first] = forecasts;
    const used = new Set(forecasts.map(({ forecast: { model } }) => influencedModel(model.id)?.model ?? model.id));
    const influences = this.#ports.influences.namedFor(shown.dataset, [
      ...forecasts.map(({ forecast }) => forecast),
      ...others.map((series) => ({
        series,
        model: { id: this.#ports.influences.modelOf({ dataset: shown.dataset, series, model: shown.model }) },
      })),
    ]);
    const sideBySide = origin === 0 ? this.#scenariosOf(shown, forecasts) : null;
    const explained = influences === null ? [] : await this.#influences(shown.dataset, forecasts, signal);
    const decisions: ExportedDecisions = {
      ...(totals === null
        ? {}
        : {
            totals: await exportedTotals(
              { datasets, reports: this.#ports.totals },
              { dataset: shown.dataset, bands: shown.bands, totals },
              signal,
            ),
          }),
      ...(sums.length === 0
        ? {}
        : {
            sumThresholds: await exportedSums(
              { datasets, chances: this.#ports.chances },
              {
                members: this.#ports.chances.shown({ ...shown, series: "", origin, isRounded }, signal),
                ...{ thresholds: sums, horizon: shown.horizon, origin, bands: shown.bands, isJudged: isMeasured },
              },
              signal,
            ),
          }),
      ...(adjustments.length === 0 ? {} : { adjustments }),
      ...(explained.length === 0 ? {} : { influences: explained }),
      ...(sideBySide === null
        ? {}
        : {
            scenarios: await exportedScenarios(sideBySide.shown, (series, _scenario, place) => {
              const { dataset, model, horizon, bands } = shown;
              const scenario = sideBySide.ids[place] as number;
              return this.#ports.futures.of({ dataset, series, model, horizon, bands, scenario }, signal);
            }),
          }),
    };
    const texts = reports.of(shown.dataset);
    const isReport = reportEnding.test(path);
    const report: ReportParticulars = {
      author: texts.author,
      comments: texts.comments,
      notes: corrections.notes(shown.dataset),
    };
    const isSaid = report.author !== "" || report.comments !== "" || report.notes.length > 0;
    const title = isReport && texts.title !== "" ? texts.title : shown.series.join(", ").slice(0, maxTitle);
    const written = isForPeople(path) ? conventionsText(this.#ports.conventions()) : undefined;
    const sumsSetting: ShownSumThresholds = { model: shown.model, horizon: shown.horizon, thresholds: sums };
    const settings = {
      horizon: shown.horizon,
      origin,
      levels: first?.levels ?? [],
      // What was adopted then, whatever will be adopted later; where that is one for all series.
      model: shown.model === adoptedModel && used.size === 1 ? ([...used][0] ?? shown.model) : shown.model,
      bands: shown.bands,
      ...(isRounded ? { round: true } : {}),
      coverage: isMeasured,
      series: shown.series,
      ...(forecasts.some(({ forecast }) => forecast.samples !== undefined) ? { bandwidth } : {}),
      ...(Object.keys(options).length === 0 ? {} : { import: JSON.stringify(options) }),
      ...(corrected === null ? {} : { corrections: listedOrCounted(corrected) }),
      ...(adjusted.count === 0 ? {} : { adjustments: listedOrCounted(adjusted) }),
      ...(influences === null ? {} : influenceManifest(influences)),
      ...verdictsSetting(
        explained.flatMap(({ series, verdict }) => (verdict === null ? [] : [[series, verdict] as const])),
      ),
      ...(sideBySide === null ? {} : { scenarios: JSON.stringify(sideBySide.shown) }),
      ...(totals === null ? {} : { shownTotals: JSON.stringify(totals) }),
      ...(isReport && isSaid ? { report: JSON.stringify(report) } : {}),
      ...(written === undefined ? {} : { conventions: written }),
      ...(isForPeople(path) ? figureSetting(forecasts) : {}),
      ...thresholdSetting(forecasts),
      ...(sums.length === 0 ? {} : { sumThresholds: JSON.stringify(sumsSetting) }),
      title,
    };
    return {
      title,
      forecasts,
      settings,
      warnings: [
        ...(corrected === null ? [] : [correctedWarning(corrected.count)]),
        ...(adjusted.count === 0 ? [] : [adjustedWarning(adjusted.count)]),
        ...judgedLater(forecasts),
      ],
      ...(Object.keys(decisions).length === 0 ? {} : { decisions }),
      ...(isReport && isSaid ? { report } : {}),
    };
  }

  /** The base and those that say something else of a series that is written; null where there is none of these. */
  #scenariosOf(
    { dataset, model, horizon }: Pick<ForecastKey, "dataset" | "model" | "horizon">,
    forecasts: readonly ForecastToExport[],
  ): { readonly shown: ShownScenarios; readonly ids: readonly number[] } | null {
    const { scenarios } = this.#ports.scenarios.list(dataset);
    const found = forecasts.flatMap(({ forecast: { series } }) => {
      const isAbout = (one: { readonly series: string }): boolean => one.series === series;
      const own = scenarios.filter(
        ({ id, adjustments, edits }) => id === baseScenario || adjustments.some(isAbout) || edits.some(isAbout),
      );
      if (own.length < 2) return [];
      return own.map(({ id, name, adjustments, edits }) => ({
        id,
        future: {
          ...{ series, isBase: id === baseScenario },
          text: scenarioText({ name, edits, adjustments: adjustments.filter(isAbout) }),
        },
      }));
    });
    if (found.length === 0) return null;
    return { shown: { model, horizon, futures: found.map(({ future }) => future) }, ids: found.map(({ id }) => id) };
  }

  /** What the dataset's influences do to each forecast, whether it knows of them or not. */
  #influences(
    dataset: string,
    forecasts: readonly ForecastToExport[],
    signal: AbortSignal,
  ): Promise<readonly ExportedInfluences[]> {
    const own = this.#ports.influences.inUse(dataset);
    if (own === null) return Promise.resolve([]);
    return mapConcurrently(forecasts, maxExplainedAtOnce, async ({ forecast }) => {
      const { series, horizon, origin } = forecast;
      const key = { dataset, series, horizon, origin };
      const fitted = await this.#ports.influenced.fitted(key, own.content.id, signal);
      return exportedInfluences(forecast, fitted, own.verdicts.get(series) ?? null);
    });
  }

  /** The kind of file follows from the ending of its name. */
  async exportTo(path: string, content: ExportContent, signal?: AbortSignal): Promise<void> {
    this.#ports.places?.requireExport(path);
    await this.exportAside(path, content, signal);
  }

  /** The same where nobody but the application looks, and what is written goes again. */
  async exportAside(path: string, content: ExportContent, signal?: AbortSignal): Promise<void> {
    const startedMs = this.#ports.now();
    if (path.toLowerCase().endsWith(".pdf")) await this.#print(path, content, signal);
    else await this.#ports.client.write(this.#request(path, content), signal);
    this.#latency.add(this.#ports.now() - startedMs);
  }

  /** A page for paper is written aside, and printed where it is wanted. */
  async #print(path: string, content: ExportContent, signal: AbortSignal | undefined): Promise<void> {
    const { printer, client } = this.#ports;
    if (printer === null)
      throw new EngineError("cannot-write", "A PDF is printed by a window, and there is none here.");
    await withTemporary(".html", async (page) => {
      await client.write({ ...this.#request(page, content), isPrinted: true }, signal);
      await saveFile(path, await printer.print(page, content.title, signal));
    });
  }

  #request(
    path: string,
    { title, forecasts, settings, warnings = [], decisions, report }: ExportContent,
  ): ExportRequest {
    const { version, datasets, models } = this.#ports;
    const first = forecasts[0]?.forecast;
    // A part of a run may have no series.
    if (first === undefined && settings["shard"] === undefined)
      throw new EngineError("internal", "There is no forecast to write.");
    const handles = [...new Set(forecasts.map(({ forecast }) => forecast.dataset))];
    const isWhole = path.toLowerCase().endsWith(".xlsx");
    return {
      path,
      title,
      manifest: {
        app: version,
        dataHash: handles.join("+"),
        model: manifestModel(forecasts),
        settings,
        executionProvider: first?.executionProvider ?? "",
        preprocessing: first === undefined ? "" : models.preprocessingOf(first.model.id),
        ...manifestZone(handles.map((handle) => datasets.get(handle).dataset.zone)),
        ...(warnings.length === 0 ? {} : { warnings }),
      },
      forecasts: forecasts.map((one) => this.#written(one, isWhole)),
      ...(decisions === undefined ? {} : { decisions }),
      ...(report === undefined ? {} : { report }),
    };
  }

  /** Joins parts of one run. @throws EngineError where they are not all of one */
  async mergeParts(
    path: string,
    parts: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly parts: number }> {
    const { places, client } = this.#ports;
    places?.requireExport(path);
    for (const part of parts) places?.requireRead(part);
    return client.merge(path, parts, signal);
  }

  /** The manifest of a file that was exported, of whatever kind. @throws EngineError file-unreadable */
  readManifest(path: string): Promise<ExportManifest> {
    return this.#ports.client.readManifest(path);
  }

  health(): Pick<Health, "latencyMs"> {
    return { latencyMs: { export: this.#latency.summary() } };
  }

  /** @param isWhole with all that was observed before it, and not only with what is drawn */
  #written(
    { forecast, levels, quantiles, measured, thresholds, plain, figure }: ForecastToExport,
    isWhole: boolean,
  ): ExportedForecast {
    const { datasets } = this.#ports;
    const { dataset, horizon, origin, anchor, calibration, choice, warnings } = forecast;
    if (anchor === null) throw new EngineError("series-too-short", "The series has no values up to this origin.");
    const series = datasets.series(dataset, forecast.series);
    const end = series.values.length + origin;
    const steps = isWhole ? end : defaultHistorySteps(horizon, series.seasonLengths[0] ?? 1, end);
    const median = medianOf(forecast);
    return {
      dataset,
      zone: datasets.get(dataset).dataset.zone,
      series: forecast.series,
      model: { ...forecast.model, name: this.#nameOf(forecast) },
      origin,
      horizon,
      frequency: series.frequency,
      levels,
      quantiles,
      // Of the model's own levels: the wanted ones may leave the middle out.
      ...(median === null ? {} : { median }),
      ...(plain === undefined ? {} : { plain }),
      times: forecast.times,
      actuals: forecast.actuals,
      anchor,
      ...(calibration === undefined ? {} : { calibration }),
      ...(choice === undefined ? {} : { choice: { members: choice.members, reason: choice.reason } }),
      ...(measured == null ? {} : { measured }),
      ...remaining(warnings),
      ...(thresholds === undefined ? {} : { thresholds, isCount: areCounts(series.values) }),
      ...(figure === undefined ? {} : { figure }),
      historyTimes: series.times.slice(end - steps, end),
      historyValues: series.values.slice(end - steps, end),
    };
  }

  /** A combination is called by its members, as its reason does: "Combination of … : …". */
  #nameOf({ model, choice }: Forecast): string {
    return model.id === automaticModel ? (choice?.reason.split(":")[0] ?? "") : this.#ports.models.nameOf(model.id);
  }
}

/** Where there are too many to be listed, how many. */
function listedOrCounted({ count, csv }: { readonly count: number; readonly csv: string }): string | number {
  return csv.length <= maxListedCorrections ? csv : count;
}

/** Null where it has no such level. */
function medianOf({ levels, quantiles, horizon }: Forecast): Float32Array | null {
  const row = levels.indexOf(0.5);
  return row < 0 ? null : quantiles.slice(row * horizon, (row + 1) * horizon);
}

function adjustedWarning(count: number): ExportWarning {
  const made = count === 1 ? "1 adjustment was" : `${formatCount(count)} adjustments were`;
  return { code: "adjusted", message: `${made} put on top of what the model forecast.` };
}

/** Of how it came about in the window, and so in the manifest: made again, it is of what the manifest names. */
const ofWindow = "judged-later";

function judgedLater(forecasts: readonly ForecastToExport[]): readonly ExportWarning[] {
  const found = forecasts.flatMap(({ forecast }) => forecast.warnings ?? []).find(({ code }) => code === ofWindow);
  return found === undefined ? [] : [found];
}

function remaining(warnings: Forecast["warnings"]): Pick<Forecast, "warnings"> {
  const others = (warnings ?? []).filter(({ code }) => code !== ofWindow);
  return others.length === 0 ? {} : { warnings: others };
}

function correctedWarning(count: number): ExportWarning {
  const made = count === 1 ? "1 correction was" : `${formatCount(count)} corrections were`;
  return { code: "corrected", message: `${made} made to the data before this forecast.` };
}

/** How each forecast is drawn, so that a picture can be made again; nothing where all are drawn as usual. */
function figureSetting(forecasts: readonly ForecastToExport[]): { readonly figures?: string } {
  const figures = forecasts.map(({ figure }) => figure ?? null);
  return figures.every((figure) => figure === null) ? {} : { figures: JSON.stringify(figures) };
}
