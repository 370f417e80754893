/** Writes forecasts to files that say how they were made. */
import type { ImportOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type { ExportContent, ExportedForecast, ExportManifest, ExportWarning, ForecastToExport } from "#domain/export";
import type { Bands, Forecast, ForecastKey } from "#domain/forecast";
import type { Health } from "#domain/health";
import { adoptedModel } from "#domain/job";
import { automaticModel } from "#domain/model";
import { manifestModel, manifestZone } from "#engine/export";
import { defaultHistorySteps } from "#engine/figure";
import { formatCount } from "#engine/format";
import { LatencyHistogram } from "#engine/measures";
import type { BandCoverage, ForecastRouter, OpenData } from "#main/evaluation";
import type { ExportClient } from "./export-client.ts";

/** One forecast, as a view shows it. */
export interface ShownForecast extends ForecastKey {
  readonly bands: Bands;
  readonly isRounded?: boolean;
}

export interface ExporterPorts {
  /** Of the application. */
  readonly version: string;
  readonly bandwidth: string;
  readonly client: Pick<ExportClient, "write" | "readManifest">;
  readonly datasets: OpenData;
  readonly models: { nameOf(id: string): string; preprocessingOf(id: string): string };
  readonly forecasts: Pick<ForecastRouter, "get">;
  readonly coverage: Pick<BandCoverage, "measure">;
  /** What was corrected of a dataset. */
  readonly corrections: { listed(dataset: string): { readonly count: number; readonly csv: string } | null };
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Characters: a cell of a workbook can't have many more. */
const maxListedCorrections = 20_000;

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
  async exportOne(path: string, shown: ShownForecast, options: ImportOptions, signal: AbortSignal): Promise<void> {
    const { forecasts, coverage, bandwidth, corrections } = this.#ports;
    // As they are now: they may change while the forecast is made, and the dataset with them.
    const corrected = corrections.listed(shown.dataset);
    const { isRounded = false, origin, ...history } = shown;
    const forecast = await forecasts.get({ ...shown, view: null, density: false }, signal);
    const measured = await coverage.measure(history, "now", signal);
    const settings = {
      horizon: shown.horizon,
      origin,
      levels: forecast.levels,
      // What was adopted then, whatever will be adopted later.
      model: shown.model === adoptedModel ? forecast.model.id : shown.model,
      bands: shown.bands,
      ...(isRounded ? { round: true } : {}),
      coverage: true,
      series: [shown.series],
      ...(forecast.samples === undefined ? {} : { bandwidth }),
      ...(Object.keys(options).length === 0 ? {} : { import: JSON.stringify(options) }),
      ...(corrected === null ? {} : { corrections: listedOrCounted(corrected) }),
      title: forecast.series,
    };
    const only = { forecast, measured, levels: forecast.levels, quantiles: forecast.quantiles };
    const warnings = corrected === null ? [] : [correctedWarning(corrected.count)];
    await this.exportTo(path, { title: forecast.series, forecasts: [only], settings, warnings }, signal);
  }

  /** The kind of file follows from the ending of its name. */
  async exportTo(
    path: string,
    { title, forecasts, settings, warnings = [] }: ExportContent,
    signal?: AbortSignal,
  ): Promise<void> {
    const { version, client, datasets, models, now } = this.#ports;
    const first = forecasts[0]?.forecast;
    if (first === undefined) throw new EngineError("internal", "There is no forecast to write.");
    const handles = [...new Set(forecasts.map(({ forecast }) => forecast.dataset))];
    const startedMs = now();
    await client.write(
      {
        path,
        title,
        manifest: {
          app: version,
          dataHash: handles.join("+"),
          model: manifestModel(forecasts),
          settings,
          executionProvider: first.executionProvider,
          preprocessing: models.preprocessingOf(first.model.id),
          ...manifestZone(handles.map((handle) => datasets.get(handle).dataset.zone)),
          ...(warnings.length === 0 ? {} : { warnings }),
        },
        forecasts: forecasts.map((one) => this.#written(one)),
      },
      signal,
    );
    this.#latency.add(now() - startedMs);
  }

  /** The manifest of a file that was exported, of whatever kind. @throws EngineError file-unreadable */
  readManifest(path: string): Promise<ExportManifest> {
    return this.#ports.client.readManifest(path);
  }

  health(): Pick<Health, "latencyMs"> {
    return { latencyMs: { export: this.#latency.summary() } };
  }

  #written({ forecast, levels, quantiles, measured }: ForecastToExport): ExportedForecast {
    const { datasets } = this.#ports;
    const { dataset, horizon, origin, anchor, calibration, choice, warnings } = forecast;
    if (anchor === null) throw new EngineError("series-too-short", "The series has no values up to this origin.");
    const series = datasets.series(dataset, forecast.series);
    const end = series.values.length + origin;
    const steps = defaultHistorySteps(horizon, series.seasonLengths[0] ?? 1, end);
    const middle = forecast.levels.indexOf(0.5);
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
      ...(middle < 0 ? {} : { median: forecast.quantiles.slice(middle * horizon, (middle + 1) * horizon) }),
      times: forecast.times,
      actuals: forecast.actuals,
      anchor,
      ...(calibration === undefined ? {} : { calibration }),
      ...(choice === undefined ? {} : { choice: { members: choice.members, reason: choice.reason } }),
      ...(measured == null ? {} : { measured }),
      ...(warnings === undefined ? {} : { warnings }),
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

function correctedWarning(count: number): ExportWarning {
  const made = count === 1 ? "1 correction was" : `${formatCount(count)} corrections were`;
  return { code: "corrected", message: `${made} made to the data before this forecast.` };
}
