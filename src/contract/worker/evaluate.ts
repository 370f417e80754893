/** Main and the evaluate process: statistical forecasts, scores of past origins, choices, calibrated bands, profiles of single series. */
import type { BandDifference, ForecastOutcome, ValueDifference } from "#domain/difference";
import type { AvailabilityOverview, AvailabilityPart, BinRange, BinSize, SeriesIntervals } from "#domain/availability";
import type { AppError } from "#domain/errors";
import type { FittedInfluences, ForecastParts, Holiday, InfluenceEvent } from "#domain/influence";
import type { CalibrationEvidence } from "#domain/forecast";
import type { ChosenModel, Member } from "#domain/model";
import type { Decomposition, SeriesProfile } from "#domain/profile";
import type { BacktestScores, PastScore, ResidualReport, ScoreSums } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import type { LimitReliability, LimitRule, Threshold, ThresholdAnswer } from "#domain/threshold";
import type { PathAdjustment, StretchTotal, SummedStretch, TotalStatistic } from "#domain/totals";

/**
 * One series as far as an evaluation needs it. What else is to be known of it, its seasons and whether it is ever below zero, is
 * found from the values, so that nothing which only later ones show is known at an earlier origin.
 */
export interface EvaluatedSeries {
  /** [steps] up to where the evaluation may look, NaN = missing. */
  readonly values: Float64Array;
  /** Season lengths in steps that series of its frequency usually have; whether this one has them, its values show. */
  readonly usualSeasons: readonly number[];
}

/** A series as it is described, with everything that was observed. */
export type DescribedSeries = Pick<IngestedSeries, "id" | "frequency" | "values">;

/** What another process forecast at past origins. */
export interface PastForecasts {
  readonly model: string;
  readonly levels: readonly number[];
  /** One [levels × horizon], row-major, for each origin of the request, in its order. */
  readonly quantiles: readonly Float32Array[];
}

export interface ModelBacktest {
  readonly model: string;
  /** One for each origin, in the order of the request. */
  readonly past: readonly PastScore[];
  readonly scores: BacktestScores;
  /** 1 − WQL / WQL of seasonal naive; NaN without a comparison. */
  readonly skill: number;
  /** Seconds that its forecasts took in the evaluate process; 0 where they came with the request. */
  readonly seconds: number;
  /** Sums over the origins for each scored step, [horizon − gap]; where they were asked for. */
  readonly byStep?: readonly ScoreSums[];
}

/** The evidence says when bands are as they were: neither steps nor other series. */
export interface CalibratedBands extends CalibrationEvidence {
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
}

/** How unusual what came was beside what had been forecast at past origins of one series. */
export interface PastErrorScores {
  readonly horizon: number;
  /** [origins] wall-clock milliseconds of the last step that each forecast saw, ascending. */
  readonly origins: Float64Array;
  /** [origins × horizon] normal scores; NaN where nothing was observed. */
  readonly scores: Float32Array;
}

/** A forecast whose paths are drawn, and how such ones erred. */
export interface PathSource {
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** No value is below zero. */
  readonly isNonNegative: boolean;
  readonly errors: PastErrorScores;
  /** Steps from one past origin to the next. */
  readonly strideSteps: number;
  /** Its own chance: a whole number from 0. */
  readonly chance: number;
  /** Null: as it was forecast. */
  readonly adjustment: PathAdjustment | null;
  /** Which node of the request its paths are summed in. */
  readonly node: number;
}

/** One total of a node: of forecast steps, with what was observed before them. */
export interface NodeTotal extends Pick<SummedStretch, "from" | "to"> {
  readonly statistic: TotalStatistic;
  readonly observed: {
    readonly steps: number;
    readonly sum: number;
    readonly peak: number;
    readonly low: number;
  } | null;
}

/** A series, or several whose paths are summed at each step, and what is asked of it. */
export interface PathNode {
  /** The node that it is summed in, which comes before it; what belongs to a node follows it directly. Null at the top. */
  readonly parent: number | null;
  readonly totals: readonly NodeTotal[];
}

/** In the unit of the series. */
export type TotalRange = Pick<StretchTotal, "quantiles" | "mean">;

