import type { BandShare } from "#domain/forecast";
import type { MeasuredCoverage } from "#domain/score";

/** Whether the past bears out what a range claims; `too-few` where it can't tell. */
export type RangeVerdict = "held" | "too-narrow" | "too-wide" | "too-few";

export interface JudgedRange {
  readonly level: BandShare;
  /** Share of the past steps within the range. */
  readonly coverage: number;
  readonly verdict: RangeVerdict;
}

/** Steps of one forecast err together: as many of them say as much as one. */
const alikeSteps = 5;
const tolerance = 0.03;
/** As far as this from its level a coverage supports a range that is not rejected. */
const supporting = 0.1;

/** The 80 % range by the normal approximation to the binomial distribution, at 95 %. */
export function judged({ coverage, steps }: Pick<MeasuredCoverage, "coverage" | "steps">): JudgedRange {
  const level = 0.8;
  const held = coverage["0.8"];
  const margin = 1.96 * Math.sqrt((level * (1 - level) * alikeSteps) / steps);
  const off = held - level;
  const isOff = Math.abs(off) > Math.max(margin, tolerance);
  const verdict = isOff
    ? off < 0
      ? "too-narrow"
      : "too-wide"
    : margin < 1 - level && Math.abs(off) <= supporting
      ? "held"
      : "too-few";
  return { level, coverage: held, verdict };
}
