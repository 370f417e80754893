import type { Frequency } from "#contract/data";

const usual: readonly Frequency[] = [
  { unit: "minute", count: 5 },
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

/** A name for keys and attributes; null stands for all frequencies that are not named. */
export const keyOf = (frequency: Frequency | null): string => (frequency === null ? "any" : `${frequency.count} ${frequency.unit}`);

/** The frequencies that a user may choose from: those of the open files, those chosen before, and the usual ones. */
export function offeredFrequencies(used: readonly Frequency[]): readonly Frequency[] {
  return [...new Map([...used, ...usual].map((frequency) => [keyOf(frequency), frequency])).values()];
}
