import type { Parameters } from "#domain/method";
import type { Signal } from "#engine/concurrency";

/**
 * A statistical model: what people and programs are told of it, and how it is fitted. It keeps nothing between fits, and the
 * same series gives the same numbers.
 */
export interface Forecaster extends ForecasterInfo {
  /** What a series has to have where parameters are set: the needs as they are where absent. */
  needsWith?(parameters: Parameters): Needs;
  /** Why parameters that are within their bounds can't go together, in a sentence for people; null where they can. */
  conflictIn?(parameters: Parameters): string | null;
  /**
   * Parameters that are set were checked by the catalogue: they are of the space, and within its bounds.
   *
   * @param values everything up to the origin in time order; NaN = missing
   * @param seasonSteps steps in one season; 1 = none
   * @param signal looked at in every loop that can take long
   * @throws EngineError `series-too-short` without any observation; CancelledError once the signal is aborted, or the signal's
   *   reason where that is an EngineError
   */
  fit(values: ArrayLike<number>, seasonSteps: number, options?: FitOptions, signal?: Signal): Fitted;
}

export interface ForecasterInfo {
  readonly id: string;
  readonly name: string;
  /** What it does, in a few words for people who don't know the name. */
  readonly description: string;
  readonly family: Family;
  /** Changes whenever the same input would give other numbers, so that caches can't serve old ones. */
  readonly version: string;
  readonly cost: Cost;
  readonly needs: Needs;
  /**
   * Used where it is asked for by its id. A choice of a model doesn't try it, nor does a comparison that names no models: simple
   * methods that people want to see beside the others, and fixed forms of models that are chosen among their forms already.
   */
  readonly isByNameOnly?: true;
  /** WQL relative to seasonal naive that is expected before a series has been looked at. */
  readonly expectedRatio: number;
  /**
   * A transform of the values is worth a try: the forecaster has a trend, or a season and errors that add up. What repeats or averages
   * past values is hardly changed by one, and what multiplies has it already.
   */
  readonly gainsFromTransform?: true;
  /** What can be set instead of being estimated; nothing where absent. */
  readonly space?: ParameterSpace;
}

/**
 * What works alike, and stands together in lists for people, in this order: what repeats or averages past values · exponential
 * smoothing, Theta among it · ARIMA and regression · demand that comes now and then · means of several forecasters.
 */
export const families = ["benchmark", "smoothing", "regression", "intermittent", "combination"] as const;
export type Family = (typeof families)[number];

/** The parameters of a forecaster that can be set, in the order that people read them in. */
export type ParameterSpace = readonly ParameterDimension[];

export type ParameterDimension =
  | {
      readonly kind: "number";
      readonly name: string;
      /** As a name of a method shows it, where that is not its name: "α". */
      readonly label?: string;
      /** In a few words, for people. */
      readonly description: string;
      readonly min: number;
      readonly max: number;
      readonly isWhole?: true;
      /** Values that a grid tries, ascending. */
      readonly grid: readonly number[];
    }
  | {
      readonly kind: "choice";
      readonly name: string;
      readonly label?: string;
      readonly description: string;
      readonly values: readonly string[];
    };

/**
 * What one fit to a thousand values takes at worst, within the needs: some milliseconds, a quarter of a second, or half a second
 * and more. A choice of a model fits at many origins and tries nothing slow.
 */
export type Cost = "instant" | "quick" | "slow";

/**
 * What a series has to have for a forecaster to be worth trying. Without it there is a forecast all the same, if only that of
 * seasonal naive.
 */
export interface Needs {
  readonly observations: number;
  readonly minSeasonSteps?: number;
  /** 1 = it follows no season. */
  readonly maxSeasonSteps?: number;
  /** Whole seasons of observations. */
  readonly seasons?: number;
  readonly isIntermittent?: true;
  /** Every value above zero. */
  readonly isPositive?: true;
}

export interface FitOptions {
  /** All season lengths that the series shows, for models of several; `seasonSteps` counts beside them. */
  readonly seasons?: readonly number[];
  /** Of the forecaster's space; what is absent is estimated, or chosen by the forecaster. */
  readonly parameters?: Parameters;
}

/** A forecaster fitted to one series. */
export interface Fitted {
  /**
   * Quantiles of the steps that follow the series' last: [levels × horizon], row-major, rising with the level at every step.
   * A shorter horizon is the beginning of a longer one, but for exponential smoothing where the longer one makes it give way
   * to another of its models (see `chooseEts`).
   *
   * @param levels ascending fractions in (0, 1)
   */
  predict(horizonSteps: number, levels: readonly number[]): Float32Array;
  /**
   * [values] each value less its forecast from one step before, with the parameters of the whole fit; NaN where the value is
   * missing, older than what was fitted, or had no forecast.
   */
  readonly residuals: Float64Array;
  readonly parameters: FittedParameters;
}

/**
 * What was estimated, by the names of the field: alpha, beta, gamma, phi, level, slope, drift, ar1, ma1, sma1, sigma, aicc. Only
 * those that the model has.
 */
export interface FittedParameters {
  /** The model that was fitted: "ETS(M,Ad,M)", "ARIMA(0,1,1)(0,1,1)[12]", or "Seasonal naive" where another gave way to it. */
  readonly method: string;
  readonly [name: string]: number | string;
}
