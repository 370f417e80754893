import type { Bands } from "#domain/forecast";

/**
 * How a series differs between two versions of a dataset, the earlier and the later one.
 *
 * - `same`: the same values at the same times.
 * - `extended`: all of the earlier values are there, and rows after or before them.
 * - `revised`: at least one step that both have says something else.
 * - `shortened`: nothing was revised, and steps of the earlier one are not in the later one.
 * - `apart`: no step is in both.
 * - `steps-differ`: the time between two steps is another, so that they can't be laid over each other.
 */
export const differenceKinds = ["same", "extended", "revised", "shortened", "apart", "steps-differ"] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** Neighbouring steps that were revised. */
export interface RevisedSpan {
  /** Wall-clock milliseconds of the first and the last one. */
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** What was revised of one step; null = missing. */
export interface RevisedStep {
  /** Wall-clock milliseconds. */
  readonly time: number;
  readonly earlier: number | null;
  readonly later: number | null;
}

export interface ValueDifference {
  readonly kind: DifferenceKind;
  /** Steps that both have, by their times. */
  readonly common: number;
  /** Steps of the later version after the last, and before the first, of the earlier one. */
  readonly appended: number;
  readonly prepended: number;
  /** Steps of the earlier version that the later one does not reach. */
  readonly dropped: number;
  /** Common steps that say something else; `filled` and `lost` are those of them that were missing, or are now. */
  readonly revised: number;
  readonly filled: number;
  readonly lost: number;
  /** Mean of |later − earlier| over the common steps with a value in both that were revised, in the series' unit; null without any. */
  readonly meanRevision: number | null;
  /**
   * The sum of |later − earlier| over the common steps, in seasonal steps of the earlier version: in units of how much its values
   * usually differ from those a season before. Versions of different series are ranked by it. Null where that is zero or unknown.
   */
  readonly size: number | null;
  /** The largest revision; where no step has a value in both, the first that was filled or lost. */
  readonly largest: RevisedStep | null;
  /** In order of time, at most {@link maxRevisedSpans}; `spansInAll` counts the others, too. */
  readonly spans: readonly RevisedSpan[];
  readonly spansInAll: number;
}

export const maxRevisedSpans = 100;

/** A step of the future as both versions forecast it. */
export interface ForecastStep {
  /** Wall-clock milliseconds. */
  readonly time: number;
  readonly earlier: StepBand;
  readonly later: StepBand;
}

/** Ends of the central 80 % interval and the median, in the series' unit. */
export interface StepBand {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** How the forecast of what comes after the data changed, at the steps that both versions forecast. */
export interface BandDifference {
  /** Steps that both forecast. */
  readonly steps: number;
  /** Mean of later less earlier median, and of its size, in the series' unit. */
  readonly meanShift: number;
  readonly meanAbsoluteShift: number;
  /** `meanAbsoluteShift` in half widths of the earlier 80 % interval: above 1 the new median is outside the old range, on average. Null where that has no width. */
  readonly relativeShift: number | null;
  /** Mean width of the later 80 % interval by that of the earlier one; null where that has no width. */
  readonly widthRatio: number | null;
  /** Where the median moved most; where it moved nowhere, the ends of the 80 % interval. */
  readonly largest: ForecastStep;
  /** Null where no level was asked for. */
  readonly crossing: CrossingDifference | null;
}

/** Probability of being above a level at the step where it changed most. */
export interface CrossingDifference {
  readonly level: number;
  readonly time: number;
  readonly earlier: number;
  readonly later: number;
}

/** How the earlier version's forecast did at steps that the later one has values of. */
export interface ForecastOutcome {
  /** Forecast steps with a value by now. */
  readonly steps: number;
  /** Share of them inside the central 80 % interval. */
  readonly inside80: number;
  /** Mean of median less actual, and of its size, in the series' unit. */
  readonly bias: number;
  readonly meanAbsoluteError: number;
  /** The same in units of seasonal naive's error within the earlier version; null where that is zero or unknown. */
  readonly mase: number | null;
}

/** One row of a comparison of two versions. */
export interface SeriesDifference {
  readonly series: string;
  /** `both`, or the only version that has it. */
  readonly isIn: "both" | "earlier" | "later";
  /** Null where it is not in both, or both are of one dataset. */
  readonly values: ValueDifference | null;
  /** Null where it is not in both, nothing differs, or there is a reason in `unforecast`. */
  readonly bands: BandDifference | null;
  /** Null where no forecast step has a value by now. */
  readonly outcome: ForecastOutcome | null;
  /** Why the forecasts could not be compared, as a sentence. */
  readonly unforecast: string | null;
}

/** What one of the two forecasts of each series is made from. */
export interface ComparedSide {
  /** Handle. */
  readonly dataset: string;
  /** Id of a model or a method. */
  readonly model: string;
  /** By series, where they are not `model`, as a search found them. */
  readonly models?: Readonly<Record<string, string>>;
  readonly bands: Bands;
}

/** The model of one series. */
export function modelIn({ model, models }: ComparedSide, series: string): string {
  return models !== undefined && Object.hasOwn(models, series) ? (models[series] ?? model) : model;
}

/** Whether a series that has the same values on both sides has the same forecast, too. */
export function isForecastAlike(earlier: ComparedSide, later: ComparedSide, series: string): boolean {
  return earlier.bands === later.bands && modelIn(earlier, series) === modelIn(later, series);
}

/** Two versions of a dataset beside each other, or two models of one. */
export interface VersionsReport {
  readonly earlier: ComparedSide;
  readonly later: ComparedSide;
  /** What `crossing` is about; null where none was asked for. */
  readonly level: number | null;
  /** Times of the two mean different moments, though they were compared as they are written. */
  readonly zonesDiffer: boolean;
  /** In the order of the later version; then what only the earlier one has. */
  readonly rows: readonly SeriesDifference[];
}
