import type { Threshold } from "./threshold.ts";

/** What a forecast says about a threshold. Steps count from 0, the first of the horizon; chances are fractions. */
export interface LimitChances {
  /** [horizon] at each step by itself; null at steps that the threshold is not about. */
  readonly at: readonly (number | null)[];
  /** [horizon] at or before each step; the last is that it ever happens. */
  readonly by: readonly number[];
  /** That it happens at all within the horizon. */
  readonly ever: number;
  /**
   * When it happens first, of those futures in which it does: the steps by which that is so in 10, 50 and 90 % of them, and the one at which
   * most of them have it. Null where none does.
   */
  readonly first: {
    readonly early: number;
    readonly middle: number;
    readonly late: number;
    readonly likeliest: number;
  } | null;
  /** Steps beyond it, on average. */
  readonly expectedSteps: number;
  /** Steps of the horizon that it is about. */
  readonly steps: number;
}

/** How much to have for the lead time, in the series' unit. */
export interface StockAnswer {
  /** The share of futures in which `order` is enough. */
  readonly level: number;
  /** Steps that were added up: those of the lead time. */
  readonly leadSteps: number;
  /** The quantile of what the steps come to together. */
  readonly order: number;
  /** What they come to on average; `order` less this is the safety stock. */
  readonly mean: number;
  /** What will be missing, and what will be left over, on average. */
  readonly short: number;
  readonly left: number;
  /** Share of the demand that is met, on average; null where none is expected. */
  readonly fillRate: number | null;
  /** What both cost on average; null where costs are not known. */
  readonly cost: number | null;
}

/** What came of chances that were stated alike. */
export interface ChanceBin {
  /** Mean of the chances in it. */
  readonly chance: number;
  /** Share of the steps at which it happened, and the ends of its 95 % interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly steps: number;
  /** Past forecasts with a step in it. */
  readonly origins: number;
}

/**
 * `held`: the past bears out what was stated. `too-high`, `too-low`: it happened clearly less, or more, often than that. `too-few`: the
 * past has too few events, or too few steps without one, to tell.
 */
export const chanceVerdicts = ["held", "too-high", "too-low", "too-few"] as const;
export type ChanceVerdict = (typeof chanceVerdicts)[number];

/** How chances that past forecasts would have stated compare with what happened. */
export interface ChanceReliability {
  /** Ascending; those without a step are left out. */
  readonly bins: readonly ChanceBin[];
  readonly steps: number;
  readonly origins: number;
  /** Steps at which it happened, and stretches of such steps: what happens once may last. */
  readonly events: number;
  readonly spells: number;
  /** Mean of the stated chances. */
  readonly stated: number;
  /** Mean squared distance of chance and event (Brier 1950): 0 is best. */
  readonly brier: number;
  /** Its parts (Murphy 1973): brier = reliability − resolution + uncertainty + within, the last what bins of several chances leave. */
  readonly reliability: number;
  readonly resolution: number;
  readonly uncertainty: number;
  readonly within: number;
  /** The score of stating, at each past origin, the share of steps beyond it until then. */
  readonly baseBrier: number;
  /** 1 − brier / baseBrier; null where the base rate was never wrong. */
  readonly skill: number | null;
  readonly verdict: ChanceVerdict;
}

/** The answer for one threshold and one series. */
export interface ThresholdAnswer {
  /** Of the threshold. */
  readonly id: number;
  readonly limit: LimitChances | null;
  readonly stock: StockAnswer | null;
  /** Why there is none: in a sentence. */
  readonly problem: string | null;
}

/** What a forecast says about the thresholds of its series. */
export interface ThresholdAnswers {
  /** In their order. */
  readonly answers: readonly ThresholdAnswer[];
  /** Past forecasts whose errors say how steps err together; 0: what is usual was assumed. */
  readonly origins: number;
}

/** A threshold of a forecast's series, with what the forecast says about it. */
export interface AnsweredThreshold {
  readonly threshold: Threshold;
  readonly answer: ThresholdAnswer;
  /** How such chances did in the past; absent where that was not looked at, or for a stock rule. */
  readonly reliability?: LimitReliability;
}

/** A threshold of a sum of series. */
export interface AnsweredSum extends AnsweredThreshold {
  /** Ids of those that are summed; empty where they have no sum. */
  readonly series: readonly string[];
}

/** For the table of series, in the order of the request: the limit that is crossed most likely. */
export interface ThresholdRisks {
  /** [rows] NaN where a series has no limit, or no forecast. */
  readonly chance: Float64Array;
  /** [rows] wall-clock milliseconds of the step at which it is most likely to happen first; NaN where it never does. */
  readonly first: Float64Array;
  /** [rows] its id; 0 where there is none. */
  readonly threshold: Float64Array;
  /** Those that rows name. */
  readonly thresholds: readonly Threshold[];
  /** Why a row has none although it has a limit. */
  readonly problems: readonly { readonly row: number; readonly message: string }[];
}

/** How chances of a limit did, as past forecasts would have stated them. Null where no past forecast can be looked at. */
export interface LimitReliability {
  /** Of single steps. */
  readonly steps: ChanceReliability | null;
  /** That it happens at all within the horizon: one for each past forecast. */
  readonly ever: ChanceReliability | null;
}
