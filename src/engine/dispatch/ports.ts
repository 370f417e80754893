import type { EngineError } from "#domain/errors";
import type { FinishedWindow, WindowToFinish, WorkLevel } from "#domain/forecast";

/** A window that got no numbers fit to show. The same window would get the same again. */
export interface FailedWindow {
  readonly index: number;
  readonly error: EngineError;
}

export interface BatchInput {
  readonly model: string;
  /** Where it has to be computed: its numbers are kept under this name. */
  readonly executionProvider: string;
  readonly horizon: number;
  /** [items × contextSteps], row-major, left-padded with NaN. */
  readonly windows: Float32Array;
  readonly items: WindowToFinish[];
  /** Batches of the levels above it pass it. */
  readonly level: WorkLevel;
}

export interface BatchRun {
  /**
   * The slot can take another batch. Settles however the batch ends; never before the work has really stopped. With the
   * milliseconds that the model ran for it, without those in which other batches passed; null where it was cut off.
   */
  readonly free: Promise<number | null>;
  /**
   * The windows that were not handed over before. Rejects with code `worker-crashed` when the process ended, with `device-changed` when the model runs on another device by
   * now, with a CancelledError after `cancel`.
   */
  readonly results: Promise<readonly (FinishedWindow | FailedWindow)[]>;
  /** Asks to stop at the next batch boundary. */
  cancel(): void;
}

/** Where batches run: the pool of inference processes, or a fake in tests. */
export interface BatchRunner {
  /**
   * Batches of each level that are to be under way at once, of evaluations twice as many: a batch need not wait for one of a lower level to end, the runner lets
   * it pass at the next pause.
   */
  readonly slots: number;
  /** @param onFinished may be given windows as they are finished: these are kept, however the batch ends */
  run(batch: BatchInput, onFinished: (windows: readonly (FinishedWindow | FailedWindow)[]) => void): BatchRun;
}

/** All forecasts of one series with one model and horizon; with an origin it names one forecast. */
export interface ForecastColumn {
  /** Everything that the numbers depend on, except the origin: see forecastColumnKey of #engine/cache. */
  readonly key: string;
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
  readonly executionProvider: string;
  readonly horizonSteps: number;
  readonly contextSteps: number;
}

/** Cuts context windows when a batch is formed, so that waiting work holds no numbers. */
export interface WindowSource {
  /** Fills `target` (contextSteps long). Throws `dataset-not-found` when the dataset is gone. */
  fill(column: ForecastColumn, origin: number, target: Float32Array): { readonly isNonNegative: boolean };
}

export interface ComputedForecast {
  readonly column: ForecastColumn;
  readonly origin: number;
  readonly window: FinishedWindow;
}
