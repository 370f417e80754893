import type { Frequency } from "#domain/series";
import { formatCalendarSpan, stepName } from "#engine/format";

const names: Readonly<Record<string, string>> = {
  "1 year": "last year",
  "1 week": "last week",
  "1 day": "the day before",
  "1 hour": "the hour before",
};

/** What a forecast that repeats the last season repeats: "last year", "the 13 weeks before", "the last month" without a season. */
export function seasonBefore(seasonSteps: number, frequency: Frequency): string {
  if (seasonSteps <= 1) return `the last ${stepName(frequency)}`;
  const span = formatCalendarSpan(seasonSteps, frequency);
  return names[span] ?? `the ${span} before`;
}
