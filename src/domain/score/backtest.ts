import type { AppError } from "#domain/errors";
import type { Bands } from "#domain/forecast";
import type { LossDifference } from "./comparison.ts";
import type { MetricId, MetricValues } from "./metrics.ts";
import type { BacktestScores } from "./score.ts";

/** Identifies one series. */
export interface SeriesKey {
  readonly dataset: string;
  readonly series: string;
}

/** The models to score, on which series and at which origins. */
export interface BacktestRequest {
  readonly targets: readonly SeriesKey[];
  /** Scored steps of each forecast. */
  readonly horizon: number;
  /** Maximum number of origins, and the steps between two. */
  readonly origins: number;
  readonly stride: number;
  readonly models: readonly string[];
  /** Native unless it says otherwise. */
  readonly bands?: Bands;
  /** Forecasts see the last so many steps before their origin only; without it all of them. */
  readonly windowSteps?: number;
  /** Steps between an origin and the first scored one; 0 unless it says otherwise. */
  readonly gapSteps?: number;
  /** Decides which model leads, which won an origin, and by which loss the others are compared with the leader. MASE unless it says otherwise. */
  readonly metric?: MetricId;
  /** Whether scores by step, period, origin and series are wanted, too. */
  readonly detail?: boolean;
}

/** A series that was left out, and why. */
export interface SkippedSeries extends AppError {
  readonly series: string;
}

/** NaN where nothing could be measured. */
export interface BacktestReport {
  /** In the order of the request. */
  readonly models: readonly ModelReport[];
  readonly perSeries: readonly SeriesReport[];
  readonly skipped: readonly SkippedSeries[];
  /** Seasonal naive at the same origins, whether or not it was asked for. */
  readonly baseline: { readonly id: string } & PooledScores;
  /** What decided. */
  readonly metric: MetricId;
  /** The model that leads; null where none could be measured. */
  readonly best: string | null;
}

/** Scores of any number of forecasts as one. */
export interface PooledScores {
  readonly metrics: MetricValues;
  readonly forecasts: number;
  /** Steps with an actual, and those of them that percentage errors could be formed of: their actual is not zero. */
  readonly steps: number;
  readonly nonZeroSteps: number;
}

export interface ModelReport extends Pick<BacktestScores, "MASE" | "sMAPE" | "WQL" | "coverage">, PooledScores {
  readonly id: string;
  readonly seconds: number;
  /** 1 − MASE / MASE of seasonal naive, over the forecasts of all series; NaN where that says nothing. */
  readonly skill: number;
  /** Forecasts (of one series at one origin) that lost less than those of all other models of the request; ties count for each. */
  readonly originsWon: number;
  /** Against the model that leads; null for itself, and where none leads. */
  readonly againstBest: LossDifference | null;
  /** Whether its losses differ from the leader's by more than chance; null where the past can't tell. */
  readonly differsFromBest: boolean | null;
  /** Where it was asked for. */
  readonly detail?: ModelDetail;
}

export interface ModelDetail {
  /** [horizon]; after a gap the first is that of the step after it. */
  readonly byStep: readonly PooledScores[];
  /** In order of time. */
  readonly byPeriod: readonly PeriodScores[];
  /** Over all series; earliest first. */
  readonly byOrigin: readonly OriginScores[];
}

/** Scores of the origins within one period of the calendar. */
export interface PeriodScores extends PooledScores {
  /** `2024-03-05`, `2024-03`, `2024-Q1` or `2024`: the finest of which there are not too many. */
  readonly period: string;
}

export interface OriginScores extends PooledScores {
  /** −k: steps before the end of each series. */
  readonly origin: number;
  /** Wall clock of the last step that the forecasts saw, of the first series that has this origin. */
  readonly time: number;
}

export interface SeriesReport extends Pick<BacktestScores, "MASE" | "WQL" | "origins"> {
  readonly series: string;
  readonly model: string;
  /** Where details were asked for. */
  readonly metrics?: MetricValues;
}
