import { dayMs, type Frequency } from "#domain/series";

/** A stretch of time, both ends in wall-clock milliseconds. */
export type Stretch = readonly [from: number, to: number];

/** Narrower than this on screen a weekend is a stripe among stripes. */
const narrowest = 4;

/**
 * The weekends within a stretch of time, from Saturday to Sunday; none where steps are longer than a day, or weekends too narrow to be
 * seen. A daily step stands at its midnight, so that the shade of daily steps begins half a day before.
 *
 * @param msPerPixel of the picture
 */
export function weekends([from, to]: Stretch, frequency: Frequency | undefined, msPerPixel: number): Stretch[] {
  const isDaily = frequency?.unit === "day" && frequency.count === 1;
  const isWithinDay = frequency?.unit === "hour" || frequency?.unit === "minute" || frequency?.unit === "second";
  if (!(isDaily || isWithinDay) || !(to > from) || (2 * dayMs) / msPerPixel < narrowest) return [];
  const shift = isDaily ? dayMs / 2 : 0;
  // 1 January 1970 was a Thursday: the Saturday after it is day 2.
  const firstWeek = Math.floor((from + shift - 2 * dayMs) / (7 * dayMs));
  const spans: Stretch[] = [];
  for (let start = (2 + 7 * firstWeek) * dayMs - shift; start < to; start += 7 * dayMs) {
    const clipped: Stretch = [Math.max(start, from), Math.min(start + 2 * dayMs, to)];
    if (clipped[1] > clipped[0]) spans.push(clipped);
  }
  return spans;
}
