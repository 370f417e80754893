import { formatTimestamps } from "#engine/series";
import type { ExportedDecisions, ExportedForecast, ExportManifest } from "#domain/export";
import type { CalibrationEvidence, ForecastWarning } from "#domain/forecast";
import type { Member } from "#domain/model";
import { thresholdDocument } from "./chances.ts";
import { decisionsDocument } from "./decisions-document.ts";
import { medianOf } from "./exported-forecast.ts";
import { forecastOrNull, observedOrNull, rowOf } from "./numbers.ts";

/** What `fantail forecast --json` prints and a `.json` export holds. */
export interface ForecastDocument {
  readonly manifest: ExportManifest;
  readonly forecasts: readonly {
    readonly series: string;
    readonly model: string;
    /** Of `auto`: what was chosen, with which weights, and why. */
    readonly members?: readonly Member[];
    readonly reason?: string;
    /** Of calibrated bands: past forecasts of single steps that they rest on, the different steps among them, and other series drawn upon. */
    readonly calibration?: CalibrationEvidence;
    /** How such bands and the median did at past origins. */
    readonly measured?: ExportedForecast["measured"];
    readonly origin: number;
    readonly timestamps: readonly string[];
    readonly levels: readonly number[];
    /** `quantiles[i][h]` is level `levels[i]` at step h. */
    readonly quantiles: readonly (readonly (number | null)[])[];
    readonly median: readonly (number | null)[] | null;
    /** Of an adjusted forecast: what the model said. */
    readonly plainMedian?: readonly (number | null)[];
    readonly actuals: readonly (number | null)[] | null;
    /** What it says about thresholds, in their order: chances of limits at, and at or before, each step; amounts of stock rules. */
    readonly thresholds?: readonly ReturnType<typeof thresholdDocument>[];
  }[];
  /** What a reader must know before relying on a series' forecast; empty where there is nothing. */
  readonly warnings: readonly (ForecastWarning & { readonly series: string })[];
}

/** What of a forecast stands in the document. */
export type DocumentedForecast = Omit<
  ExportedForecast,
  "dataset" | "model" | "frequency" | "anchor" | "historyValues"
> & {
  readonly model: { readonly id: string };
};

export function forecastDocument(
  forecasts: readonly DocumentedForecast[],
  manifest: ExportManifest,
  decisions: ExportedDecisions = {},
): ForecastDocument {
  return {
    manifest,
    forecasts: forecasts.map((forecast) => ({
      series: forecast.series,
      model: forecast.model.id,
      ...(forecast.choice === undefined ? {} : { members: forecast.choice.members, reason: forecast.choice.reason }),
      ...(forecast.calibration === undefined ? {} : { calibration: forecast.calibration }),
      ...(forecast.measured === undefined ? {} : { measured: forecast.measured }),
      origin: forecast.origin,
      timestamps: timestampsOf(forecast),
      levels: [...forecast.levels],
      quantiles: forecast.levels.map((_, level) =>
        Array.from(rowOf(forecast.quantiles, forecast.horizon, level), forecastOrNull),
      ),
      median: numbersOrNull(medianOf(forecast), forecastOrNull),
      ...(forecast.plain === undefined ? {} : { plainMedian: Array.from(forecast.plain, forecastOrNull) }),
      actuals: numbersOrNull(forecast.actuals, observedOrNull),
      ...(forecast.thresholds === undefined || forecast.thresholds.length === 0
        ? {}
        : { thresholds: forecast.thresholds.map((one) => thresholdDocument(one, timestampsOf(forecast))) }),
    })),
    warnings: forecasts.flatMap(({ series, warnings = [] }) => warnings.map((warning) => ({ ...warning, series }))),
    ...decisionsDocument(decisions, forecasts),
  };
}

function timestampsOf({ times, zone, historyTimes }: DocumentedForecast): readonly string[] {
  return formatTimestamps(times, zone, historyTimes);
}

function numbersOrNull(numbers: ArrayLike<number> | null, orNull: typeof forecastOrNull): (number | null)[] | null {
  return numbers === null ? null : Array.from(numbers, (value) => orNull(value));
}

/** Nothing in it depends on the clock or the machine: the same forecast gives the same bytes. */
export function forecastJson(
  forecasts: readonly ExportedForecast[],
  manifest: ExportManifest,
  decisions?: ExportedDecisions,
): string {
  return `${JSON.stringify(forecastDocument(forecasts, manifest, decisions))}\n`;
}
