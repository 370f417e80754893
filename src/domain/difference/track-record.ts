import type { Bands } from "#domain/forecast";
import type { ForecastOutcome } from "./difference.ts";

/** A forecast that was shown when its file was shorter, and how it did. */
export interface ForecastRecord {
  /** Milliseconds since 1970. */
  readonly madeMs: number;
  /** The last step that it knew of, in wall-clock milliseconds. */
  readonly seen: number;
  /** Id of the model, or of the method, and the version of it that made the forecast. */
  readonly model: string;
  readonly modelVersion: string;
  readonly bands: Bands;
  /** Steps that were forecast; the outcome says how many of them have a value by now. */
  readonly horizon: number;
  /** Whether values of the series had been corrected when it was made. */
  readonly isCorrected: boolean;
  readonly outcome: ForecastOutcome;
}

/** A forecast that was shown earlier, as it was kept. */
export interface KeptForecast {
  /** Milliseconds since 1970. */
  readonly madeMs: number;
  /** The last step that it knew of, in wall-clock milliseconds. */
  readonly seen: number;
  readonly bands: Bands;
  readonly isCorrected: boolean;
  /** The id of the model that made it, with the influences that it knew of. */
  readonly model: string;
  readonly horizon: number;
  readonly levels: readonly number[];
  /** [levels × horizon], row-major, in the series' unit. */
  readonly quantiles: Float32Array;
  /** [horizon] wall-clock milliseconds. */
  readonly times: Float64Array;
}

/** What earlier forecasts of one series of a file came to. */
export interface TrackRecord {
  readonly dataset: string;
  readonly series: string;
  /** Whether forecasts of it are kept: its file is known, and is not only looked at. */
  readonly isKept: boolean;
  /** Those with a value by now, newest first, at most 50. */
  readonly records: readonly ForecastRecord[];
}
