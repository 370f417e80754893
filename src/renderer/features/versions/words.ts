/** What changed, as people read it, and the order in which it is listed. */
import type { ForecastOutcome, ForecastRecord, SeriesDifference, ValueDifference } from "#domain/difference";
import { type Frequency, minuteMs } from "#domain/series";
import { numberFormat, type NumberFormat } from "#engine/format";
import { exactText, formatCount, formatShare, formatTime, missingText, plural, signed } from "#renderer/format";

export const orders = ["forecast", "range", "values", "level", "missed", "name"] as const;
export type Order = (typeof orders)[number];

export const orderNames: Readonly<Record<Order, string>> = {
  forecast: "Forecast moved most",
  range: "Range changed most",
  values: "Values changed most",
  level: "Chance above the level changed most",
  missed: "Earlier forecast missed most",
  name: "Name",
};

/** What an order goes by, the largest first; null goes last. */
function sizeIn(order: Exclude<Order, "name">, { values, bands, outcome }: SeriesDifference): number | null {
  switch (order) {
    case "forecast":
      return bands?.relativeShift ?? null;
    case "range":
      // Half as wide is as much as twice as wide.
      return bands?.widthRatio == null || bands.widthRatio === 0 ? null : Math.abs(Math.log(bands.widthRatio));
    case "values":
      return values?.size ?? null;
    case "level":
      return bands?.crossing == null ? null : Math.abs(bands.crossing.later - bands.crossing.earlier);
    case "missed":
      return outcome?.mase ?? null;
  }
}

export function ranked(rows: readonly SeriesDifference[], order: Order): readonly SeriesDifference[] {
  const byName = rows.toSorted((one, other) => one.series.localeCompare(other.series, "en", { numeric: true }));
  if (order === "name") return byName;
  const size = (row: SeriesDifference): number => sizeIn(order, row) ?? Number.NEGATIVE_INFINITY;
  return byName.toSorted((one, other) => (size(other) > size(one) ? 1 : size(other) < size(one) ? -1 : 0));
}

const kindWords: Readonly<Partial<Record<ValueDifference["kind"], string>>> = {
  same: "No change",
  "steps-differ": "The steps differ",
  apart: "No step in common",
};

