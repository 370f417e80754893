/** What was asked and decided beside the forecasts of an export: each part is there only where it was set. */
import type { AppError } from "#domain/errors";
import type { InfluenceEffect, InfluenceKind, InfluenceVerdict } from "#domain/influence";
import type { AdjustmentEdit } from "#domain/scenario";
import type { Frequency } from "#domain/series";
import type { AnsweredThreshold, Threshold } from "#domain/threshold";
import type { Reconciliation, TotalsLook, TotalsRequest, TotalStatistic } from "#domain/totals";

export interface ExportedGroup {
  readonly column: string;
  readonly value: string;
}

/** The total of one stretch, of one series or of several that are summed. */
export interface ExportedTotal {
  /** Null where they are several. */
  readonly series: string | null;
  /** Null where it is one series, or all of them. */
  readonly group: ExportedGroup | null;
  /** Groups that it is a part of, outermost first. */
  readonly within: readonly ExportedGroup[];
  /** Series that are summed. */
  readonly members: number;
  /** Ids of series that belong to it, and are in no sum. */
  readonly leftOut: readonly string[];
  /** Null where it has no total. */
  readonly stretch: ExportedStretch | null;
  /** Ascending; quantiles are in their order. */
  readonly levels: readonly number[];
  readonly quantiles: readonly number[];
  /** NaN where it has no total. */
  readonly mean: number;
  /** What happened; null where it has not yet, or not all of it. */
  readonly actual: number | null;
  /** Past forecasts behind how its steps err together; 0: what is usual was assumed. */
  readonly origins: number;
  /** What of the stretch was observed, and what the same steps came to a year before. */
  readonly soFar?: number;
  readonly yearBefore?: number;
  /** What is planned for it, and how likely it is to be reached. */
  readonly plan?: number;
  readonly chance?: number;
  /** Why it has no total. */
  readonly error: AppError | null;
}

export interface ExportedStretch {
  /** "2026-Q4", "horizon"; "" where it has no name. */
  readonly name: string;
  /** Wall-clock milliseconds of its first and its last step, and the same as ISO 8601. */
  readonly from: number;
  readonly to: number;
  readonly timestamps: readonly [from: string, to: string];
  readonly frequency: Frequency;
  readonly steps: number;
  /** Of the steps, those that were observed. */
  readonly observed: number;
  /** Whether the horizon reaches to its end, and from its start where nothing was observed of it. */
  readonly isWhole: boolean;
}

export interface ExportedTotals {
  readonly statistic: TotalStatistic;
  readonly totals: readonly ExportedTotal[];
  /** Null where it was not asked for. */
  readonly reconciliation: Reconciliation | null;
  /** What has to be known to read them rightly, in sentences. */
  readonly notes: readonly string[];
}

/** What influences do to the forecast of one series. */
export interface ExportedInfluences {
  readonly series: string;
  /** Whether the forecast knows of them. */
  readonly isUsed: boolean;
  /** Whether the past said that they help; null where that was not looked at. */
  readonly verdict: InfluenceVerdict | null;
  readonly effects: readonly InfluenceEffect[];
  readonly parts: readonly {
    readonly name: string;
    readonly kind: InfluenceKind;
    /** [horizon] a factor, or in the unit of the series. */
    readonly ahead: readonly number[];
  }[];
  /** Whether effects are shares of the value, and parts factors. */
  readonly isRelative: boolean;
  /** Why something is not used, in sentences. */
  readonly notes: readonly string[];
}

/** What one scenario says of a series. */
export interface ExportedScenario {
  readonly series: string;
  readonly name: string;
  /** The forecast with the adjustments of the base, with which others are compared. */
  readonly isBase: boolean;
  readonly levels: readonly number[];
  /** By level: [horizon]. */
  readonly quantiles: readonly (readonly number[])[];
  /** Over the whole horizon. */
  readonly sum: { readonly levels: readonly number[]; readonly quantiles: readonly number[]; readonly mean: number };
  /** Why it has no forecast. */
  readonly error: AppError | null;
}

/** Scenarios beside forecasts, by which they are found again. */
export interface ShownScenarios {
  readonly model: string;
  readonly horizon: number;
  readonly futures: readonly {
    readonly series: string;
    readonly isBase: boolean;
    /** As files of scenarios hold it. */
    readonly text: string;
  }[];
}

/** A threshold of a sum of series, with what forecasts say about it. */
export interface ExportedSumThreshold extends AnsweredThreshold {
  /** Series that are summed; 0 where they have no sum. */
  readonly members: number;
  readonly frequency: Frequency;
  /** [horizon] wall-clock milliseconds of the steps, and the same as ISO 8601. */
  readonly times: readonly number[];
  readonly timestamps: readonly string[];
  /** All of the series count things: an amount to have is whole. */
  readonly isCount: boolean;
}

/** Thresholds of sums that a window has beside its forecasts, by which they are found again. */
export interface ShownSumThresholds {
  readonly model: string;
  readonly horizon: number;
  readonly thresholds: readonly Threshold[];
}

export interface ExportedDecisions {
  readonly totals?: ExportedTotals;
  /** Of sums that series of the file are in. */
  readonly sumThresholds?: readonly ExportedSumThreshold[];
  /** Put on top of the forecasts, in the order in which they apply. */
  readonly adjustments?: readonly AdjustmentEdit[];
  readonly influences?: readonly ExportedInfluences[];
  /** The base first, of each series. */
  readonly scenarios?: readonly ExportedScenario[];
}

/** The totals that a window shows beside its forecasts, by which they are found again. */
export interface ShownTotals extends Omit<TotalsRequest, "dataset" | "bands"> {
  readonly plans: TotalsLook["plans"];
}
