import type { Correction, CorrectionEdit, CorrectionProblem } from "#domain/correction";
import { formatFrequency, type IngestedSeries, isSameFrequency, type TimeZone } from "#domain/series";
import { formatTimestamp } from "#engine/series";
import { takesValues } from "#domain/correction";

/** Steps of a series, both included. */
export interface StepRange {
  readonly first: number;
  readonly last: number;
}

/** The step at exactly this time; −1 where there is none. `times` ascend. */
export function stepAt(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = times[middle] ?? Number.NaN;
    if (at === time) return middle;
    if (at < time) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Where an edit's steps are in its series, or why they are not there. */
export function stepsOf(
  { from, to, series }: CorrectionEdit,
  { times }: Pick<IngestedSeries, "times">,
): StepRange | CorrectionProblem {
  const first = stepAt(times, from);
  const last = stepAt(times, to);
  if (first < 0 || last < 0)
    return { code: "time-gone", message: `"${series}" has no step at ${timeText(first < 0 ? from : to)}.` };
  return first <= last
    ? { first, last }
    : { code: "time-gone", message: `${timeText(from)} comes after ${timeText(to)}.` };
}

/** A file's own content. */
export interface Content {
  readonly handle: string;
  readonly zone: TimeZone;
}

/** Where a correction's steps are in its series as the file has it, or why it does not apply to them. */
export function placeOf(
  correction: Correction,
  base: IngestedSeries,
  { handle, zone }: Content,
): StepRange | CorrectionProblem {
  const { grid, found, from, to } = correction;
  // The zone is no part of a content: with another one its times are still the same steps.
  if (grid.content === handle) return stepsOf(correction, base);
  if (!isSameFrequency(grid.frequency, base.frequency)) {
    return {
      code: "steps-differ",
      message: `It was made for steps of one ${formatFrequency(grid.frequency)}; these are of one ${formatFrequency(base.frequency)}.`,
    };
  }
  if (grid.zone !== zone) {
    return {
      code: "zone-differs",
      message: `It was made for times in ${grid.zone ?? "no time zone"}; these are in ${zone ?? "none"}.`,
    };
  }
  const place = stepsOf(correction, base);
  if ("code" in place || found === null) return place;
  for (const [step, time, before] of [
    [place.first, from, found.from],
    [place.last, to, found.to],
  ] as const) {
    const now = base.values[step] ?? Number.NaN;
    if (isSameNumber(now, before ?? Number.NaN)) continue;
    return {
      code: "value-differs",
      message: `At ${timeText(time)} the file says ${valueText(now)} now; it said ${valueText(before ?? Number.NaN)} when this was made.`,
    };
  }
  return place;
}

/**
 * A correction from what a user asks for.
 * @param base as the file has the series
 */
export function correctionOf(
  edit: CorrectionEdit,
  base: Pick<IngestedSeries, "times" | "values" | "frequency">,
  { handle, zone }: Content,
): Omit<Correction, "id"> {
  const { series, from, to, action, text } = edit;
  const place = stepsOf(edit, base);
  const at = (step: number): number | null => {
    const value = base.values[step] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  const found = "code" in place || !takesValues(action) ? null : { from: at(place.first), to: at(place.last) };
  return { series, from, to, action, text, grid: { content: handle, frequency: base.frequency, zone }, found };
}

/** Numbers as caches compare them: equal bits, and one NaN. */
export function isSameNumber(a: number, b: number): boolean {
  return Object.is(a + 0, b + 0);
}

export function timeText(ms: number): string {
  return formatTimestamp(ms).replace("T", " ");
}

export function valueText(value: number): string {
  return Number.isNaN(value) ? "missing" : String(value);
}
