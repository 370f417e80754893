import type { Frequency } from "#contract/data";
import type { ImportSubject } from "../features/importing/import-draft.ts";

export const frequencyId = ({ unit, count }: Frequency): string => `${count} ${unit}`;

/** The steps that most data come in. */
export const usualSteps: readonly Frequency[] = [
  { unit: "second", count: 1 },
  { unit: "minute", count: 1 },
  { unit: "minute", count: 5 },
  { unit: "minute", count: 10 },
  { unit: "minute", count: 15 },
  { unit: "minute", count: 30 },
  { unit: "hour", count: 1 },
  { unit: "day", count: 1 },
  { unit: "businessDay", count: 1 },
  { unit: "week", count: 1 },
  { unit: "month", count: 1 },
  { unit: "quarter", count: 1 },
  { unit: "year", count: 1 },
];

/** Steps to choose from: the usual ones, and the one in force. */
export function stepChoices(current: Frequency | null): readonly Frequency[] {
  return withCurrent(usualSteps, current);
}

/** Longer steps to choose from. Whether they are longer than the file's own is the import's to say. */
export function aggregateSteps(current: Frequency | null): readonly Frequency[] {
  return withCurrent(
    usualSteps.filter(
      ({ unit, count }) => unit !== "second" && unit !== "businessDay" && (unit !== "minute" || count > 1),
    ),
    current,
  );
}

function withCurrent(steps: readonly Frequency[], current: Frequency | null): readonly Frequency[] {
  if (current === null || steps.some((step) => frequencyId(step) === frequencyId(current))) return steps;
  return [...steps, current];
}

/** The different steps of the series as they are, those of the most series first. */
export function fileSteps({ series }: Pick<ImportSubject, "series">): readonly Frequency[] {
  const counts = new Map<string, { readonly frequency: Frequency; count: number }>();
  for (const { frequency } of series) {
    const id = frequencyId(frequency);
    const known = counts.get(id);
    if (known === undefined) counts.set(id, { frequency, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count).map(({ frequency }) => frequency);
}

/** The usual lengths of gaps to fill, and the one in force. */
export function gapLengths(current: number): readonly number[] {
  return [...new Set([0, 1, 2, 3, 6, 12, 24, 48, current])].toSorted((a, b) => a - b);
}
