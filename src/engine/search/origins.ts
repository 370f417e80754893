import type { SearchSettings } from "#domain/job";
import { minContextSteps } from "#domain/series";
import { rollingOrigins } from "#engine/evaluation";

/** Origins of one series, earliest first; −k hides the last k steps. */
export interface SearchOrigins {
  /** What methods are chosen by. Empty where the series is too short for any. */
  readonly selection: readonly number[];
  /** Those of `selection`, by place, that a method is seen at before it is worth the others; all where there are two or fewer. */
  readonly first: readonly number[];
  /** What the choice is judged by, and was not made by. */
  readonly heldOut: readonly number[];
}

const firstOrigins = 2;

/**
 * The newest origins are held back, half as many as the selection has, and the selection's are before them: none of what is compared
 * with a forecast at its origins lies behind the earliest one held back. A short series has fewer of both, in the same proportion;
 * one that has a single origin holds none back. They follow from the length of the series and from where it begins, and not from
 * what its values are.
 */
export function searchOrigins(
  values: Float64Array,
  usualSeasons: readonly number[],
  { horizon, stride, origins: wanted }: Pick<SearchSettings, "horizon" | "stride" | "origins">,
): SearchOrigins {
  const strideSteps = stride ?? horizon;
  const begin = values.findIndex((value) => !Number.isNaN(value));
  const steps = begin === -1 ? 0 : values.length - begin;
  const minContext = neededContext(steps, usualSeasons);
  const rolling = (end: number, count: number): number[] =>
    rollingOrigins({ steps: steps + end, horizonSteps: horizon, count, strideSteps, minContextSteps: minContext }).map(
      (origin) => origin + end,
    );
  for (let count = wanted + Math.ceil(wanted / 2); count > 1; count--) {
    const held = Math.min(Math.ceil(wanted / 2), Math.round(count / 3));
    const chosen = Math.min(wanted, count - held);
    const heldOut = rolling(0, held);
    const selection = heldOut.length === held ? rolling(heldOut[0] as number, chosen) : [];
    if (selection.length === chosen) return { selection, first: firstOf(chosen), heldOut };
  }
  const selection = rolling(0, wanted);
  return { selection, first: firstOf(selection.length), heldOut: [] };
}

/** A season that fits twice, and a step more, so that there is an error of seasonal naive to measure others by. */
function neededContext(steps: number, usualSeasons: readonly number[]): number {
  const season = usualSeasons[0] ?? 1;
  return steps >= 2 * season ? Math.max(minContextSteps, season + 1) : minContextSteps;
}

/** The newest, and the one in the middle: two that lie side by side say almost the same. */
function firstOf(count: number): number[] {
  if (count <= firstOrigins) return Array.from({ length: count }, (_, place) => place);
  return [Math.floor((count - 1) / 2), count - 1];
}