/** A forecast of the steps at its times. */
export interface TimedQuantiles {
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** [horizon] wall-clock milliseconds. */
  readonly times: Float64Array;
}

/** One version of a series. */
export type SeriesVersion = Pick<IngestedSeries, "frequency" | "times" | "values" | "seasonLengths">;

/** Forecasts of one series by two versions of it. */
export interface ForecastPair {
  readonly earlier: TimedQuantiles;
  readonly later: TimedQuantiles;
  /** [steps] of the later version, from the first step on that the earlier one forecasts. */
  readonly since: Pick<IngestedSeries, "times" | "values">;
  /** As `ValuePair` says. */
  readonly scale: number;
}

/** A forecast that was made earlier, and the last step that it knew of, in wall-clock milliseconds. */
export interface MadeForecast extends TimedQuantiles {
  readonly seen: number;
}

/** A series as far as its origin, and what is known of its columns beyond. */
export interface SeriesToExplain extends Pick<IngestedSeries, "frequency" | "values"> {
  /** [steps + horizon] wall-clock milliseconds. */
  readonly times: Float64Array;
  /** [steps + horizon] each, NaN = not known. */
  readonly columns: readonly {
    readonly name: string;
    readonly values: Float64Array;
    /** Of a column of words one of these: 1 where it stands, else 0. */
    readonly isWord?: boolean;
  }[];
}

export interface ValuePair {
  readonly difference: ValueDifference;
  /** Seasonal naive's mean absolute error within the earlier version; NaN where it has none. */
  readonly scale: number;
}

/** Null where there is no step to say it of. */
export interface BandPair {
  readonly bands: BandDifference | null;
  readonly outcome: ForecastOutcome | null;
}
/** What of an overview follows from the intervals alone. */
export type IntervalOverview = Omit<AvailabilityOverview, "severalRows" | "unlistedFlags">;

/** One series, and forecasts of it at past origins: the n-th of each member belong together. */
export interface ThresholdPast {
  /** Only its values are looked at. */
  readonly series: EvaluatedSeries;
  readonly levels: readonly number[];
  /** As steps of the series that they saw, earliest first, a horizon apart. */
  readonly past: readonly { readonly end: number; readonly quantiles: Float32Array }[];
  /** Tells its chance from that of others. */
  readonly chance: number;
}

