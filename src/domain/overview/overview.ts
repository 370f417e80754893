/** The table of series: what each series did last, what it is expected to do, and how far that can be trusted. */
import type { AppError } from "#domain/errors";
import type { RangeVerdict } from "#domain/score";

/** Points of a row's small picture: so many of the past, and at most so many of the forecast, at the same distance. */
export const sparkHistory = 48;
export const sparkForecast = 16;
/** Columns of {@link OverviewForecasts.sparks}, one after the other. */
export const sparkParts = ["median", "lower", "upper"] as const;

/** Steps that one point of the picture stands for. */
export function sparkStride(horizon: number): number {
  return Math.max(1, Math.ceil(horizon / sparkForecast));
}

/** Rows of one request, at most. */
export const maxOverviewRows = 512;
/** Rows of one request that has something computed, at most. */
export const maxComputedRows = 64;

/** What the values alone say of all series of a dataset, in its order. NaN where nothing was observed. */
export interface OverviewFacts {
  /** [series] wall-clock milliseconds of the last observed step, and its value. */
  readonly lastTime: Float64Array;
  readonly last: Float64Array;
  /** [series] the value one season before it, or one step before it where the series has no season, and its time. */
  readonly before: Float64Array;
  readonly beforeTime: Float64Array;
  /** [series] lowest and highest of its values, of a long series of some hundred of them: enough to choose decimals by. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
}

/** The past of some series as small pictures. */
export interface OverviewSparks {
  /** [rows × {@link sparkHistory}] means of {@link sparkStride} steps each; the last ends with the series. NaN where nothing was observed. */
  readonly history: Float32Array;
}

/** Forecasts of some series from the end of their data, in the order of the request. NaN in rows without a forecast. */
export interface OverviewForecasts {
  /** [rows] wall-clock milliseconds of the last step. */
  readonly time: Float64Array;
  /** [rows] median and 80 % range at the last step, in the series' units. */
  readonly median: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /**
   * [rows] what the median is compared with, and its time: the newest value at the same place in the season, or the last one where there
   * is no season or no such value.
   */
  readonly base: Float64Array;
  readonly baseTime: Float64Array;
  /** [rows × parts × {@link sparkForecast}] in the order of {@link sparkParts}; NaN beyond the horizon. */
  readonly sparks: Float32Array;
  /** [rows] id of the model that made it: the adopted method's, where one was asked for; "" without a forecast. */
  readonly models: readonly string[];
  readonly problems: readonly OverviewProblem[];
}

/** What past forecasts of some series say, in the order of the request. NaN where there is no past to look back at. */
export interface OverviewEvidence {
  /** [rows] 1: this is what there is to say; 0: it was not computed, because nothing was to be computed for it. */
  readonly isKnown: Uint8Array;
  /** [rows] mean absolute error of the median, in the series' units. */
  readonly error: Float64Array;
  /** [rows] share of quantile loss saved against seasonal naive; negative where that did better. */
  readonly skill: Float64Array;
  /** [rows] share of past steps within the 80 % range, and those steps and forecasts. */
  readonly coverage: Float64Array;
  readonly steps: Float64Array;
  readonly origins: Float64Array;
  /** [rows] whether the past bears out the 80 % range; null where there is none. */
  readonly verdicts: readonly (RangeVerdict | null)[];
  readonly problems: readonly OverviewProblem[];
}

/** Why a row has no forecast, or no evidence. */
export interface OverviewProblem {
  /** In the request, from 0. */
  readonly row: number;
  readonly error: AppError;
}

/** `known`: only what needs no forecast that is not there yet; `now`: whatever it takes. */
export const overviewPaces = ["known", "now"] as const;
export type OverviewPace = (typeof overviewPaces)[number];

/** (now − before) / |before|: a share, NaN where one is missing or the change of nothing would be asked for. */
export function growthOf(now: number, before: number): number {
  return before === 0 ? Number.NaN : (now - before) / Math.abs(before);
}
