import type { ChosenModel, ModelIdentity } from "#domain/model";
import type { Bands } from "./bands.ts";
import type { DensityColumns } from "./density.ts";

/** Identifies one forecast. */
export interface ForecastKey {
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
  /** In steps. */
  readonly horizon: number;
  /** 0 = the end of the data; −k = k steps earlier. */
  readonly origin: number;
}

/** All forecasts of one series by one model, whatever their origin; bands are the model's own unless it says otherwise. */
export interface HistoryKey extends Omit<ForecastKey, "origin"> {
  readonly bands: Bands;
}

/** The evidence behind calibrated bands. */
export interface CalibrationEvidence {
  /** Past forecasts of single steps, and different steps among them. */
  readonly residuals: number;
  readonly steps: number;
  /** Number of other series whose past was used. */
  readonly otherSeries: number;
}

/** What `auto` chose; the ratio is null without any origins. */
export interface Choice extends Omit<ChosenModel, "ratio"> {
  readonly ratio: number | null;
}

/** An observed step. */
export interface Observation {
  /** Wall-clock milliseconds. */
  readonly time: number;
  readonly value: number;
}

export const forecastWarnings = ["horizon-beyond-history", "judged-later"] as const;

/** What a reader must know before relying on a forecast. */
export interface ForecastWarning {
  readonly code: (typeof forecastWarnings)[number];
  /** A sentence for people. */
  readonly message: string;
}

/** One forecast, ready to draw. All arrays are in time order; missing numbers are NaN. */
export interface Forecast extends Omit<ForecastKey, "model"> {
  readonly model: ModelIdentity;
  readonly executionProvider: string;
  readonly levels: readonly number[];
  /** [levels × horizon], row-major, original units. */
  readonly quantiles: Float32Array;
  /** [rows × horizon], row-major: what the quantiles were made of, where the model gives samples; not sent to the window. */
  readonly samples?: Float32Array;
  /** [horizon] wall-clock milliseconds (UTC arithmetic, no zone). */
  readonly times: Float64Array;
  /** [horizon], NaN where no actual exists; null at origin 0. */
  readonly actuals: Float64Array | null;
  /** Last observed step at or before the origin; the median is drawn from there. */
  readonly anchor: Observation;
  /** Of calibrated bands only; without it the bands are the model's own. */
  readonly calibration?: CalibrationEvidence;
  /** Of `auto` only. */
  readonly choice?: Choice;
  /** Only where there are any. */
  readonly warnings?: readonly ForecastWarning[];
  readonly density: DensityColumns | null;
  /** How the request was answered. */
  readonly source: "cache" | "computed" | "joined";
}
