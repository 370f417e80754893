import type { Frequency } from "#domain/series";
import { frequencyId, commonFrequencies } from "#renderer/datasets";

/** Steps to choose from: the usual ones, and the one in force. */
export function stepChoices(current: Frequency | null): readonly Frequency[] {
  return withCurrent(commonFrequencies, current);
}

/** Longer steps to choose from. Whether they are longer than the file's own is the import's to say. */
export function aggregateSteps(current: Frequency | null): readonly Frequency[] {
  return withCurrent(
    commonFrequencies.filter(
      ({ unit, count }) => unit !== "second" && unit !== "businessDay" && (unit !== "minute" || count > 1),
    ),
    current,
  );
}

function withCurrent(steps: readonly Frequency[], current: Frequency | null): readonly Frequency[] {
  if (current === null || steps.some((step) => frequencyId(step) === frequencyId(current))) return steps;
  return [...steps, current];
}

/** The usual lengths of gaps to fill, and the one in force. */
export function gapLengths(current: number): readonly number[] {
  return [...new Set([0, 1, 2, 3, 6, 12, 24, 48, current])].toSorted((a, b) => a - b);
}
