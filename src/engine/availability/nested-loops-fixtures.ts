/** Every bin against every interval of every series: slow, and plain enough to compare with. */
import {
  type AvailabilityBins,
  flagBit,
  flagKinds,
  type FlagKind,
  type PackedIntervals,
  type SeriesIntervals,
} from "#domain/availability";

/** @param edges [bins + 1] ascending */
export function countedByLoops(
  series: readonly SeriesIntervals[],
  edges: Float64Array,
): Omit<AvailabilityBins, "size" | "first" | "last"> {
  const bins = edges.length - 1;
  const kinds = flagKinds.filter((kind) => series.some(({ flagged }) => flagged[kind] !== undefined));
  const flagged: Partial<Record<FlagKind, Float64Array>> = Object.fromEntries(
    kinds.map((kind) => [kind, new Float64Array(bins)]),
  );
  const columns = { spanning: new Float64Array(bins), withData: new Float64Array(bins) };
  const times = { presentMs: new Float64Array(bins), spanMs: new Float64Array(bins) };
  for (let bin = 0; bin < bins; bin += 1) {
    const from = edges[bin] ?? 0;
    const to = edges[bin + 1] ?? 0;
    for (const one of series) {
      const spanMs = overlap(one.from, one.to, from, to);
      if (spanMs > 0) columns.spanning[bin] = (columns.spanning[bin] ?? 0) + 1;
      times.spanMs[bin] = (times.spanMs[bin] ?? 0) + spanMs;
      const presentMs = within(one.data, from, to);
      if (presentMs > 0) columns.withData[bin] = (columns.withData[bin] ?? 0) + 1;
      times.presentMs[bin] = (times.presentMs[bin] ?? 0) + presentMs;
      for (const kind of kinds) {
        const counts = flagged[kind];
        const own = one.flagged[kind];
        if (counts !== undefined && own !== undefined && within(own, from, to) > 0)
          counts[bin] = (counts[bin] ?? 0) + 1;
      }
    }
  }
  return { ...columns, ...times, flagged };
}

export function rowByLoops(
  { data, flagged }: SeriesIntervals,
  edges: Float64Array,
): { presentMs: Float64Array; flags: Float64Array } {
  const bins = edges.length - 1;
  const presentMs = new Float64Array(bins);
  const flags = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin += 1) {
    const from = edges[bin] ?? 0;
    const to = edges[bin + 1] ?? 0;
    presentMs[bin] = within(data, from, to);
    for (const kind of flagKinds) {
      const own = flagged[kind];
      if (own !== undefined && within(own, from, to) > 0) flags[bin] = (flags[bin] ?? 0) + flagBit(kind);
    }
  }
  return { presentMs, flags };
}

function within(intervals: PackedIntervals, from: number, to: number): number {
  let covered = 0;
  for (let place = 0; place < intervals.length; place += 2)
    covered += overlap(intervals[place] ?? 0, intervals[place + 1] ?? 0, from, to);
  return covered;
}

function overlap(from: number, to: number, low: number, high: number): number {
  return Math.max(0, Math.min(to, high) - Math.max(from, low));
}
