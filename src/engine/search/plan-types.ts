import type { PastScore } from "#domain/score";

/** What the plan needs of a series. */
export interface SearchedSeries {
  readonly id: string;
  /** [steps], NaN = missing. */
  readonly values: Float64Array;
  /** Season lengths in steps that series of its frequency usually have, shortest first. */
  readonly usualSeasons: readonly number[];
}

/** A model with a file. */
export interface PlannedModel {
  readonly id: string;
  readonly name: string;
  readonly maxHorizonSteps: number;
}

/**
 * Which origins of its series a trial is at: all that the selection sees · the first few of them, for a method that has to earn the
 * others · those others · the ones that were held back from the selection, newer than all of them. A method has at most one trial of
 * each, so that series, method and stage name a trial.
 */
export const stages = ["all", "first", "rest", "held-out"] as const;
export type Stage = (typeof stages)[number];

/** One method at some origins of one series. */
export interface PlannedTrial {
  /** Place among the series that the plan was made for. */
  readonly series: number;
  /** The method's id. */
  readonly method: string;
  readonly stage: Stage;
  /** −k hides the last k steps; earliest first. */
  readonly origins: readonly number[];
  /** By a model with a file, whose forecasts are made elsewhere and only scored. */
  readonly isNeural: boolean;
}

/** What became of a trial, as it is kept. */
export interface FinishedTrial {
  readonly series: number;
  readonly method: string;
  readonly stage: string;
  readonly state: "completed" | "failed" | "timed-out";
  /** One for each origin of the trial, in its order; of a trial that was not completed, none. */
  readonly past: readonly PastScore[];
  readonly seconds: number;
}

/** Forecasts that are still to be made with one forecaster. */
export interface RemainingWork {
  /** Id of the forecaster or model. */
  readonly forecaster: string;
  readonly isNeural: boolean;
  /** One for each origin of each trial, with those that later rounds need at the least. */
  readonly fits: number;
  /**
   * Processor seconds that they are going to take, by what finished trials of the forecaster took, or of all forecasters where it has
   * none yet; null before anything has been measured.
   */
  readonly seconds: number | null;
}

/**
 * How far a search is. The counts are of the trials that the selection needs, as far as they are known by now; what the last stage
 * computes beside them is part of the remaining work only.
 */
export interface PlanTotals {
  readonly total: number;
  /** The sum of the three below. */
  readonly finished: number;
  readonly completed: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly remainingByCost: readonly RemainingWork[];
}
