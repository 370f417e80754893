import { medianOf as medianAmong } from "#engine/figure";
import type { Frequency, TimeZone } from "#engine/series";

/** One forecast as every export format needs it. Times are wall-clock milliseconds; numbers are in original units. */
export interface ExportedForecast {
  readonly series: string;
  /** Where the wall clock of all its times hangs. */
  readonly zone: TimeZone;
  readonly model: { readonly id: string; readonly name: string; readonly version: string };
  /** 0 = the end of the data; −k = k steps earlier. */
  readonly origin: number;
  readonly horizon: number;
  readonly frequency: Frequency;
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** [horizon]; for levels that leave 0.5 out. */
  readonly median?: Float32Array;
  /** [horizon] */
  readonly times: Float64Array;
  /** [horizon], NaN where nothing was observed; null for the real future. */
  readonly actuals: Float64Array | null;
  readonly anchor: { readonly time: number; readonly value: number };
  /** What calibrated bands rest on; the bands are the model's own without it. */
  readonly calibration?: { readonly residuals: number; readonly steps: number; readonly otherSeries: number };
  /** What `auto` chose, and why. */
  readonly choice?: {
    readonly members: readonly { readonly model: string; readonly weight: number }[];
    readonly reason: string;
  };
  /** How these bands did at past origins: shares of the steps within each central interval. */
  readonly measured?: {
    readonly coverage: Readonly<Record<"0.5" | "0.8" | "0.95", number>>;
    readonly steps: number;
    readonly origins: number;
  };
  readonly historyTimes: Float64Array;
  readonly historyValues: Float64Array;
}

/** What it takes to get the same numbers again. */
export interface ExportedManifest {
  readonly app: string;
  readonly dataHash: string;
  readonly model: { readonly id: string; readonly version: string; readonly sha256: string };
  readonly settings: Readonly<Record<string, string | number | boolean | readonly number[] | readonly string[]>>;
  readonly executionProvider: string;
  readonly preprocessing: string;
  /** Of the times, where they have one; several datasets' with commas between. */
  readonly timezone?: string;
}

/** [horizon]; null where neither the levels nor the forecast itself hold a median. */
export function medianOf(
  forecast: Pick<ExportedForecast, "levels" | "quantiles" | "horizon" | "median">,
): ArrayLike<number> | null {
  return medianAmong(forecast.levels, forecast.quantiles, forecast.horizon) ?? forecast.median ?? null;
}