/** "2 changed, 1 filled in, 12 added". */
export function valuesText({ isIn, values }: SeriesDifference): string {
  if (values === null) return isIn === "both" ? missingText : isIn === "later" ? "New" : "Gone";
  const words = kindWords[values.kind];
  if (words !== undefined) return words;
  const changed = values.revised - values.filled - values.lost;
  const parts = [
    [changed, "changed"],
    [values.filled, "filled in"],
    [values.lost, "now missing"],
    [values.appended, "added"],
    [values.prepended, "added before"],
    [values.dropped, "no longer there"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${formatCount(count)} ${what}`)
    .join(", ");
}

/** "Mar 2024: 112 → 118". */
export function largestText({ values }: SeriesDifference, frequency: Frequency): string | null {
  const largest = values?.largest ?? null;
  if (largest === null) return null;
  const { time, earlier, later } = largest;
  const said = (value: number | null): string => (value === null ? "missing" : exactText(value));
  return `${formatTime(time, frequency)}: ${said(earlier)} → ${said(later)}`;
}

/** "+5.2, 1.4 × half the range". */
export function forecastText({ bands, unforecast }: SeriesDifference): string {
  if (unforecast !== null) return unforecast;
  if (bands === null) return missingText;
  const { meanShift, meanAbsoluteShift, relativeShift, largest } = bands;
  if (meanAbsoluteShift === 0) return "Same median";
  const write = writerFor(largest.earlier.median, largest.later.median);
  const shift = `${meanShift > 0 ? "+" : ""}${write(meanShift)}`;
  return relativeShift === null ? shift : `${shift}, ${relativeShift.toFixed(2)} × half the range`;
}

/** "Jan 1961: 410 → 436 (range 380–440 → 400–470)". */
export function largestShiftText({ bands }: SeriesDifference, frequency: Frequency): string | null {
  if (bands === null) return null;
  const { time, earlier, later } = bands.largest;
  const write = writerFor(earlier.lower, earlier.upper, later.lower, later.upper);
  const range = (band: typeof earlier): string => `${write(band.lower)} to ${write(band.upper)}`;
  return `Most at ${formatTime(time, frequency)}: ${write(earlier.median)} → ${write(later.median)}; 80\u00A0% range ${range(earlier)} → ${range(later)}`;
}

/** "12 % → 31 %, Mar 1961". */
export function crossingText({ bands }: SeriesDifference, frequency: Frequency): string {
  const crossing = bands?.crossing ?? null;
  if (crossing === null) return missingText;
  return `${formatShare(crossing.earlier)} → ${formatShare(crossing.later)}, ${formatTime(crossing.time, frequency)}`;
}

/** "3 of 4 inside, 1.2 × naive's error". */
export function outcomeText({ outcome }: SeriesDifference): string {
  if (outcome === null) return missingText;
  const inside = `${insideText(outcome)} inside`;
  return outcome.mase === null ? inside : `${inside}, MASE ${outcome.mase.toFixed(2)}`;
}

/** "3 of 4". */
export function insideText(outcome: ForecastOutcome): string {
  return `${formatCount(insideOf(outcome))} of ${formatCount(outcome.steps)}`;
}

function insideOf({ inside80, steps }: ForecastOutcome): number {
  return Math.round(inside80 * steps);
}

/** "+5.2", in the series' unit. */
export function biasText({ bias, meanAbsoluteError }: ForecastOutcome): string {
  return signed(writerFor(bias, meanAbsoluteError)(bias));
}

/** How all of them did together. */
export function trackText(records: readonly ForecastRecord[]): string {
  const sum = (of: (outcome: ForecastOutcome) => number): number =>
    records.reduce((all, { outcome }) => all + of(outcome), 0);
  const all = sum(({ steps }) => steps);
  return `${formatCount(sum(insideOf))} of ${plural(all, "value", "values")} inside the 80\u00A0% ranges.`;
}

/** Where no earlier forecast can be judged. */
export function noTrackText(isKept: boolean): string {
  return isKept
    ? "Forecasts of this file are kept from now on; when it is read again with new rows, this says how they did."
    : "Forecasts of this data are not kept, so there is none that can be judged.";
}

/** The day on this machine: "30 Nov 2026". */
export function dayText(ms: number): string {
  const here = ms - new Date(ms).getTimezoneOffset() * minuteMs;
  return formatTime(here, { unit: "day", count: 1 });
}

/** One sentence about two forecasts of each series of one file. */
export function forecastsSummaryText(rows: readonly SeriesDifference[]): string {
  const count = (is: (row: SeriesDifference) => boolean): number => rows.filter(is).length;
  const differs = ({ bands }: SeriesDifference): boolean =>
    bands !== null && (bands.meanAbsoluteShift !== 0 || bands.widthRatio !== 1);
  const failed = ({ unforecast }: SeriesDifference): boolean => unforecast !== null;
  const parts = [
    [count(differs), "with another forecast"],
    [count((row) => !differs(row) && !failed(row)), "with the same one"],
    [count(failed), "that could not be compared"],
  ] as const;
  return listText(rows.length, parts);
}

/** One sentence about all of them. */
export function summaryText(rows: readonly SeriesDifference[]): string {
  const count = (is: (row: SeriesDifference) => boolean): number => rows.filter(is).length;
  const of = (kind: ValueDifference["kind"]) => (row: SeriesDifference) => row.values?.kind === kind;
  const parts = [
    [count(of("revised")), "with changed values"],
    [count(of("extended")), "with more rows"],
    [count(of("shortened")), "with fewer rows"],
    [count(of("same")), "as before"],
    [count((row) => of("apart")(row) || of("steps-differ")(row)), "that can't be laid over each other"],
    [count(({ isIn }) => isIn === "later"), "new"],
    [count(({ isIn }) => isIn === "earlier"), "gone"],
  ] as const;
  return listText(rows.length, parts);
}

function listText(all: number, parts: readonly (readonly [number, string])[]): string {
  const said = parts.filter(([some]) => some > 0).map(([some, what]) => `${formatCount(some)} ${what}`);
  return `${plural(all, "series", "series")}: ${said.join(", ")}.`;
}

/** All of it in full, as a spreadsheet takes it. */
export function tableCells(rows: readonly SeriesDifference[]): (string | number)[][] {
  const cell = (value: number | null | undefined): string | number => value ?? "";
  return [
    [
      ...["Series", "Values", "Changed", "Filled in", "Now missing", "Added", "No longer there", "Size of changes"],
      ...["Mean forecast shift", "In half ranges", "Range width ratio"],
      ...["Chance above before", "Chance above now", "Within 80 %", "Bias", "MASE", "Not forecast"],
    ],
    ...rows.map((row) => {
      const { values, bands, outcome } = row;
      return [
        ...[row.series, valuesText(row)],
        cell(values === null ? null : values.revised - values.filled - values.lost),
        ...[cell(values?.filled), cell(values?.lost)],
        cell(values === null ? null : values.appended + values.prepended),
        ...[cell(values?.dropped), cell(values?.size)],
        ...[cell(bands?.meanShift), cell(bands?.relativeShift), cell(bands?.widthRatio)],
        ...[cell(bands?.crossing?.earlier), cell(bands?.crossing?.later)],
        ...[cell(outcome?.inside80), cell(outcome?.bias), cell(outcome?.mase)],
        row.unforecast ?? "",
      ];
    }),
  ];
}

/** With as many decimals as forecasts of this size deserve. */
function writerFor(...values: readonly number[]): NumberFormat {
  return numberFormat(0, Math.max(...values.map(Math.abs)));
}
