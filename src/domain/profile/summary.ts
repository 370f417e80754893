import type { Histogram } from "#domain/score";

/** Of the quantiles of a {@link ValueSummary}, ascending. */
export const summaryLevels = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/**
 * What is known of a series after one look at its values: cheap enough for all series of a dataset. Infinite values count as missing.
 * Statistics are in the series' unit, and null where no value was observed or where they can't be written as a finite number.
 */
export interface ValueSummary {
  /** On the regular grid, missing ones included. */
  readonly steps: number;
  readonly observed: number;
  readonly missing: number;
  readonly gaps: Gaps;
  /** Steps of the first and the last observed value, counted from 0. */
  readonly firstStep: number | null;
  readonly lastStep: number | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number | null;
  readonly mean: number | null;
  readonly median: number | null;
  /** Sample standard deviation, over count − 1. Null with fewer than two values. */
  readonly deviation: number | null;
  /** Third standardised moment: above 0 where the long tail is on the high side. Null for values that never change. */
  readonly skewness: number | null;
  /** [levels] at {@link summaryLevels}; null entries where nothing was observed. */
  readonly quantiles: readonly (number | null)[];
  readonly zeros: number;
  readonly negatives: number;
  readonly distinct: number;
  /** All observed values are equal, and there is at least one. */
  readonly isConstant: boolean;
  /** All observed values are whole numbers, and there is at least one. */
  readonly isWhole: boolean;
  readonly histogram: Histogram;
}

/** Stretches without a value, between observed ones or at the ends. */
export interface Gaps {
  readonly count: number;
  /** Steps. 0 without a gap. */
  readonly longestSteps: number;
  /** First step of the longest gap; of several, the first. */
  readonly longestFromStep: number | null;
}
