import type { Dataset } from "#domain/dataset";
import type { Frequency } from "#domain/series";

export const frequencyId = ({ unit, count }: Frequency): string => `${count} ${unit}`;

/** The steps that most data come in. */
export const commonFrequencies: readonly Frequency[] = [
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

/** The different steps of the series as they are, those of the most series first. */
export function fileSteps({ series }: Pick<Dataset, "series">): readonly Frequency[] {
  const counts = new Map<string, { readonly frequency: Frequency; count: number }>();
  for (const { frequency } of series) {
    const id = frequencyId(frequency);
    const known = counts.get(id);
    if (known === undefined) counts.set(id, { frequency, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count).map(({ frequency }) => frequency);
}

/** The step of all series; null where they have different ones. */
export function commonFrequency(dataset: Pick<Dataset, "series">): Frequency | null {
  const [step, ...others] = fileSteps(dataset);
  return others.length === 0 ? (step ?? null) : null;
}
