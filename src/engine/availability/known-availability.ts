import {
  type AvailabilityBins,
  type AvailabilityPart,
  type AvailabilityRow,
  type BinRange,
  type BinSize,
  flagKinds,
} from "#domain/availability";
import { KnownColumns } from "./known-columns.ts";

/** What a view has to ask for, to show a range and some rows in it. */
export interface WantedAvailability {
  readonly size: BinSize;
  /** Up to {@link maxRanges}, in order, none touching the next. */
  readonly ranges: readonly BinRange[];
  /** Rows of which anything is not known there. */
  readonly rows: readonly number[];
}

/** As many as a request takes; closer ones are asked for with what lies between them. */
const maxRanges = 4;
/** Numbers that are kept: 64 MB. */
const maxNumbers = 8_000_000;

interface Level {
  readonly bins: KnownColumns;
  readonly rows: Map<number, KnownColumns>;
}

/**
 * What a view knows of one dataset. Each size of bins has a level of its own; what comes in is merged with what is known there, so
 * that moving and zooming ask for what is new alone. A bin depends on nothing but its number, size and the data: what was merged
 * equals what would be computed at once.
 */
export class KnownAvailability {
  /** The one that was used last comes last. */
  readonly #levels = new Map<BinSize, Level>();
  readonly #maxNumbers: number;

  constructor(limit = maxNumbers) {
    this.#maxNumbers = limit;
  }

  /** Null where everything is known. */
  missing(size: BinSize, range: BinRange, rows: readonly number[]): WantedAvailability | null {
    const level = this.#level(size);
    const ofRows = rows.map((row) => ({ row, missing: (level.rows.get(row) ?? new KnownColumns()).missing(range) }));
    const lacking = ofRows.filter(({ missing }) => missing.length > 0);
    const ranges = joined([level.bins.missing(range), ...lacking.map(({ missing }) => missing)].flat());
    return ranges.length === 0 ? null : { size, ranges, rows: lacking.map(({ row }) => row) };
  }

  add({ bins, rows }: AvailabilityPart): void {
    const { size, first, last, flagged, spanning, withData, presentMs, spanMs } = bins;
    const level = this.#level(size);
    level.bins.add({ first, last }, { spanning, withData, presentMs, spanMs, ...flagged });
    for (const { series, presentMs: present, flags } of rows) {
      const known = level.rows.get(series) ?? new KnownColumns();
      known.add({ first, last }, { presentMs: present, flags });
      // The rows of the last answer are the last to go.
      level.rows.delete(series);
      level.rows.set(series, known);
    }
    this.#trim(size);
  }

  /** NaN where nothing is known. */
  bins(size: BinSize, range: BinRange): AvailabilityBins {
    const columns = this.#levels.get(size)?.bins.read(range) ?? {};
    const column = (name: string): Float64Array => columns[name] ?? unknown(range);
    return {
      size,
      ...range,
      spanning: column("spanning"),
      withData: column("withData"),
      presentMs: column("presentMs"),
      spanMs: column("spanMs"),
      flagged: Object.fromEntries(
        flagKinds.flatMap((kind) => {
          const own = columns[kind];
          return own === undefined ? [] : [[kind, own]];
        }),
      ),
    };
  }

  /** NaN where nothing is known. */
  row(size: BinSize, series: number, range: BinRange): AvailabilityRow {
    const { presentMs, flags } = this.#levels.get(size)?.rows.get(series)?.read(range) ?? {};
    return { series, presentMs: presentMs ?? unknown(range), flags: flags ?? unknown(range) };
  }

  #level(size: BinSize): Level {
    const level = this.#levels.get(size) ?? { bins: new KnownColumns(), rows: new Map<number, KnownColumns>() };
    this.#levels.delete(size);
    this.#levels.set(size, level);
    return level;
  }

  /** Other sizes go first, the one that was not used for the longest before others; then the rows that came before the last ones. */
  #trim(size: BinSize): void {
    let numbers = 0;
    for (const { bins, rows } of this.#levels.values()) {
      numbers += bins.size;
      for (const row of rows.values()) numbers += row.size;
    }
    for (const [other, { bins, rows }] of this.#levels) {
      if (numbers <= this.#maxNumbers || other === size) break;
      numbers -= bins.size + [...rows.values()].reduce((total, row) => total + row.size, 0);
      this.#levels.delete(other);
    }
    const rows = this.#levels.get(size)?.rows;
    if (rows === undefined) return;
    for (const [series, row] of rows) {
      if (numbers <= this.#maxNumbers || rows.size <= 1) return;
      numbers -= row.size;
      rows.delete(series);
    }
  }
}

const unknown = ({ first, last }: BinRange): Float64Array => new Float64Array(last - first + 1).fill(Number.NaN);

/** As few ranges that hold them all: those with the least between them are joined where there would be too many. */
function joined(ranges: readonly BinRange[]): BinRange[] {
  const sorted = ranges.toSorted((left, right) => left.first - right.first);
  const merged: { first: number; last: number }[] = [];
  for (const { first, last } of sorted) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else merged.push({ first, last });
  }
  while (merged.length > maxRanges) {
    let closest = 1;
    const between = (at: number): number => (merged[at]?.first ?? 0) - (merged[at - 1]?.last ?? 0);
    for (let at = 2; at < merged.length; at += 1) if (between(at) < between(closest)) closest = at;
    const [removed] = merged.splice(closest, 1);
    const before = merged[closest - 1];
    if (removed !== undefined && before !== undefined) before.last = removed.last;
  }
  return merged;
}
