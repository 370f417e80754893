import type { AvailabilityOverview, Interval, SeriesAvailability, SeriesIntervals } from "#domain/availability";
import { gapsOf } from "./intervals.ts";

/** Figures of a dataset that follow from the intervals of its series; there is at least one series. */
export function overviewOf(
  series: readonly SeriesIntervals[],
): Omit<AvailabilityOverview, "severalRows" | "unlistedFlags"> {
  const columns = columnsOf(series);
  const { from, to, presentMs, gaps } = columns;
  const latestStart = maximum(from);
  const earliestEnd = minimum(to);
  return {
    from: minimum(from),
    to: maximum(to),
    series: columns,
    complete: gaps.reduce((count, own) => count + (own === 0 ? 1 : 0), 0),
    longestGap: longestOf(columns),
    presentMs: sum(presentMs),
    spanMs: series.reduce((total, one) => total + one.to - one.from, 0),
    shared: latestStart < earliestEnd ? { from: latestStart, to: earliestEnd } : null,
    most: mostAtOnce(series),
  };
}

function columnsOf(series: readonly SeriesIntervals[]): SeriesAvailability {
  const gaps = series.map(gapsOf);
  const longest = gaps.map((own) => {
    let at = 0;
    const length = (place: number): number => (own[place + 1] ?? 0) - (own[place] ?? 0);
    for (let place = 2; place < own.length; place += 2) if (length(place) > length(at)) at = place;
    return { from: own[at] ?? Number.NaN, to: own[at + 1] ?? Number.NaN };
  });
  return {
    from: Float64Array.from(series, ({ from }) => from),
    to: Float64Array.from(series, ({ to }) => to),
    presentMs: Float64Array.from(series, ({ data }) => covered(data)),
    gaps: Float64Array.from(gaps, (own) => own.length / 2),
    longestGapFrom: Float64Array.from(longest, ({ from }) => from),
    longestGapTo: Float64Array.from(longest, ({ to }) => to),
    flagged: Float64Array.from(series, ({ flagged }) =>
      Object.values(flagged).reduce((total, intervals) => total + intervals.length / 2, 0),
    ),
  };
}

function longestOf({ longestGapFrom, longestGapTo }: SeriesAvailability): (Interval & { series: number }) | null {
  let longest: (Interval & { series: number }) | null = null;
  for (const [series, from] of longestGapFrom.entries()) {
    const to = longestGapTo[series] ?? Number.NaN;
    if (to - from > (longest === null ? 0 : longest.to - longest.from)) longest = { series, from, to };
  }
  return longest;
}

/** A sweep over all ends in order: one series more at each beginning, one less at each end. */
function mostAtOnce(series: readonly SeriesIntervals[]): AvailabilityOverview["most"] {
  const count = series.reduce((total, { data }) => total + data.length / 2, 0);
  const begins = new Float64Array(count);
  const ends = new Float64Array(count);
  let filled = 0;
  for (const { data } of series)
    for (let place = 0; place < data.length; place += 2) {
      begins[filled] = data[place] ?? 0;
      ends[filled] = data[place + 1] ?? 0;
      filled += 1;
    }
  begins.sort();
  ends.sort();
  let most = { series: 0, from: begins[0] ?? 0, to: begins[0] ?? 0 };
  let ended = 0;
  for (const [begun, from] of begins.entries()) {
    // What ends where another begins does not lie beside it.
    while ((ends[ended] ?? Infinity) <= from) ended += 1;
    const now = begun + 1 - ended;
    if (now > most.series) most = { series: now, from, to: ends[ended] ?? from };
  }
  return most;
}

function covered(intervals: Float64Array): number {
  return intervals.reduce((total, ms, place) => total + (place % 2 === 0 ? -ms : ms), 0);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const minimum = (values: Float64Array): number => values.reduce((least, value) => Math.min(least, value), Infinity);
const maximum = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), -Infinity);
