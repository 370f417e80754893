/** The jobs process and a search process, over a port of their own: trials go there, scores come back. Main sees none of it. */
import type { AppError } from "#domain/errors";
import type { PastScore } from "#domain/score";
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

export type ToSearch =
  /** Values of a series that trials name; kept until it is dropped. */
  | { readonly type: "series"; readonly series: string; readonly values: EvaluatedSeries }
  | { readonly type: "drop"; readonly series: string }
  /** Computed one after the other, each answered as it is done. */
  | { readonly type: "trials"; readonly series: string; readonly trials: readonly Trial[] };

export type FromSearch =
  | {
      readonly type: "finished";
      readonly id: number;
      readonly past: readonly PastScore[];
      readonly seconds: number;
      readonly parameters: Readonly<Record<string, number | string>> | null;
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
