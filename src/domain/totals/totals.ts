import type { AppError } from "#domain/errors";
import type { Bands, Forecast } from "#domain/forecast";

/** What is made of the steps of a stretch, and of several series the sum of all at each step first. */
export const totalStatistics = ["sum", "mean", "peak", "low"] as const;
export type TotalStatistic = (typeof totalStatistics)[number];

/** What a horizon is cut into before its steps are summed: itself, or periods of the calendar. */
export const sumStretches = ["horizon", "week", "month", "quarter", "year"] as const;
export type SumStretch = (typeof sumStretches)[number];
export type PeriodUnit = Exclude<SumStretch, "horizon">;

/** Steps of a forecast that are summed: from `from` to before `to`, counted from 0. */
export interface SummedStretch {
  readonly from: number;
  readonly to: number;
  /** "horizon", "2026-W05", "2026-01", "2026-Q1" or "2026". */
  readonly name: string;
  /** Whether the horizon holds all steps of the period. */
  readonly isWhole: boolean;
}

/** The sum over one stretch, in the unit of the series. */
export interface StretchTotal extends SummedStretch {
  /** In the order of the levels that were asked for. */
  readonly quantiles: readonly number[];
  readonly mean: number;
  /** The sum that happened; null where a step of it is not known. */
  readonly actual: number | null;
}

export interface ForecastTotals {
  readonly totals: readonly StretchTotal[];
  /** Past forecasts whose errors say how steps and series err together; 0: what is usual was assumed. */
  readonly origins: number;
}

/** Steps that a total is of. Those of a period or between two times that have been observed count with what they were. */
export type WantedStretch =
  | { readonly kind: "horizon" }
  | { readonly kind: "next"; readonly steps: number }
  /** `place` 0: the period that the first forecast step lies in, with what of it has been observed; 1: the one after it. */
  | { readonly kind: "period"; readonly unit: PeriodUnit; readonly place: number }
  /** Wall-clock milliseconds of the first and the last step. */
  | { readonly kind: "times"; readonly from: number; readonly to: number };

/** Totals of series of a dataset and of groups of them, from the end of the data. */
export interface TotalsRequest {
  readonly dataset: string;
  readonly model: string;
  readonly horizon: number;
  readonly bands: Bands;
  readonly stretch: WantedStretch;
  readonly statistic: TotalStatistic;
  /** Ids of group columns (`groupColumnsOf` of `#domain/dataset`), outermost first; empty: series, and all of them together. */
  readonly columns: readonly string[];
  /** Null: all series. */
  readonly series: readonly string[] | null;
  /** Whether forecasts of the groups themselves are made, and move those of their series where past origins say that it is better. */
  readonly isReconciled: boolean;
}

/** Whose totals a user looks at. */
export const totalScopes = ["all", "series", "chosen"] as const;
export type TotalScope = (typeof totalScopes)[number];

/** What a user set for the totals of a file. */
export interface TotalsLook {
  readonly stretch: WantedStretch;
  readonly statistic: TotalStatistic;
  readonly scope: TotalScope;
  /** Ids of group columns, outermost first. */
  readonly columns: readonly string[];
  readonly isReconciled: boolean;
  /** By a row's key: the value that is planned for it. */
  readonly plans: Readonly<Record<string, number>>;
}

export const usualTotals: TotalsLook = {
  stretch: { kind: "horizon" },
  statistic: "sum",
  scope: "all",
  columns: [],
  isReconciled: false,
  plans: {},
};

/** A forecast of a series that forecasts of groups may move. */
export interface ReconcilableForecast {
  readonly forecast: Forecast;
  /** [horizon] steps whose value the user set, which nothing moves; null without any. */
  readonly isSet: readonly boolean[] | null;
}

/** Which steps the total of one row is of. */
export interface TotalStretch {
  /** "2026-Q4"; "" where it is no period of the calendar. */
  readonly name: string;
  /** Wall-clock milliseconds of its first and its last step. */
  readonly from: number;
  readonly to: number;
  /** Steps with an observation, steps without one although their time has passed, and forecast steps. */
  readonly observed: number;
  readonly missing: number;
  readonly forecast: number;
  /** Whether the horizon reaches to its end. */
  readonly isWhole: boolean;
}