export type ToEvaluate =
  /** A forecast of what follows the series' last step: a statistical model's, or the weighted mean of several models'. */
  | {
      readonly type: "forecast";
      readonly id: number;
      readonly members: readonly Member[];
      /** One entry for each member that is not a statistical model, with its forecasts. */
      readonly forecasts: readonly PastForecasts[];
      readonly series: EvaluatedSeries;
      readonly horizon: number;
      readonly levels: readonly number[];
    }
  /** Scores models at past origins of one series, and chooses which to use. */
  | {
      readonly type: "backtest";
      readonly id: number;
      readonly series: EvaluatedSeries;
      readonly horizon: number;
      /** −k hides the series' last k steps; each leaves at least one step on either side. */
      readonly origins: readonly number[];
      /** Statistical models see the last so many steps before each origin; all of them where absent. */
      readonly windowSteps?: number;
      /** The first so many steps of the horizon are not scored; 0 where absent. */
      readonly gapSteps?: number;
      /** Whether scores by step are wanted, too. */
      readonly byStep?: boolean;
      /** Weight of one origin in the choice: stride over horizon, at most 1. Without it models are scored, and none is chosen. */
      readonly originWeight?: number;
      /** Statistical models to run, or those that suit the series; seasonal naive is always among those that are scored. */
      readonly statistical: readonly string[] | "suitable";
      readonly forecasts: readonly PastForecasts[];
      /** Model names for the sentence with the reason. */
      readonly names: Readonly<Record<string, string>>;
    }
  /** Calibrated bands at one or more origins, each from what was known there only. */
  | {
      readonly type: "calibrate";
      readonly id: number;
      readonly series: EvaluatedSeries;
      readonly horizon: number;
      readonly levels: readonly number[];
      /** Forecasts at past origins, as steps of the series that they saw, earliest first. */
      readonly past: readonly { readonly end: number; readonly quantiles: Float32Array }[];
      /** How many of the last of them a calibration rests on. */
      readonly pastOrigins: number;
      /** Series that are forecast alike, for where this one's past is short: `seen` is how many steps each of `forecasts` may see of it. */
      readonly others: readonly {
        readonly values: Float64Array;
        readonly past: readonly { readonly end: number; readonly quantiles: Float32Array }[];
        readonly seen: readonly number[];
      }[];
      /** The forecasts to calibrate, in the same way. */
      readonly forecasts: readonly { readonly end: number; readonly quantiles: Float32Array }[];
    }
  /** How forecasts that were made at past origins erred. */
  | {
      readonly type: "error-scores";
      readonly id: number;
      /** Only its values are looked at. */
      readonly series: EvaluatedSeries;
      readonly horizon: number;
      readonly levels: readonly number[];
      /** As steps of the series that they saw, earliest first. */
      readonly past: readonly { readonly end: number; readonly quantiles: Float32Array }[];
      /** [past] wall-clock milliseconds of the last of these steps. */
      readonly times: Float64Array;
    }
  /** What joint paths of forecasts of the same steps come to, by themselves and summed. */
  | {
      readonly type: "paths";
      readonly id: number;
      readonly horizon: number;
      readonly sources: readonly PathSource[];
      readonly nodes: readonly PathNode[];
      /** Of the totals. */
      readonly levels: readonly number[];
      /** The same gives the same answer: a whole number of 32 bits. */
      readonly seed: number;
    }
  /** What joint paths of one forecast, and its steps, say about thresholds. */
  | {
      readonly type: "thresholds";
      readonly id: number;
      readonly horizon: number;
      /** Of the series, or of those whose sum at each step the thresholds are about. */
      readonly sources: readonly PathSource[];
      /** [horizon] wall-clock milliseconds. */
      readonly times: Float64Array;
      readonly thresholds: readonly Threshold[];
      readonly seed: number;
    }
  /** How chances of a limit, as forecasts at past origins would have stated them, compare with what happened. */
  | {
      readonly type: "threshold-past";
      readonly id: number;
      /** The series, or those whose sum at each step the limit is about: all end at the same time. */
      readonly members: readonly ThresholdPast[];
      readonly horizon: number;
      readonly rule: LimitRule;
      /** [horizon] the steps ahead that are looked at. */
      readonly isAbout: readonly boolean[];
      readonly seed: number;
    }
  /** How far forecasts of series move by those of their groups, and whether that made past ones better. */
  | {
      readonly type: "reconcile";
      readonly id: number;
      /** By group: places of its series. */
      readonly members: readonly (readonly number[])[];
      readonly series: number;
      /** Rows of groups, then of series: [nodes][origins × steps]. */
      readonly past: {
        readonly origins: number;
        readonly steps: number;
        readonly lag: number;
        readonly medians: readonly Float64Array[];
        readonly actuals: readonly Float64Array[];
      };
      /** [nodes][steps] */
      readonly medians: readonly Float64Array[];
    }
  /** What a statistical model, fitted to the whole series, leaves unexplained. */
  | { readonly type: "residuals"; readonly id: number; readonly model: string; readonly series: EvaluatedSeries }
  /** All that can be said of a series, or its parts for a drawing, for somebody who waits for it. */
  | { readonly type: "profile"; readonly id: number; readonly series: DescribedSeries }
  | { readonly type: "decomposition"; readonly id: number; readonly series: DescribedSeries }
  /** What changed in the values of each series from one version to the next. */
  | {
      readonly type: "values-differ";
      readonly id: number;
      readonly pairs: readonly { readonly earlier: SeriesVersion; readonly later: SeriesVersion }[];
    }
  /** What changed in their forecasts, and in the probability of being above `level`, where there is one. */
  | {
      readonly type: "bands-differ";
      readonly id: number;
      readonly pairs: readonly ForecastPair[];
      readonly level: number | null;
    }
  /** How forecasts that were made when the series was shorter did. */
  | {
      readonly type: "outcomes";
      readonly id: number;
      readonly series: SeriesVersion;
      readonly forecasts: readonly MadeForecast[];
    }
  /** What holidays, events and known columns do to a series; others of its file say what is usual. */
  | {
      readonly type: "influences";
      readonly id: number;
      readonly series: SeriesToExplain;
      readonly others: readonly SeriesToExplain[];
      readonly holidays: readonly Holiday[];
      readonly events: readonly InfluenceEvent[];
    }
  /** What the median of a forecast is made of: of a series that these influences move, or none. */
  | {
      readonly type: "forecast-parts";
      readonly id: number;
      /** As far as the forecast's origin. */
      readonly series: EvaluatedSeries;
      /** [horizon] */
      readonly median: Float64Array;
      readonly fitted: Pick<FittedInfluences, "remainder" | "ahead" | "parts" | "isRelative"> | null;
    }
  /** Where series have values: what all questions about data over time begin with. */
  | { readonly type: "runs"; readonly id: number; readonly values: readonly Float64Array[] }
  | { readonly type: "availability-overview"; readonly id: number; readonly series: readonly SeriesIntervals[] }
  | {
      readonly type: "availability-bins";
      readonly id: number;
      readonly series: readonly SeriesIntervals[];
      readonly size: BinSize;
      readonly ranges: readonly BinRange[];
      /** Places of series in the list above. */
      readonly rows: readonly number[];
    }
  /** Of a request whose answer comes before this can be read: nobody wants it any more, and the process lives on. */
  | { readonly type: "forget"; readonly id: number }
  | { readonly type: "stop" };

