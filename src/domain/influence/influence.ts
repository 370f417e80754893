/** What is known to move a series, beside its own past: holidays, events, and columns whose future is known. */

/** A stretch of days that a user names; events of one name are expected to do the same. */
export interface InfluenceEvent {
  readonly name: string;
  /** `2026-04-03`, both inclusive. */
  readonly from: string;
  readonly to: string;
}

/** The influences of a dataset, as a user sets them. */
export interface InfluenceSettings {
  /** A country, or a country and its region: `DE`, `DE-BY`; null for none. */
  readonly holidays: string | null;
  readonly events: readonly InfluenceEvent[];
  /** Columns of the file. */
  readonly columns: readonly string[];
}

export const noInfluences: InfluenceSettings = { holidays: null, events: [], columns: [] };

export function hasInfluences({ holidays, events, columns }: InfluenceSettings): boolean {
  return holidays !== null || events.length > 0 || columns.length > 0;
}

export interface Holiday {
  readonly name: string;
  /** Days since 1970. */
  readonly day: number;
  /** `everyone`: most people have the day off. `some`: they don't, but it is in the calendar. */
  readonly kind: "everyone" | "some";
}

/** A country, or a region of one. */
export interface HolidayPlace {
  /** `DE`, `DE-BY`. */
  readonly code: string;
  /** As the calendars call it: `Germany`, `Germany, Bayern`. */
  readonly name: string;
  /** What the region is called in English, where that is another name: `Bavaria`. */
  readonly english?: string;
}

export const influenceKinds = ["holiday", "event", "column", "calendar"] as const;
export type InfluenceKind = (typeof influenceKinds)[number];

/** What one influence does to a series, as its past says. */
export interface InfluenceEffect {
  readonly name: string;
  readonly kind: InfluenceKind;
  /**
   * On a day or step that it is there, beside one without: a share of the value where `isRelative`, else in the series' unit.
   * Of a column: from its usual low (10 % of its values lie below) to its usual high (90 %).
   */
  readonly effect: number;
  /** One standard error, likewise. */
  readonly error: number;
  readonly isRelative: boolean;
  /** How many times it was there up to the origin; 0 of a column. */
  readonly seen: number;
  /** Wall-clock milliseconds of the steps of the horizon that it touches. */
  readonly ahead: readonly number[];
}

/** What one influence adds to each step, as `FittedInfluences` counts. */
interface InfluencePart {
  readonly name: string;
  readonly kind: InfluenceKind;
  /** [horizon] */
  readonly ahead: Float64Array;
  /** [steps up to the origin] */
  readonly past: Float64Array;
}

/** What influences do to one series, as far as its origin shows. */
export interface FittedInfluences {
  /** Whether effects are shares of the value, and what is added a logarithm of a factor; else all is in the unit of the series. */
  readonly isRelative: boolean;
  /** [steps up to the origin] the series without its influences, in its unit. */
  readonly remainder: Float64Array;
  /** [horizon] what they add. */
  readonly ahead: Float64Array;
  /** The same by influence; those that do nothing are left out. */
  readonly parts: readonly InfluencePart[];
  /** The largest first. */
  readonly effects: readonly InfluenceEffect[];
  /** Why something is not used, in sentences. */
  readonly notes: readonly string[];
}

/** What the median of a forecast is made of, in the unit of the series: at each step all of it together is the median. */
export interface ForecastParts {
  /** Steps. */
  readonly horizon: number;
  /** [horizon] */
  readonly median: Float64Array;
  /** Where the series stood at the origin, without season and influences. */
  readonly level: number;
  /** [horizon] each; trend and season without influences. */
  readonly trend: Float64Array;
  readonly season: Float64Array;
  readonly influences: readonly {
    readonly name: string;
    readonly kind: InfluenceKind;
    readonly values: Float64Array;
  }[];
  /** What is none of these. */
  readonly rest: Float64Array;
}

/** What changed since an earlier forecast of the same series was shown. Shares are of what had been forecast; null where that says nothing. */
export interface ForecastChange {
  /** The last step that the earlier one knew of, in wall-clock milliseconds. */
  readonly seen: number;
  /** Steps with a value that have come since, and those of them that it had forecast. */
  readonly newSteps: number;
  readonly judged: number;
  /** Sum of those values over what had been forecast, less 1. */
  readonly bias: number | null;
  /** The largest miss, and what is known by now to move that step, `Easter Monday`; null for nothing. */
  readonly worst: {
    readonly time: number;
    readonly value: number;
    readonly expected: number;
    readonly influence: string | null;
  } | null;
  /** Steps that both forecast, and how far the sum of their medians moved. */
  readonly common: number;
  readonly moved: number | null;
  /** How far off it was over the last season that came: what moves the level. */
  readonly levelMoved: number | null;
  /** What of `moved` is what influences add now that they did not then; null where neither knew of any. */
  readonly influencesMoved: number | null;
}

/** What a forecast is made of, and what moves it. */
export interface ForecastExplanation {
  /** [horizon] wall-clock milliseconds. */
  readonly times: Float64Array;
  readonly parts: ForecastParts;
  /** Of the influences that the forecast knows of, the largest first. */
  readonly effects: readonly InfluenceEffect[];
  /** Why something is not used, in sentences. */
  readonly notes: readonly string[];
  /** Since the newest forecast of an earlier content of the file; null where none was shown. */
  readonly since: ForecastChange | null;
}

/** Influences are used only where the past says that they help, or wherever there are any. */
export const influenceUses = ["helping", "always"] as const;
export type InfluenceUse = (typeof influenceUses)[number];

/** What a user set for a file. */
export interface KeptInfluences {
  readonly settings: InfluenceSettings;
  readonly use: InfluenceUse;
}

/** The influences of an open dataset. */
export interface InfluencesState extends KeptInfluences {
  /** Columns that could be chosen. */
  readonly columns: readonly string[];
  /** Of the series that were judged, with the model whose forecasts were compared. */
  readonly verdicts: readonly (InfluenceVerdict & { readonly series: string; readonly model: string })[];
  /** The days of its holidays and events, beyond the data, too: what the chart marks. */
  readonly marks: readonly {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly kind: "holiday" | "event";
  }[];
}

/** Whether forecasts of one series are better with its influences, by the past. */
export interface InfluenceVerdict {
  readonly helps: boolean;
  /** Quantile loss with them over the loss without them, less 1: at the origins that decide, and at the newest, which don't. NaN without any. */
  readonly change: number;
  readonly changeSince: number;
  /** Past forecasts that were compared, all of them. */
  readonly origins: number;
  /** Of the steps of one of them. */
  readonly horizon: number;
  /** A sentence without a full stop: `holidays help: error −12 % over 24 past weeks`. */
  readonly reason: string;
  /** What was left out of the question, and why, in sentences. */
  readonly notes: readonly string[];
}

/** Whether a verdict says little of forecasts so far ahead: half as far, or twice as far, as those that it was judged by. */
export function isJudgedElsewhere({ horizon: judged }: Pick<InfluenceVerdict, "horizon">, horizon: number): boolean {
  return Math.max(judged, horizon) >= 2 * Math.min(judged, horizon);
}

const mark = "&";

/** The id of a model that forecasts what influences leave. @param content names the influences: letters and digits */
export function withInfluences(model: string, content: string): string {
  return `${model}${mark}${content}`;
}

/** Null for the id of any other model. */
export function influencedModel(id: string): { readonly model: string; readonly content: string } | null {
  const at = id.indexOf(mark);
  return at < 0 ? null : { model: id.slice(0, at), content: id.slice(at + 1) };
}
