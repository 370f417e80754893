import type { MeasuredCoverage, RangeEvidence } from "#domain/score";
import type { Frequency, SeriesSummary } from "#domain/series";
import { formatShare, formatSteps, plural, seasonBefore } from "#renderer/format";

/**
 * What the past says of the range, in as few words as can be understood: "80 % range held 81 % in 120 past months", "80 % range too narrow:
 * held 70 %".
 */
export function verdictTitle(
  { level, coverage, steps, verdict }: Pick<RangeEvidence, "level" | "coverage" | "steps" | "verdict">,
  frequency: Frequency,
): string {
  const range = `${formatShare(level)} range`;
  switch (verdict) {
    case "held":
      return `${range} held ${formatShare(coverage)} in ${formatSteps(steps, frequency, "past")}`;
    case "too-narrow":
      return `${range} too narrow: held ${formatShare(coverage)}`;
    case "too-wide":
      return `${range} too wide: held ${formatShare(coverage)}`;
    case "too-few":
      return `${range} held ${formatShare(coverage)}: too little past to judge`;
  }
}

/** How the model compares with the simplest one, without decoration; null where there is nothing to compare. */
export function errorText(
  { skill, origins }: Pick<MeasuredCoverage, "skill" | "origins">,
  series: Pick<SeriesSummary, "seasonLengths" | "frequency">,
): string | null {
  if (skill === null) return null;
  const repeating = `repeating ${seasonBefore(series.seasonLengths[0] ?? 1, series.frequency)}`;
  const share = formatShare(Math.abs(skill));
  const forecasts = plural(origins, "past forecast", "past forecasts");
  if (share === formatShare(0)) return `Error as large as by ${repeating}, in ${forecasts}`;
  return `Error ${share} ${skill > 0 ? "lower" : "higher"} than ${repeating}, in ${forecasts}`;
}
