/**
 * The jobs process and a search process, over a port of their own: trials and series go there, scores and profiles come back. Main sees
 * none of it.
 */
import type { AppError } from "#domain/errors";
import type { CorrelationReport, SeriesProfile, ValueSummary } from "#domain/profile";
import type { PastScore } from "#domain/score";
import type { Frequency } from "#domain/series";
import type { EvaluatedSeries, PastForecasts } from "./evaluate.ts";

/** One method at some origins of one series. */
export interface Trial {
  /** Unique among the trials that a process has in hand. */
  readonly id: number;
  /** The method's id. */
  readonly method: string;
  /** −k hides the last k steps. */
  readonly origins: readonly number[];
  readonly horizon: number;
  /** Longest time of a single fit. */
  readonly fitLimitMs: number;
  /** Whether the scores have their losses by step. */
  readonly byStep: boolean;
  /** What a model with a file forecast there; it is only scored. */
  readonly given?: PastForecasts;
}

/** Where the steps of a series lie. */
export interface SeriesGrid {
  readonly frequency: Frequency;
  /** Wall-clock milliseconds of the first step. */
  readonly startMs: number;
}

/** A series to be profiled. Its values were sent before, under the name `content`. */
export interface SeriesToProfile extends SeriesGrid {
  readonly id: string;
  readonly content: string;
}

/** What became of one series. */
export type SeriesOutcome =
  | { readonly ok: true; readonly summary: ValueSummary }
  | { readonly ok: true; readonly profile: SeriesProfile }
  | { readonly ok: false; readonly isTimeout: boolean; readonly error: AppError };

export type ToSearch =
  /** Values of a series that work names; kept until it is dropped. */
  | { readonly type: "series"; readonly series: string; readonly values: EvaluatedSeries }
  | { readonly type: "drop"; readonly series: string }
  /** Computed one after the other, each answered as it is done. */
  | { readonly type: "trials"; readonly series: string; readonly trials: readonly Trial[] }
  /** Series of one stage, answered together: one look at the values, or all that can be said of each. */
  | {
      readonly type: "profile";
      readonly id: number;
      readonly stage: "summary" | "profile";
      readonly series: readonly SeriesToProfile[];
      /** Longest time of a single series. */
      readonly limitMs: number;
    }
  /** Which of these series move together; of the others, which are too many to compare, only their number counts. */
  | {
      readonly type: "correlate";
      readonly id: number;
      readonly series: readonly SeriesToProfile[];
      /** With the steps of the first, and with others. */
      readonly others: { readonly alike: number; readonly unlike: number };
      readonly limitMs: number;
    };

export type FromSearch =
  | {
      readonly type: "finished";
      readonly id: number;
      readonly past: readonly PastScore[];
      readonly seconds: number;
      readonly parameters: Readonly<Record<string, number | string>> | null;
    }
  /** In the order of the series. */
  | {
      readonly type: "profiled";
      readonly id: number;
      readonly outcomes: readonly SeriesOutcome[];
      readonly seconds: number;
    }
  | {
      readonly type: "correlated";
      readonly id: number;
      readonly report: CorrelationReport;
      readonly seconds: number;
    }
  | {
      readonly type: "failed";
      readonly id: number;
      readonly isTimeout: boolean;
      readonly error: AppError;
      readonly seconds: number;
    };

/** Main and a search process. */
export type MainToSearch = { readonly type: "port" } | { readonly type: "stop" };
export type SearchToMain = { readonly type: "ready" };
