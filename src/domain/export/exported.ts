import type { Choice, Forecast } from "#domain/forecast";
import type { ModelIdentity } from "#domain/model";
import type { CoverageCounts } from "#domain/score";
import type { Frequency, TimeZone } from "#domain/series";

/** One forecast as files hold it: at the levels that were asked for, with what it takes to draw and to read it alone. */
export interface ExportedForecast extends Pick<
  Forecast,
  "dataset" | "series" | "origin" | "horizon" | "levels" | "quantiles" | "times" | "actuals" | "anchor" | "calibration"
> {
  readonly model: ModelIdentity & { readonly name: string };
  /** Where the wall clock of all its times hangs. */
  readonly zone: TimeZone;
  readonly frequency: Frequency;
  /** [horizon]; for levels that leave 0.5 out. */
  readonly median?: Float32Array;
  readonly choice?: Pick<Choice, "members" | "reason">;
  /** How these bands did at past origins. */
  readonly measured?: CoverageCounts;
  /** The last stretch of history that belongs in the picture. */
  readonly historyTimes: Float64Array;
  readonly historyValues: Float64Array;
}

export type ExportSetting = string | number | boolean | readonly number[] | readonly string[];

/** What it takes to get the same numbers again. */
export interface ExportManifest {
  readonly app: string;
  readonly dataHash: string;
  readonly model: ModelIdentity;
  /** Everything that it takes to ask for the same. */
  readonly settings: Readonly<Record<string, ExportSetting>>;
  readonly executionProvider: string;
  readonly preprocessing: string;
  /** Of the times, where they have one; several datasets' with commas between. */
  readonly timezone?: string;
}

/** Kinds of files that a forecast can be written to, by their ending, in the order in which they are offered. */
export const exportFormats = ["csv", "parquet", "json", "xlsx", "png", "svg", "html"] as const;
export type ExportFormat = (typeof exportFormats)[number];
