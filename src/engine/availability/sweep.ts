import {
  type AvailabilityBins,
  type AvailabilityPart,
  type AvailabilityRow,
  type BinRange,
  type BinSize,
  flagBit,
  flagKinds,
  type FlagKind,
  type PackedIntervals,
  type SeriesIntervals,
} from "#domain/availability";
import { binEdges } from "./bins.ts";

/**
 * Who has data in some neighbouring bins, and in which of them each of the wanted series has.
 *
 * The ends of intervals are swept in order; each stretch of bins costs two entries of a difference array, however long it is. So the
 * work grows with the intervals in the range plus its bins, and not with their product.
 *
 * @param rows places in `series`
 */
export function availabilityPart(
  series: readonly SeriesIntervals[],
  size: BinSize,
  range: BinRange,
  rows: readonly number[],
): AvailabilityPart {
  const edges = binEdges(size, range);
  return {
    bins: { size, first: range.first, last: range.last, ...countedIn(series, edges) },
    rows: rows.flatMap((place) => {
      const one = series[place];
      return one === undefined ? [] : [rowOf(place, one, edges)];
    }),
  };
}

/** @param edges [bins + 1] ascending */
export function countedIn(
  series: readonly SeriesIntervals[],
  edges: Float64Array,
): Omit<AvailabilityBins, "size" | "first" | "last"> {
  const bins = edges.length - 1;
  const spanning = new SeriesCount(bins);
  const withData = new SeriesCount(bins);
  const present = new CoveredTime(edges);
  const spans = new CoveredTime(edges);
  const flagged = new Map<FlagKind, SeriesCount>();
  const stretches = new Stretches(edges);
  const span = new Float64Array(2);
  const count = (counted: SeriesCount, intervals: PackedIntervals, covered?: CoveredTime): void => {
    counted.nextSeries();
    for (stretches.begin(intervals); stretches.next();) {
      counted.add(stretches);
      covered?.add(stretches);
    }
  };
  for (const { from, to, data, flagged: own } of series) {
    span[0] = from;
    span[1] = to;
    count(spanning, span, spans);
    count(withData, data, present);
    for (const kind of flagKinds) {
      const intervals = own[kind];
      if (intervals === undefined) continue;
      let counted = flagged.get(kind);
      if (counted === undefined) flagged.set(kind, (counted = new SeriesCount(bins)));
      count(counted, intervals);
    }
  }
  return {
    spanning: spanning.counts(),
    withData: withData.counts(),
    flagged: Object.fromEntries([...flagged].map(([kind, counted]) => [kind, counted.counts()])),
    presentMs: present.sums(),
    spanMs: spans.sums(),
  };
}

function rowOf(place: number, { data, flagged }: SeriesIntervals, edges: Float64Array): AvailabilityRow {
  const present = new CoveredTime(edges);
  const stretches = new Stretches(edges);
  for (stretches.begin(data); stretches.next();) present.add(stretches);
  const flags = new Float64Array(edges.length - 1);
  for (const kind of flagKinds) {
    const intervals = flagged[kind];
    if (intervals === undefined) continue;
    const bit = flagBit(kind);
    let filled = 0;
    for (stretches.begin(intervals); stretches.next();) {
      // Two intervals may end and begin in the same bin.
      for (let bin = Math.max(stretches.first, filled); bin <= stretches.last; bin += 1)
        flags[bin] = (flags[bin] ?? 0) + bit;
      filled = stretches.last + 1;
    }
  }
  return { series: place, presentMs: present.sums(), flags };
}

/** Goes through intervals in order and says which bins each touches. One object for all, so that none is made per interval. */
class Stretches {
  readonly #edges: Float64Array;
  readonly #start: number;
  readonly #end: number;
  readonly #bins: number;
  readonly #perMs: number;
  #intervals: PackedIntervals = new Float64Array();
  #at = 0;
  /** The bins that the current interval touches, and its part within the edges. */
  first = 0;
  last = 0;
  from = 0;
  to = 0;

