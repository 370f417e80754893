import type { StepRange } from "./place.ts";

/** Seasons that are looked at before and after a gap. */
const maxSeasons = 5;

/**
 * Fills the missing steps of a range between the observed values beside each gap, which may lie outside of it; a gap that is open to one
 * side stays. Equal steps are equal distances.
 *
 * @param values [steps] NaN = missing; changed in place
 * @returns how many steps were filled
 */
export function fillLinear(values: Float64Array, { first, last }: StepRange): number {
  let filled = 0;
  for (let step = first; step <= last; step += 1) {
    if (!Number.isNaN(values[step])) continue;
    let before = step - 1;
    while (before >= 0 && Number.isNaN(values[before])) before -= 1;
    let after = step + 1;
    while (after < values.length && Number.isNaN(values[after])) after += 1;
    const end = Math.min(after - 1, last);
    if (before >= 0 && after < values.length) {
      const from = values[before] ?? 0;
      const slope = ((values[after] ?? 0) - from) / (after - before);
      for (let at = step; at <= end; at += 1) values[at] = from + slope * (at - before);
      filled += end - step + 1;
    }
    step = end;
  }
  return filled;
}

/**
 * Fills the missing steps of a range from the same place of other seasons: the nearest observed value before and the nearest after, up
 * to five seasons away, the nearer one counting more; where only one side has one, that one. What is filled is no evidence for
 * other steps.
 *
 * @param values [steps] NaN = missing; changed in place
 * @param season in steps, at least 2
 * @returns how many steps were filled
 */
export function fillSeasonal(values: Float64Array, { first, last }: StepRange, season: number): number {
  const made = new Map<number, number>();
  const nearest = (step: number, towards: 1 | -1): { readonly value: number; readonly seasons: number } | null => {
    for (let seasons = 1; seasons <= maxSeasons; seasons += 1) {
      const value = values[step + towards * seasons * season] ?? Number.NaN;
      if (!Number.isNaN(value)) return { value, seasons };
    }
    return null;
  };
  for (let step = first; step <= last; step += 1) {
    if (!Number.isNaN(values[step])) continue;
    const before = nearest(step, -1);
    const after = nearest(step, 1);
    if (before !== null && after !== null) {
      const share = before.seasons / (before.seasons + after.seasons);
      made.set(step, before.value + (after.value - before.value) * share);
    } else {
      const one = before ?? after;
      if (one !== null) made.set(step, one.value);
    }
  }
  for (const [step, value] of made) values[step] = value;
  return made.size;
}
