import type { Method } from "#domain/method";
import type { DifferenceVerdict, SeriesKey } from "#domain/score";
import type { JobPriority, JobState } from "./states.ts";
import type { TrialCounts } from "./job.ts";

export const searchPresets = ["fast", "full"] as const;
/** fast: successive halving over origins, then refinement around the best · full: a grid of 526 fits a series. */
export type SearchPreset = (typeof searchPresets)[number];

/** Either is enough to end the search with what has been found; the winners are scored in any case. */
export type SearchBudget = { readonly seconds: number } | { readonly trials: number };

/** What a search is to find out, whatever the data. */
export interface SearchSettings {
  /** Steps. */
  readonly horizon: number;
  /** A metric of `#domain/score`, by its id. */
  readonly metric: string;
  readonly preset: SearchPreset;
  /** Forecasters and models with a file to try; null: those of the preset. */
  readonly models: readonly string[] | null;
  /** Origins that the selection sees, at most; half as many newer ones are held back from it. */
  readonly origins: number;
  /** Steps between two origins; the horizon where null. */
  readonly stride: number | null;
  readonly budget: SearchBudget | null;
  /** One method for all series, or the best of each. */
  readonly isPooled: boolean;
}

/** What a search is like where nothing is said of it. */
export const usualSearch = {
  metric: "MASE",
  preset: "fast",
  models: null,
  origins: 5,
  stride: null,
  budget: null,
  isPooled: false,
} as const satisfies Omit<SearchSettings, "horizon">;

export interface SearchRequest extends SearchSettings {
  /** Series of one open dataset. */
  readonly targets: readonly SeriesKey[];
  readonly priority: JobPriority;
  readonly batch: string | null;
}

/** What a submission became. */
export interface Submitted {
  readonly job: string;
  /** There was a job for the same values, settings and code already; it is that one. */
  readonly isMerged: boolean;
}

/**
 * What a winner is worth, by the origins that the selection never saw. better · no-better: against seasonal naive there, so that one
 * which is no better may have won by chance · baseline: seasonal naive itself won · unchecked: none was held back · unmeasured: the
 * metric measures nothing there, such as MASE on a series that never changes.
 */
export const winnerStandings = ["better", "no-better", "baseline", "unchecked", "unmeasured"] as const;
export type WinnerStanding = (typeof winnerStandings)[number];

export interface SearchWinner {
  readonly series: string;
  readonly method: Method;
  /** The method's id. */
  readonly id: string;
  /**
   * By the metric, at the origins that the selection saw, and at those that it never saw; null where nothing could be measured, as by
   * MASE on a series that never changes, or where the series has none to hold back.
   */
  readonly score: number | null;
  readonly honestScore: number | null;
  /** Seasonal naive's, at the same origins as `honestScore`, or `score` where that is null. */
  readonly baselineScore: number | null;
  readonly standing: WinnerStanding;
  /** Origins that the selection saw, and those held back. */
  readonly origins: number;
  readonly honestOrigins: number;
}

export interface LeaderboardRow {
  /** A forecaster: scored with the best of its methods for each series. */
  readonly id: string;
  readonly name: string;
  /**
   * Over all series, at the origins that were held back where there are any: by the ids of `#domain/score`'s metrics; `coverage80` and
   * the like for the central intervals. What could not be measured is absent.
   */
  readonly scores: Readonly<Record<string, number>>;
  /**
   * By the job's metric, or the one that was asked for. A composite, and over several series a metric in their own units, is the
   * mean over the series of the loss relative to seasonal naive's. Null where nothing could be measured.
   */
  readonly score: number | null;
  /** 1 − MASE / MASE of seasonal naive; null where that says nothing. */
  readonly skill: number | null;
  readonly seconds: number;
  readonly trials: number;
  /** Series where one of its methods is the winner. */
  readonly wins: number;
  /** By the Diebold–Mariano test at 5 %; null for the best itself, the first row. */
  readonly againstBest: DifferenceVerdict | null;
  /** The best method of each series, in the order of the targets, null where none could be fitted. */
  readonly methods: readonly (string | null)[];
}

/** A forecaster that was not tried on some series, and why, as people read it. */
export interface NotTried {
  readonly id: string;
  readonly name: string;
  readonly series: number;
  readonly reason: string;
}

export interface SearchResult {
  readonly job: string;
  readonly state: JobState;
  readonly dataset: string;
  readonly settings: SearchSettings;
  /** What it is ranked by: the job's metric, or another that was asked for. */
  readonly metric: string;
  readonly seconds: number;
  readonly trials: TrialCounts;
  readonly winners: readonly SearchWinner[];
  /** Best first. */
  readonly leaderboard: readonly LeaderboardRow[];
  readonly notTried: readonly NotTried[];
  /** Series on which nothing could be tried, since their past is too short for forecasts of the horizon. */
  readonly tooShort: readonly string[];
}

/** What results are ranked by: a metric, or a weighted composite, by ids of metrics. */
export type Ranking = { readonly metric: string } | { readonly weights: Readonly<Record<string, number>> };