/** A series, or several that are summed. */
export interface TotalRow {
  /** What it is found by again, after the file was read again, too: the series' id, or the names of its parts. */
  readonly key: string;
  /** Of a group the value of its column; "" for all series. */
  readonly label: string;
  /** The row that it belongs to, from 0; null at the top. */
  readonly parent: number | null;
  /** Null where it is a group. */
  readonly series: string | null;
  /** Series that are summed in it. */
  readonly members: number;
  readonly stretch: TotalStretch | null;
  /** It is not in the sum of the row that it belongs to, whose steps are others. */
  readonly isApart: boolean;
  /** Past forecasts behind how its steps err together; 0: what is usual was assumed. */
  readonly origins: number;
  /** Why it has no total. */
  readonly problem: AppError | null;
}

/** What has to be known to read the totals rightly. */
export const totalNoteCodes = [
  "no-past",
  "short-past",
  "other-steps",
  "cut",
  "missing",
  "no-year-before",
  "several-measures",
] as const;
export interface TotalNote {
  readonly code: (typeof totalNoteCodes)[number];
  /** Null where it is about all of them. */
  readonly row: number | null;
  /** A sentence. */
  readonly message: string;
}

/**
 * Why forecasts of groups move those of their series, or don't: past origins were `better` with it or `not-better`, there is no group of
 * several series, it is about too many, there is too little past to say, or a group can't be forecast by itself.
 */
export const reconciliationReasons = [
  "better",
  "not-better",
  "no-groups",
  "too-many",
  "too-little-past",
  "group-without-forecast",
] as const;
export type ReconciliationReason = (typeof reconciliationReasons)[number];

/** Whether forecasts of the groups themselves make those of their series better: MinT, by errors at past origins. */
export interface Reconciliation {
  readonly isUsed: boolean;
  readonly reason: ReconciliationReason;
  /** Error of the reconciled medians at those origins, beside that of sums of the series: −0.06 is 6 % less. Null where nothing says. */
  readonly change: number | null;
  readonly origins: number;
  /** Steps of series that the user set to a value: these stay what they were set to. */
  readonly setSteps: number;
}

export interface TotalsReport {
  readonly dataset: string;
  readonly statistic: TotalStatistic;
  /** Each row comes before those that belong to it. */
  readonly rows: readonly TotalRow[];
  /** Ascending. */
  readonly levels: readonly number[];
  /** [rows × levels], row-major, with what was observed; NaN where there is no total. */
  readonly quantiles: Float64Array;
  /** [rows] */
  readonly mean: Float64Array;
  /** [rows] the same of the observed steps alone; NaN where there are none. */
  readonly soFar: Float64Array;
  /** [rows] the same of the same steps a year before; NaN where they were not all observed. */
  readonly before: Float64Array;
  readonly notes: readonly TotalNote[];
  /** Null where it was not asked for. */
  readonly reconciliation: Reconciliation | null;
}

/** Of a report's quantiles: enough to read any range, and the chance of any value, to half a percent. */
export const totalLevels: readonly number[] = Array.from({ length: 199 }, (_, index) => (index + 1) / 200);

/** Between two levels by a straight line; beyond the outermost the outermost. @param quantiles ascending, as many as levels */
export function totalAt(quantiles: ArrayLike<number>, levels: readonly number[], level: number): number {
  const above = levels.findIndex((known) => known >= level - 1e-9);
  if (above < 0) return quantiles[levels.length - 1] ?? Number.NaN;
  const high = quantiles[above] ?? Number.NaN;
  if (above === 0) return high;
  const low = quantiles[above - 1] ?? Number.NaN;
  const [from, to] = [levels[above - 1] as number, levels[above] as number];
  return low + (high - low) * Math.max(0, (level - from) / (to - from));
}

/** How likely the total is `value` or more, as far as the levels say: never less than what lies below the first or above the last of them. */
export function chanceToReach(quantiles: ArrayLike<number>, levels: readonly number[], value: number): number {
  const last = levels.length - 1;
  if (Number.isNaN(value) || !(quantiles[last] !== undefined && !Number.isNaN(quantiles[last]))) return Number.NaN;
  if (value <= (quantiles[0] as number)) return 1 - (levels[0] as number);
  if (value > (quantiles[last] as number)) return 1 - (levels[last] as number);
  let above = 1;
  while ((quantiles[above] as number) < value) above++;
  const [low, high] = [quantiles[above - 1] as number, quantiles[above] as number];
  const [from, to] = [levels[above - 1] as number, levels[above] as number];
  return 1 - (high === low ? from : from + ((to - from) * (value - low)) / (high - low));
}

/** What is made of a forecast's values at each step, on every path alike: value × spread + shift, but never below the bound. */
export interface PathAdjustment {
  /** [horizon] in the unit of the series. */
  readonly shift: Float64Array;
  /** [horizon], never negative. */
  readonly spread: Float64Array;
  readonly bound: number;
}