export type FromEvaluate =
  | { readonly type: "ready" }
  /** [levels × horizon], row-major. */
  | { readonly type: "forecast"; readonly id: number; readonly quantiles: Float32Array }
  | {
      readonly type: "backtest";
      readonly id: number;
      readonly models: readonly ModelBacktest[];
      /** Where one was asked for. */
      readonly choice: ChosenModel | null;
    }
  | { readonly type: "calibrated"; readonly id: number; readonly forecasts: readonly CalibratedBands[] }
  | {
      readonly type: "error-scores";
      readonly id: number;
      /** [past × horizon] */
      readonly scores: Float32Array;
      /** Whether no value of the series is below zero. */
      readonly isNonNegative: boolean;
    }
  /** In the order of the request. */
  | { readonly type: "thresholds"; readonly id: number; readonly answers: readonly ThresholdAnswer[] }
  | { readonly type: "threshold-past"; readonly id: number; readonly reliability: LimitReliability }
  /** `change` is NaN where the past is too short; shifts are [series][steps]. */
  | {
      readonly type: "reconciled";
      readonly id: number;
      readonly isUsed: boolean;
      readonly change: number;
      readonly origins: number;
      readonly shifts: readonly Float64Array[];
    }
  /** By node, in the order of its totals. */
  | { readonly type: "paths"; readonly id: number; readonly nodes: readonly (readonly TotalRange[])[] }
  | { readonly type: "residuals"; readonly id: number; readonly report: ResidualReport }
  | { readonly type: "profile"; readonly id: number; readonly profile: SeriesProfile }
  | { readonly type: "decomposition"; readonly id: number; readonly decomposition: Decomposition }
  /** Both in the order of the request. */
  | { readonly type: "values-differ"; readonly id: number; readonly pairs: readonly ValuePair[] }
  | { readonly type: "bands-differ"; readonly id: number; readonly pairs: readonly BandPair[] }
  /** In the order of the request; null where no step has a value. */
  | { readonly type: "outcomes"; readonly id: number; readonly outcomes: readonly (ForecastOutcome | null)[] }
  | { readonly type: "influences"; readonly id: number; readonly fitted: FittedInfluences }
  | { readonly type: "forecast-parts"; readonly id: number; readonly parts: ForecastParts }
  /** For each of the request's series [2 × runs]: the first step of each run of values and the step after its last. */
  | { readonly type: "runs"; readonly id: number; readonly runs: readonly Uint32Array[] }
  | { readonly type: "availability-overview"; readonly id: number; readonly overview: IntervalOverview }
  | { readonly type: "availability-bins"; readonly id: number; readonly parts: readonly AvailabilityPart[] }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };
