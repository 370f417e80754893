import { dayOfWeek } from "#engine/series";
import { dayMs, hourMs } from "#domain/series";
import { columnName, NumberSink, type Table } from "#engine/ingest/columns";
import type { Groups, TimeAxis } from "#engine/ingest/understanding";
import { timeWriter, type DaylightSaving } from "./daylight-saving.ts";
import { BucketScratch, drainRows, turnedRows, wholeTable, type RowBucket } from "./row-buckets.ts";

/** The rows of one series, in time order. */
export interface RowGroup {
  readonly label: string;
  /** Rows, repeated times included. */
  readonly length: number;
  /** [distinct] */
  readonly times: Float64Array;
  /** [distinct + 1] where each distinct time's rows begin, in the file's order; null when no time repeats. */
  readonly starts: Uint32Array | null;
  /** Row of the table that the i-th row is. */
  readonly rowOf: (i: number) => number;
  /** A column's values, row by row; the caller may change them. */
  readonly cells: (column: number) => Float64Array;
}

export interface GroupLimits {
  /** Above this many rows of several series, the columns are taken apart into buckets of rows. */
  readonly keptRows: number;
  /** Values that a bucket unpacks at a time, all columns together; one series alone may have more. */
  readonly bucketValues: number;
}

const usualLimits: GroupLimits = { keptRows: 4_000_000, bucketValues: 2_000_000 };

/** Rows by series. Of a file of tens of millions of rows, one bucket at a time is unpacked. */
export class RowGroups {
  readonly #table: Table;
  readonly #axis: TimeAxis;
  readonly #labels: readonly string[];
  readonly #buckets: RowBucket[];
  /** Rows with a time. */
  readonly readable: number;
  readonly #isKept: boolean;
  #kept: RowGroup[] | null = null;
  #isNoted = false;
  readonly #scratch = new BucketScratch();

  private constructor(
    table: Table,
    axis: TimeAxis,
    labels: readonly string[],
    buckets: RowBucket[],
    readable: number,
    isKept: boolean,
  ) {
    this.#table = table;
    this.#axis = axis;
    this.#labels = labels;
    this.#buckets = buckets;
    this.readable = readable;
    this.#isKept = isKept;
  }

  /**
   * Long files with several series are taken apart: the axis and the columns are empty afterwards. `pause` is awaited every
   * few milliseconds, here and in {@link forEach}.
   */
  static async of(
    table: Table,
    axis: TimeAxis,
    groups: Groups,
    columns: readonly number[],
    pause: () => Promise<void>,
    limits: GroupLimits = usualLimits,
  ): Promise<RowGroups> {
    const readable = table.rows - axis.ms.extent().missing;
    await pause();
    const width = table.turnedWidth ?? 0;
    if (readable === table.rows && groups.labels.length * width === table.rows)
      return new RowGroups(table, axis, groups.labels, turnedRows(table, axis.ms, width), readable, false);
    const sinks = new Map(
      columns.flatMap((column) => {
        const sink = table.columns[column]?.sink;
        return sink instanceof NumberSink ? [[column, sink.values] as const] : [];
      }),
    );
    const isTakenApart = readable > limits.keptRows && groups.labels.length > 1;
    const buckets = isTakenApart
      ? await drainRows(axis.ms, groups, sinks, limits.bucketValues, pause)
      : [await wholeTable(axis.ms, groups, sinks, readable, pause)];
    return new RowGroups(table, axis, groups.labels, buckets, readable, !isTakenApart);
  }

  /** Visits every group that has rows, always in the same order. What a group gives is good during its visit only. */
  forEach(visit: (group: RowGroup) => Promise<void>, pause: () => Promise<void>): Promise<void> {
    return this.#visit(visit, pause, false);
  }

  /** The same for the last time: what has been visited is let go of. */
  takeEach(visit: (group: RowGroup) => Promise<void>, pause: () => Promise<void>): Promise<void> {
    return this.#visit(visit, pause, true);
  }

  async #visit(visit: (group: RowGroup) => Promise<void>, pause: () => Promise<void>, isLast: boolean): Promise<void> {
    if (this.#kept !== null) {
      for (const group of this.#kept) await visit(group);
      return;
    }
    const kept: RowGroup[] = [];
    for (let at = 0; at < this.#buckets.length; at += 1) {
      const bucket = this.#buckets[at] ?? noRows;
      if (isLast) this.#buckets[at] = noRows;
      for await (const group of this.#groupsOf(bucket, pause)) {
        if (this.#isKept) kept.push(group);
        await visit(group);
      }
      if (isLast && !this.#isKept) bucket.free();
    }
    this.#isNoted = true;
    if (this.#isKept) this.#kept = kept;
  }

  async *#groupsOf(bucket: RowBucket, pause: () => Promise<void>): AsyncGenerator<RowGroup> {
    const open = bucket.open(this.#scratch);
    await pause();
    const { codes, groups } = bucket;
    const order = codes === null ? null : new Uint32Array(open.times.length);
    const times = order === null ? open.times : new Float64Array(order.length);
    const next = new Uint32Array(groups + 1);
    let inGroups: Float64Array | null = null;
    let only = -1;
    // Reading the column once in order is much faster than jumping through it once per group.
    const cellsOf = (column: number, from: number, to: number): Float64Array | null => {
      if (open.column === null || codes === null) return null;
      if (inGroups === null) {
        inGroups = new Float64Array(times.length);
        only = column;
        scatter(open.column(column), codes(), next, inGroups);
      }
      return column === only ? inGroups.slice(from, to) : null;
    };
    if (order !== null && codes !== null) {
      const ownCodes = codes();
      for (let i = 0; i < ownCodes.length; i += 1)
        next[(ownCodes[i] as number) + 1] = (next[(ownCodes[i] as number) + 1] as number) + 1;
      for (let group = 0; group < groups; group += 1)
        next[group + 1] = (next[group + 1] as number) + (next[group] as number);
      await pause();
      for (let i = 0; i < ownCodes.length; i += 1) {
        const at = next[ownCodes[i] as number] as number;
        order[at] = i;
        times[at] = open.times[i] as number;
        next[ownCodes[i] as number] = at + 1;
      }
    } else next[0] = times.length;
    // Each group's end is where the next one begins.
    for (let group = 0; group < groups; group += 1) {
      const from = group === 0 ? 0 : (next[group - 1] ?? 0);
      const to = next[group] ?? 0;
      if (from === to) continue;
      await pause();
      const own = order === null ? null : order.subarray(from, to);
      const sorted = this.#sort(
        own,
        // The same array for the same times: whoever knows them already sees it.
        to - from === times.length ? times : times.subarray(from, to),
        open.rowOf,
        this.#labels[bucket.firstGroup + group] ?? "",
      );
      yield {
        ...sorted,
        cells: (column) =>
          (sorted.isInFileOrder ? cellsOf(column, from, to) : null) ?? open.cells(column, sorted.order),
      };
    }
  }

  /** @param order indices within the bucket, null for all of them in their order. */
  #sort(
    order: Uint32Array | null,
    all: Float64Array,
    rowOf: (index: number) => number,
    label: string,
  ): Omit<RowGroup, "cells"> & { readonly order: Uint32Array | null; readonly isInFileOrder: boolean } {
    const state = sortedness(all);
    let own = order;
    let times = all;
    if (state.falls) {
      own ??= Uint32Array.from({ length: all.length }, (_, i) => i);
      if (!state.rises) {
        own.reverse();
        times.reverse();
      } else {
        const column = columnName(this.#table, this.#axis.columns[0] ?? 0);
        if (!this.#isNoted)
          noteUnsorted(
            this.#table,
            (i) => rowOf(own?.[i] ?? i),
            all,
            column,
            timeWriter(null, this.#axis.zone ?? null),
          );
        ({ order: own, times } = sortByTime(own, all));
      }
    }
    const indices = own;
    const distinct = state.repeats ? distinctTimes(times) : { times, starts: null };
    return {
      label,
      length: times.length,
      order: own,
      isInFileOrder: !state.falls,
      rowOf: indices === null ? rowOf : (i) => rowOf(indices[i] ?? 0),
      ...distinct,
    };
  }
}

/** @param ends per group where its last value goes, plus one */
function scatter(values: Float64Array, codes: Int32Array, ends: Uint32Array, target: Float64Array): void {
  const next = new Uint32Array(ends.length);
  next.set(ends.subarray(0, -1), 1);
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] as number;
    const at = next[code] as number;
    target[at] = values[i] as number;
    next[code] = at + 1;
  }
}

const noRows: RowBucket = {
  firstGroup: 0,
  groups: 0,
  codes: null,
  open: () => ({ times: new Float64Array(0), rowOf: () => 0, cells: () => new Float64Array(0), column: null }),
  free: () => {},
};

/** The group on a clock without changes: its times are elapsed time from here on. */
export function toElapsed(group: RowGroup, clock: DaylightSaving): RowGroup {
  const { times, starts, length } = group;
  const elapsed = new Float64Array(length);
  for (let i = 0; i < times.length; i += 1) {
    const from = starts?.[i] ?? i;
    const to = starts?.[i + 1] ?? from + 1;
    // Rows of one time keep the file's order: the first is summer's, the others are winter's.
    for (let at = from; at < to; at += 1) elapsed[at] = clock.toElapsed(times[i] ?? 0, at > from);
  }
  const sorted = sortByTime(
    Uint32Array.from({ length }, (_, i) => i),
    elapsed,
  );
  return {
    label: group.label,
    length,
    ...distinctTimes(sorted.times),
    rowOf: (i) => group.rowOf(sorted.order[i] ?? 0),
    cells: (column) => {
      const cells = group.cells(column);
      return cells.map((_, i) => cells[sorted.order[i] ?? 0] ?? Number.NaN);
    },
  };
}

/** Rows of one time keep their order. */
function sortByTime(order: Uint32Array, times: Float64Array): { order: Uint32Array; times: Float64Array } {
  const by = Uint32Array.from({ length: times.length }, (_, i) => i).sort(
    (a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b,
  );
  return { order: by.map((i) => order[i] ?? 0), times: Float64Array.from(by, (i) => times[i] ?? 0) };
}

/** Distinct times of rows that are in order already. */
function distinctTimes(all: Float64Array): Pick<RowGroup, "times" | "starts"> {
  let distinct = 0;
  for (let i = 0; i < all.length; i += 1) if (i === 0 || all[i] !== all[i - 1]) distinct += 1;
  if (distinct === all.length) return { times: all, starts: null };
  const times = new Float64Array(distinct);
  const starts = new Uint32Array(distinct + 1);
  let at = -1;
  for (let i = 0; i < all.length; i += 1) {
    if (i > 0 && all[i] === all[i - 1]) continue;
    at += 1;
    times[at] = all[i] ?? 0;
    starts[at] = i;
  }
  starts[distinct] = all.length;
  return { times, starts };
}

/** `repeats` is certain only where times do not both rise and fall; it is true there. */
function sortedness(times: Float64Array): { rises: boolean; falls: boolean; repeats: boolean } {
  let rises = false;
  let falls = false;
  let repeats = false;
  for (let i = 1; i < times.length; i += 1) {
    const time = times[i] as number;
    const before = times[i - 1] as number;
    if (time > before) rises = true;
    else if (time < before) falls = true;
    else repeats = true;
  }
  return { rises, falls, repeats: repeats || (rises && falls) };
}

function noteUnsorted(
  table: Table,
  rowOf: (i: number) => number,
  times: Float64Array,
  column: string,
  written: (ms: number) => string,
): void {
  for (let i = 1; i < times.length; i += 1) {
    const ms = times[i] ?? 0;
    const before = times[i - 1] ?? 0;
    if (ms < before && !isClockChange(before, ms)) {
      table.log.add("unsorted-row", table.fileRow(rowOf(i)), column, written(ms), "moved to its place in time");
    }
  }
}

/** The hour that autumn repeats: back by an hour at most, on a Sunday before four in the morning. */
function isClockChange(from: number, to: number): boolean {
  return from - to <= hourMs && dayOfWeek(to) === 0 && to - Math.floor(to / dayMs) * dayMs < 4 * hourMs;
}
