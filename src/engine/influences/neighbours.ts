/** A series and its influences without level, trend and seasons: each step less the mean of its like in the seasons around it. */
import { dayMs, fixedStepMs, type Frequency, stepMonths } from "#domain/series";

/** Seasons on either side that a step is compared with. */
const seasonsAround = 3;

/** Steps that a step is compared with, as distances; the same on either side. */
export function likeSteps(frequency: Frequency, steps: number): readonly number[] {
  const around = (season: number): number[] =>
    Array.from({ length: seasonsAround }, (_, index) => (index + 1) * season);
  const season = seasonOf(frequency);
  if (season !== null && steps >= seasonsAround * season) return around(season);
  const stepMs = fixedStepMs(frequency);
  const perDay = stepMs === null ? 0 : Math.round(dayMs / stepMs);
  if (perDay > 1 && steps >= seasonsAround * perDay) return around(perDay);
  // Not the next ones: what an influence does a step before and after is no level.
  return [2, 3, 4];
}

/** A week of days and of hours, a year of months; weeks have none that would leave a holiday of each year. */
function seasonOf(frequency: Frequency): number | null {
  const months = stepMonths(frequency);
  if (months !== null) return months < 12 ? 12 / months : null;
  if (frequency.unit === "businessDay") return frequency.count === 1 ? 5 : null;
  const stepMs = fixedStepMs(frequency);
  const perWeek = stepMs === null ? 0 : (7 * dayMs) / stepMs;
  return perWeek >= 2 && Number.isInteger(perWeek) ? perWeek : null;
}

/**
 * How to take the mean of its like off any column: one list of neighbours per step, so that the series and its influences lose the
 * same of themselves.
 */
export class Neighbours {
  readonly #offsets: readonly number[];
  readonly #isKnown: Uint8Array;
  readonly #counts: Float64Array;

  /** @param isKnown [steps] whether the series and all its influences have a value */
  constructor(offsets: readonly number[], isKnown: Uint8Array) {
    this.#offsets = offsets.flatMap((offset) => [-offset, offset]);
    this.#isKnown = isKnown;
    this.#counts = Float64Array.from(isKnown, (known, step) => (known === 0 ? 0 : this.#around(step)));
  }

  /** [steps] whether a step and any of its like are known. */
  has(step: number): boolean {
    return (this.#counts[step] ?? 0) > 0;
  }

  /** @returns [steps]; 0 where `has` is false */
  without(values: Float64Array): Float64Array {
    const left = new Float64Array(this.#isKnown.length);
    for (let step = 0; step < left.length; step++) {
      const count = this.#counts[step] as number;
      if (count === 0) continue;
      let sum = 0;
      for (const offset of this.#offsets)
        if (this.#isKnown[step + offset] === 1) sum += values[step + offset] as number;
      left[step] = (values[step] as number) - sum / count;
    }
    return left;
  }

  #around(step: number): number {
    let count = 0;
    for (const offset of this.#offsets) if (this.#isKnown[step + offset] === 1) count += 1;
    return count;
  }
}
