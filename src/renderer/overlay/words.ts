import type { BandDifference } from "#domain/difference";
import type { Frequency } from "#domain/series";
import { numberFormat } from "#engine/format";
import { formatTime, signed } from "#renderer/format";

/**
 * How the shown forecast differs from the one that is laid over it, in one sentence.
 *
 * @param isEarlier whether the shown one came in its place
 */
export function movedText(
  { meanShift, meanAbsoluteShift, relativeShift, widthRatio, largest }: BandDifference,
  frequency: Frequency,
  isEarlier: boolean,
): string {
  const width = widthRatio === null ? "" : ` The range is ${widthRatio.toFixed(2)} × as wide.`;
  if (meanAbsoluteShift === 0) return `The median is the same.${width}`;
  const write = numberFormat(0, Math.max(Math.abs(largest.earlier.median), Math.abs(largest.later.median)));
  const shift = `The forecast ${isEarlier ? "moved" : "differs"} by ${signed(write(meanShift))} on average`;
  const relative = relativeShift === null ? "" : `, ${relativeShift.toFixed(2)} × half its 80\u00A0% range`;
  const most = `; most at ${formatTime(largest.time, frequency)}, ${write(largest.earlier.median)} → ${write(largest.later.median)}`;
  return `${shift}${relative}${most}.${width}`;
}
