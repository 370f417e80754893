import type { FigureOptions } from "#domain/chart";
import type { Choice, Forecast } from "#domain/forecast";
import type { ModelIdentity } from "#domain/model";
import type { MeasuredCoverage } from "#domain/score";
import type { AnsweredThreshold } from "#domain/threshold";
import type { Frequency, TimeZone } from "#domain/series";

/** One exported forecast: at the requested levels, with everything needed to draw and read it on its own. */
export interface ExportedForecast extends Pick<
  Forecast,
  | "dataset"
  | "series"
  | "origin"
  | "horizon"
  | "levels"
  | "quantiles"
  | "times"
  | "actuals"
  | "anchor"
  | "calibration"
  | "warnings"
> {
  readonly model: ModelIdentity & { readonly name: string };
  /** Time zone of the wall clock of all its times. */
  readonly zone: TimeZone;
  readonly frequency: Frequency;
  /** The series counts things, of which there are no parts: an amount to have is whole. */
  readonly isCount?: boolean;
  /** [horizon]; for levels that leave 0.5 out. */
  readonly median?: Float32Array;
  /** [horizon]: its median before it was adjusted; absent where it was not. */
  readonly plain?: Float32Array;
  readonly choice?: Pick<Choice, "members" | "reason">;
  /** How these bands and the median did at past origins. */
  readonly measured?: MeasuredCoverage;
  /** What it says about thresholds of its series. */
  readonly thresholds?: readonly AnsweredThreshold[];
  /** How it is drawn in pictures and reports. */
  readonly figure?: FigureOptions;
  /** The end of the history, as far as it is drawn. */
  readonly historyTimes: Float64Array;
  readonly historyValues: Float64Array;
}

export type ExportSetting = string | number | boolean | readonly number[] | readonly string[];

/** Something about how the numbers came about that their reader has to know. */
export interface ExportWarning {
  readonly code: string;
  readonly message: string;
}

/** What is needed to reproduce the numbers. */
export interface ExportManifest {
  readonly app: string;
  readonly dataHash: string;
  readonly model: ModelIdentity;
  /** All settings needed to repeat the request. */
  readonly settings: Readonly<Record<string, ExportSetting>>;
  readonly executionProvider: string;
  readonly preprocessing: string;
  /** Of the times, where they have one; several datasets' with commas between. */
  readonly timezone?: string;
  /** Such as that another model stood in for the default one; absent where there are none. */
  readonly warnings?: readonly ExportWarning[];
}

/** Kinds of files that a forecast can be written to, by their ending, in the order in which they are offered. */
export const exportFormats = ["csv", "parquet", "json", "xlsx", "png", "svg", "html"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Those that the window offers: a page of paper needs a window, if a hidden one. */
export const windowFormats = [...exportFormats, "pdf"] as const;
export type WindowFormat = (typeof windowFormats)[number];

/** Of a drawing of several forecasts. */
export const pictureFormats = ["svg", "png"] as const;
export type PictureFormat = (typeof pictureFormats)[number];