  constructor(edges: Float64Array) {
    this.#edges = edges;
    this.#bins = edges.length - 1;
    this.#start = edges[0] ?? 0;
    this.#end = edges[this.#bins] ?? 0;
    this.#perMs = this.#bins / (this.#end - this.#start);
  }

  begin(intervals: PackedIntervals): void {
    this.#intervals = intervals;
    this.#at = firstEndingAfter(intervals, this.#start);
  }

  next(): boolean {
    const from = this.#intervals[this.#at] ?? Infinity;
    if (from >= this.#end) return false;
    const to = this.#intervals[this.#at + 1] ?? 0;
    this.#at += 2;
    this.from = from < this.#start ? this.#start : from;
    this.to = to > this.#end ? this.#end : to;
    this.first = this.#binOf(this.from);
    const last = this.#binOf(this.to);
    this.last = this.to <= (this.#edges[last] ?? 0) ? last - 1 : last;
    return true;
  }

  /** Bins of a calendar are of nearly the same width: a guess is off by one or two at most. */
  #binOf(ms: number): number {
    const edges = this.#edges;
    let bin = Math.min(this.#bins, Math.floor((ms - this.#start) * this.#perMs));
    while ((edges[bin] ?? 0) > ms) bin -= 1;
    while (bin < this.#bins && (edges[bin + 1] ?? 0) <= ms) bin += 1;
    return bin;
  }
}

/** The place of the first interval that ends after `ms`; the length where none does. */
function firstEndingAfter(intervals: PackedIntervals, ms: number): number {
  let low = 0;
  let high = intervals.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[2 * middle + 1] ?? 0) > ms) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}

/** How many series touch each bin, each counted once. */
class SeriesCount {
  readonly #changes: Int32Array;
  /** The bin after the last one that has the current series already. */
  #next = 0;

  constructor(bins: number) {
    this.#changes = new Int32Array(bins + 1);
  }

  nextSeries(): void {
    this.#next = 0;
  }

  add({ first, last }: Stretches): void {
    const from = first > this.#next ? first : this.#next;
    if (from > last) return;
    const changes = this.#changes;
    this.#next = last + 1;
    changes[from] = (changes[from] ?? 0) + 1;
    changes[last + 1] = (changes[last + 1] ?? 0) - 1;
  }

  counts(): Float64Array {
    let count = 0;
    return Float64Array.from(this.#changes.subarray(0, -1), (change) => (count += change));
  }
}

/** How much of each bin is covered, summed over whatever is added. Whole milliseconds add up exactly, in any order. */
class CoveredTime {
  readonly #edges: Float64Array;
  readonly #parts: Float64Array;
  /** Changes of how many intervals cover a whole bin. */
  readonly #changes: Int32Array;

  constructor(edges: Float64Array) {
    this.#edges = edges;
    this.#parts = new Float64Array(edges.length - 1);
    this.#changes = new Int32Array(edges.length);
  }

  add({ first, last, from, to }: Stretches): void {
    const parts = this.#parts;
    if (first === last) {
      parts[first] = (parts[first] ?? 0) + to - from;
      return;
    }
    const edges = this.#edges;
    const changes = this.#changes;
    parts[first] = (parts[first] ?? 0) + (edges[first + 1] ?? 0) - from;
    parts[last] = (parts[last] ?? 0) + to - (edges[last] ?? 0);
    changes[first + 1] = (changes[first + 1] ?? 0) + 1;
    changes[last] = (changes[last] ?? 0) - 1;
  }

  sums(): Float64Array {
    let whole = 0;
    return this.#parts.map((part, bin) => {
      whole += this.#changes[bin] ?? 0;
      return part + whole * ((this.#edges[bin + 1] ?? 0) - (this.#edges[bin] ?? 0));
    });
  }
}
