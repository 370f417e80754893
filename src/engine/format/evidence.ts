import type { CalibrationEvidence } from "#domain/forecast";
import type { CoverageCounts } from "#domain/score";
import type { Frequency } from "#domain/series";
import { formatCount, formatShare, plural } from "./numbers.ts";
import { formatSteps } from "./steps.ts";

/** How often the range held what it claims. A value that several past forecasts were made of counts as often. */
export function coverageText({ coverage, steps }: Pick<CoverageCounts, "coverage" | "steps">): string {
  return `In past forecasts the ${formatShare(0.8)} range contained ${formatShare(coverage["0.8"])} of ${plural(steps, "value", "values")}`;
}

/** What the ranges were corrected with. */
export function calibrationText({ steps, otherSeries }: CalibrationEvidence, frequency: Frequency): string {
  if (steps === 0 && otherSeries === 0) return "Nothing to correct the ranges with yet";
  const own = steps === 0 ? [] : [formatSteps(steps, frequency, "past")];
  const pooled = otherSeries === 0 ? [] : [`the past of ${formatCount(otherSeries)} other series`];
  return `Ranges corrected with ${[...own, ...pooled].join(" and ")}`;
}
