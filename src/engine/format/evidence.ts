import type { CalibrationEvidence } from "#domain/forecast";
import type { MeasuredCoverage, RangeVerdict } from "#domain/score";
import type { Frequency } from "#domain/series";
import { formatCount, formatShare, plural } from "./numbers.ts";
import { formatSteps } from "./steps.ts";

/** What the past says of a range, in two or three words. */
export const verdictTexts: Readonly<Record<RangeVerdict, string>> = {
  held: "as claimed",
  "too-narrow": "too narrow",
  "too-wide": "too wide",
  "too-few": "too few to judge",
};

/**
 * How often the range held what it claims, and whether that is enough; of corrected ranges also what the correction was good for. A
 * value that several past forecasts were made of counts as often.
 */
export function coverageText({ range, rangeAsModelled }: Pick<MeasuredCoverage, "range" | "rangeAsModelled">): string {
  const { level, coverage, steps, verdict } = range;
  const before = rangeAsModelled === null ? "" : ` (${formatShare(rangeAsModelled.coverage)} as modelled)`;
  return `In past forecasts the ${formatShare(level)} range contained ${formatShare(coverage)} of ${plural(steps, "value", "values")}${before}: ${verdictTexts[verdict]}`;
}

/** How the model compares with the simplest one, without decoration; null where there is nothing to compare. */
export function skillText({ skill, origins }: Pick<MeasuredCoverage, "skill" | "origins">): string | null {
  if (skill === null) return null;
  const percent = Math.round(skill * 100);
  if (percent <= 0) return "error no lower than repeating the last season";
  return `error ${formatShare(percent / 100)} lower than repeating the last season, in ${plural(origins, "past forecast", "past forecasts")}`;
}

/** What the ranges were corrected with. */
export function calibrationText({ steps, otherSeries }: CalibrationEvidence, frequency: Frequency): string {
  if (steps === 0 && otherSeries === 0) return "Nothing to correct the ranges with yet";
  const own = steps === 0 ? [] : [formatSteps(steps, frequency, "past")];
  const pooled = otherSeries === 0 ? [] : [`the past of ${formatCount(otherSeries)} other series`];
  return `Ranges corrected with ${[...own, ...pooled].join(" and ")}`;
}
