import { EngineError } from "#domain/errors";

export const frequencyUnits = [
  "second",
  "minute",
  "hour",
  "day",
  "businessDay",
  "week",
  "month",
  "quarter",
  "year",
] as const;
export type FrequencyUnit = (typeof frequencyUnits)[number];

/** One step of a series: `count` calendar units (5 minutes, 1 month). `count` is a positive integer. */
export interface Frequency {
  readonly unit: FrequencyUnit;
  readonly count: number;
}

/** The command line's spelling: `month`, `5 minute`. */
export function formatFrequency(frequency: Frequency): string {
  return frequency.count === 1 ? frequency.unit : `${frequency.count} ${frequency.unit}`;
}

/**
 * Reads what {@link formatFrequency} writes.
 * @throws EngineError `wrong-arguments` for anything else.
 */
export function parseFrequency(text: string): Frequency {
  const match = /^(?:(\d+)\s+)?([a-zA-Z]+)$/.exec(text.trim());
  const unit = frequencyUnits.find((known) => known === match?.[2]);
  const count = match?.[1] === undefined ? 1 : Number(match[1]);
  if (unit === undefined || !Number.isSafeInteger(count) || count < 1) {
    throw new EngineError("wrong-arguments", `"${text}" is not a frequency.`, {
      hint: `Write one of ${frequencyUnits.join(", ")}, with a number in front when it is not 1: "5 minute".`,
    });
  }
  return { unit, count };
}

export function isSameFrequency(a: Frequency, b: Frequency): boolean {
  return a.unit === b.unit && a.count === b.count;
}
