import { binSizes, type BinRange, type BinSize } from "#domain/availability";
import { dayMs, hourMs, minuteMs, weekMs } from "#domain/series";
import { utcMs } from "#engine/series";

/** The first Monday of the epoch. */
const mondayMs = 4 * dayMs;

type Width =
  | { readonly unit: "ms"; readonly ms: number; readonly originMs: number }
  | { readonly unit: "months"; readonly months: number };

const widths: Readonly<Record<BinSize, Width>> = {
  "15 minutes": { unit: "ms", ms: 15 * minuteMs, originMs: 0 },
  hour: { unit: "ms", ms: hourMs, originMs: 0 },
  "6 hours": { unit: "ms", ms: 6 * hourMs, originMs: 0 },
  day: { unit: "ms", ms: dayMs, originMs: 0 },
  week: { unit: "ms", ms: weekMs, originMs: mondayMs },
  month: { unit: "months", months: 1 },
  quarter: { unit: "months", months: 3 },
  year: { unit: "months", months: 12 },
  decade: { unit: "months", months: 120 },
};

/** The number of the bin that a wall-clock time lies in. */
export function binAt(size: BinSize, ms: number): number {
  const width = widths[size];
  if (width.unit === "ms") return Math.floor((ms - width.originMs) / width.ms);
  const date = new Date(ms);
  return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / width.months);
}

/** The wall-clock time at which a bin begins, and the one before it ends. */
export function binStart(size: BinSize, bin: number): number {
  const width = widths[size];
  if (width.unit === "ms") return width.originMs + bin * width.ms;
  const months = bin * width.months;
  const year = Math.floor(months / 12);
  return utcMs(year, months - year * 12, 1);
}

/** The bins that a stretch of time touches; one that is empty touches the bin that it lies in. */
export function binsOf(size: BinSize, from: number, to: number): BinRange {
  const first = binAt(size, from);
  const last = binAt(size, to);
  return { first, last: last > first && binStart(size, last) >= to ? last - 1 : last };
}

/** [bins + 1] wall-clock times between which the bins lie. */
export function binEdges(size: BinSize, { first, last }: BinRange): Float64Array {
  const edges = new Float64Array(last - first + 2);
  for (let index = 0; index < edges.length; index += 1) edges[index] = binStart(size, first + index);
  return edges;
}

/** The finest size that shows a stretch of time in at most so many bins; the coarsest where none does. */
export function binSizeFor(from: number, to: number, maxBins: number): BinSize {
  const fits = (size: BinSize): boolean => {
    const { first, last } = binsOf(size, from, to);
    return last - first < maxBins;
  };
  return binSizes.find(fits) ?? "decade";
}
