import type { Frequency } from "#domain/series";
import { frequencyId, commonFrequencies } from "#renderer/datasets";
import { frequencyName } from "#renderer/format";

/** A name for keys and attributes; null stands for all frequencies that are not named. */
export const keyOf = (frequency: Frequency | null): string => (frequency === null ? "any" : frequencyId(frequency));

/** The frequencies that a user may choose from: those of the open files, those chosen before, and the usual ones. */
export function offeredFrequencies(used: readonly Frequency[]): readonly Frequency[] {
  return [...new Map([...used, ...commonFrequencies].map((frequency) => [keyOf(frequency), frequency])).values()];
}

/** The data that a default is for. */
export const dataName = (frequency: Frequency | null): string =>
  frequency === null ? "All other data" : frequencyName(frequency);
