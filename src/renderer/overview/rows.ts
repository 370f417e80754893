import {
  growthOf,
  type OverviewEvidence,
  type OverviewFacts,
  type OverviewForecasts,
  sparkForecast,
  sparkHistory,
  sparkParts,
} from "#domain/overview";
import type { AppError } from "#domain/errors";
import { numberFormat, type NumberFormat } from "#engine/format";
import type { RangeVerdict } from "#domain/score";
import type { SeriesSummary } from "#domain/series";
import type { Threshold, ThresholdRisks } from "#domain/threshold";

/** Where a series is expected to be at the end of its horizon. */
export interface RowForecast {
  /** Wall-clock milliseconds. */
  readonly time: number;
  readonly median: number;
  /** 80 % range; NaN where the model has none. */
  readonly lower: number;
  readonly upper: number;
  /** What the median is compared with, and when that was. */
  readonly base: number;
  readonly baseTime: number;
  /** [parts × points] as `OverviewForecasts.sparks`. */
  readonly spark: Float32Array;
  /** Id of what made it. */
  readonly model: string;
}

/** What past forecasts of a series say. */
export interface RowEvidence {
  /** Mean absolute error, in the series' units. */
  readonly error: number;
  /** NaN where it can't be compared. */
  readonly skill: number;
  readonly coverage: number;
  readonly steps: number;
  readonly origins: number;
  readonly verdict: RangeVerdict;
}

/** The limit of a series that is crossed most likely. */
export interface RowRisk {
  readonly chance: number;
  /** Wall-clock milliseconds of the step at which it is most likely to happen first; NaN where it never does. */
  readonly first: number;
  readonly threshold: Threshold;
}

/** Of what is computed: not there yet, there is none for a reason that an error may give, or there. */
export type Computed<T> =
  | { readonly state: "open" }
  | { readonly state: "none"; readonly error: AppError | null }
  | { readonly state: "known"; readonly value: T };

/** A series of the table, and what is known of it by now. The same object for as long as nothing new is. */
export interface OverviewRow {
  /** In the dataset, from 0. */
  readonly place: number;
  readonly series: SeriesSummary;
  /** NaN until it is known, and where nothing was observed. */
  readonly last: number;
  readonly lastTime: number;
  readonly before: number;
  readonly beforeTime: number;
  readonly lowest: number;
  readonly highest: number;
  /** [points] null until it is known. */
  readonly history: Float32Array | null;
  readonly forecast: Computed<RowForecast>;
  readonly evidence: Computed<RowEvidence>;
  /** None where the series has no limit. */
  readonly risk: Computed<RowRisk>;
}

export const open = { state: "open" } as const;
export const noRisk = { state: "none", error: null } as const;

export function emptyRows(series: readonly SeriesSummary[]): readonly OverviewRow[] {
  return series.map((one, place) => ({
    ...{ place, series: one, last: Number.NaN, lastTime: Number.NaN, before: Number.NaN, beforeTime: Number.NaN },
    ...{ lowest: Number.NaN, highest: Number.NaN, history: null, forecast: open, evidence: open, risk: noRisk },
  }));
}

export function withFacts(
  rows: readonly OverviewRow[],
  { last, lastTime, before, beforeTime, lowest, highest }: OverviewFacts,
): readonly OverviewRow[] {
  const at = (column: Float64Array, place: number): number => column[place] ?? Number.NaN;
  return rows.map((row) => ({
    ...row,
    ...{ last: at(last, row.place), lastTime: at(lastTime, row.place) },
    ...{ before: at(before, row.place), beforeTime: at(beforeTime, row.place) },
    ...{ lowest: at(lowest, row.place), highest: at(highest, row.place) },
  }));
}

/** [history] of one row of an answer. */
export function historyAt(history: Float32Array, row: number): Float32Array {
  return history.subarray(row * sparkHistory, (row + 1) * sparkHistory);
}

export function forecastAt(answer: OverviewForecasts, row: number): Computed<RowForecast> {
  const problem = answer.problems.find((one) => one.row === row);
  if (problem !== undefined) return { state: "none", error: problem.error };
  const at = (column: Float64Array): number => column[row] ?? Number.NaN;
  const points = sparkParts.length * sparkForecast;
  return {
    state: "known",
    value: {
      ...{ time: at(answer.time), median: at(answer.median), lower: at(answer.lower), upper: at(answer.upper) },
      ...{ base: at(answer.base), baseTime: at(answer.baseTime), model: answer.models[row] ?? "" },
      spark: answer.sparks.subarray(row * points, (row + 1) * points),
    },
  };
}

export function evidenceAt(answer: OverviewEvidence, row: number): Computed<RowEvidence> {
  const problem = answer.problems.find((one) => one.row === row);
  if (problem !== undefined) return { state: "none", error: problem.error };
  if (answer.isKnown[row] !== 1) return open;
  const verdict = answer.verdicts[row] ?? null;
  if (verdict === null) return { state: "none", error: null };
  const at = (column: Float64Array): number => column[row] ?? Number.NaN;
  return {
    state: "known",
    value: {
      ...{ error: at(answer.error), skill: at(answer.skill), coverage: at(answer.coverage) },
      ...{ steps: at(answer.steps), origins: at(answer.origins), verdict },
    },
  };
}

export function riskAt(answer: ThresholdRisks, row: number): Computed<RowRisk> {
  const problem = answer.problems.find((one) => one.row === row);
  if (problem !== undefined) return { state: "none", error: { code: "wrong-arguments", message: problem.message } };
  const threshold = answer.thresholds.find(({ id }) => id === answer.threshold[row]);
  if (threshold === undefined) return noRisk;
  return {
    state: "known",
    value: { chance: answer.chance[row] ?? Number.NaN, first: answer.first[row] ?? Number.NaN, threshold },
  };
}

/** The last value against the one a season before, as a share. */
export function changeOf({ last, before }: OverviewRow): number {
  return growthOf(last, before);
}

/** The forecast at the horizon against what it is compared with, as a share. */
export function expectedGrowthOf({ forecast }: OverviewRow): number {
  return forecast.state === "known" ? growthOf(forecast.value.median, forecast.value.base) : Number.NaN;
}

/** The value, or NaN and null where it is not there. */
export function knownOf<T>(computed: Computed<T>): T | null {
  return computed.state === "known" ? computed.value : null;
}

const formats = new WeakMap<OverviewRow, NumberFormat>();

/** Writes the numbers of one row, with the decimals that tell its usual values apart. */
export function numbersOf(row: OverviewRow): NumberFormat {
  const known = formats.get(row);
  if (known !== undefined) return known;
  const { median, lower, upper } = knownOf(row.forecast) ?? { median: row.last, lower: row.last, upper: row.last };
  const values = [row.lowest, row.highest, median, lower, upper].filter((value) => Number.isFinite(value));
  const format = values.length === 0 ? numberFormat(0, 1) : numberFormat(Math.min(...values), Math.max(...values));
  formats.set(row, format);
  return format;
}
