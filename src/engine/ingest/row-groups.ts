import { dayMs, dayOfWeek, formatTimestamp, hourMs } from "#engine/series";
import type { DaylightSaving } from "./daylight-saving.ts";
import type { Groups } from "./roles.ts";
import type { Table } from "./table.ts";
import type { TimeAxis } from "./time-axis.ts";

/** The rows of one series, in time order. */
export interface RowGroup {
  readonly label: string;
  /** Repeated times next to each other, in the file's order. */
  readonly rows: Uint32Array;
  /** [distinct] */
  readonly times: Float64Array;
  /** [distinct + 1] where each distinct time's rows begin; null when no time repeats. */
  readonly starts: Uint32Array | null;
}

/** Up to this many rows all groups are kept; above, they are made anew for each pass, some at a time. */
const keptRows = 4_000_000;

/** Rows by series. A file of tens of millions of rows is never indexed as a whole. */
export class RowGroups {
  readonly #table: Table;
  readonly #axis: TimeAxis;
  readonly #groups: Groups;
  /** [groups] */
  readonly #counts: Uint32Array;
  /** Rows with a time. */
  readonly readable: number;
  #kept: RowGroup[] | null = null;
  #order: Uint32Array = new Uint32Array(0);
  #isNoted = false;

  private constructor(table: Table, axis: TimeAxis, groups: Groups, counts: Uint32Array) {
    this.#table = table;
    this.#axis = axis;
    this.#groups = groups;
    this.#counts = counts;
    this.readable = counts.reduce((sum, count) => sum + count, 0);
  }

  /** `pause` is awaited every few milliseconds, here and in {@link forEach}. */
  static async of(table: Table, axis: TimeAxis, groups: Groups, pause: () => Promise<void>): Promise<RowGroups> {
    const counts = new Uint32Array(groups.labels.length);
    await eachTime(axis, pause, (row) => {
      const group = groups.codeOf(row);
      counts[group] = (counts[group] ?? 0) + 1;
    });
    return new RowGroups(table, axis, groups, counts);
  }

  /** Visits every group that has rows, always in the same order. A group's `rows` are good during its visit only. */
  async forEach(visit: (group: RowGroup) => Promise<void>, pause: () => Promise<void>): Promise<void> {
    if (this.#kept !== null) {
      for (const group of this.#kept) await visit(group);
      return;
    }
    const kept: RowGroup[] = [];
    const isKept = this.readable <= keptRows;
    for (let from = 0; from < this.#counts.length; ) {
      let to = from;
      let rows = 0;
      while (to < this.#counts.length && (to === from || rows + (this.#counts[to] ?? 0) <= keptRows)) {
        rows += this.#counts[to] ?? 0;
        to += 1;
      }
      for await (const group of this.#make(from, to, rows, pause)) {
        if (isKept) kept.push(group);
        await visit(group);
      }
      from = to;
    }
    this.#isNoted = true;
    if (isKept) this.#kept = kept;
  }

  /** Groups that are not kept follow each other in the same memory. */
  #makeOrder(total: number): Uint32Array {
    if (this.readable <= keptRows) return new Uint32Array(total);
    if (this.#order.length < total) this.#order = new Uint32Array(total);
    return this.#order;
  }

  async *#make(from: number, to: number, total: number, pause: () => Promise<void>): AsyncGenerator<RowGroup> {
    const { labels, codeOf } = this.#groups;
    const next = new Uint32Array(to - from + 1);
    for (let group = from; group < to; group += 1) next[group - from + 1] = (next[group - from] ?? 0) + (this.#counts[group] ?? 0);
    const starts = next.slice();
    const order = this.#makeOrder(total);
    await eachTime(this.#axis, pause, (row) => {
      const group = codeOf(row) - from;
      if (group < 0 || group >= to - from) return;
      order[next[group] ?? 0] = row;
      next[group] = (next[group] ?? 0) + 1;
    });
    const sorting: Sorting = { table: this.#table, axis: this.#axis, isNoted: this.#isNoted, pause };
    for (let group = from; group < to; group += 1) {
      const rows = order.subarray(starts[group - from] ?? 0, starts[group - from + 1] ?? 0);
      if (rows.length === 0) continue;
      await pause();
      yield await sortGroup(sorting, labels[group] ?? "", rows);
    }
  }
}

const rowsBetweenPauses = 500_000;

interface Sorting {
  readonly table: Table;
  readonly axis: TimeAxis;
  /** What was out of order has been reported already. */
  readonly isNoted: boolean;
  readonly pause: () => Promise<void>;
}

/** Every row that has a time. */
async function eachTime(axis: TimeAxis, pause: () => Promise<void>, visit: (row: number) => void): Promise<void> {
  for (let from = 0; from < axis.ms.length; from += rowsBetweenPauses) {
    axis.ms.forEachBetween(from, from + rowsBetweenPauses, (ms, row) => {
      if (ms === ms) visit(row);
    });
    await pause();
  }
}

/** The group on a clock without changes: its times are elapsed time from here on. */
export function toElapsed(group: RowGroup, clock: DaylightSaving): RowGroup {
  const { rows, times, starts } = group;
  const elapsed = new Float64Array(rows.length);
  for (let i = 0; i < times.length; i += 1) {
    const from = starts?.[i] ?? i;
    const to = starts?.[i + 1] ?? from + 1;
    // Rows of one time keep the file's order: the first is summer's, the others are winter's.
    for (let at = from; at < to; at += 1) elapsed[at] = clock.toElapsed(times[i] ?? 0, at > from);
  }
  const order = Uint32Array.from({ length: rows.length }, (_, i) => i).sort((a, b) => (elapsed[a] ?? 0) - (elapsed[b] ?? 0) || a - b);
  return {
    label: group.label,
    ...collectTimes(
      rows.map((_, i) => rows[order[i] ?? 0] ?? 0),
      elapsed.map((_, i) => elapsed[order[i] ?? 0] ?? 0),
    ),
  };
}

async function sortGroup(
  { table, axis, isNoted, pause }: Sorting,
  label: string,
  rows: Uint32Array,
): Promise<RowGroup> {
  const column = table.columns[axis.columns[0] ?? 0]?.name ?? "";
  let all = await timesOf(axis, rows, pause);
  const state = sortedness(all);
  if (state.falls && !state.rises) {
    rows.reverse();
    all.reverse();
  } else if (state.falls) {
    if (!isNoted) noteUnsorted(table, rows, all, column);
    rows.sort((a, b) => axis.ms.get(a) - axis.ms.get(b) || a - b);
    all = await timesOf(axis, rows, pause);
  }
  if (!state.repeats) return { label, rows, times: all, starts: null };
  return { label, ...collectTimes(rows, all) };
}

/** Distinct times of rows that are in order already. */
function collectTimes(rows: Uint32Array, all: Float64Array): Pick<RowGroup, "rows" | "times" | "starts"> {
  let distinct = 0;
  for (let i = 0; i < all.length; i += 1) if (i === 0 || all[i] !== all[i - 1]) distinct += 1;
  if (distinct === all.length) return { rows, times: all, starts: null };
  const times = new Float64Array(distinct);
  const starts = new Uint32Array(distinct + 1);
  let at = -1;
  for (let i = 0; i < all.length; i += 1) {
    if (i > 0 && all[i] === all[i - 1]) continue;
    at += 1;
    times[at] = all[i] ?? 0;
    starts[at] = i;
  }
  starts[distinct] = rows.length;
  return { rows, times, starts };
}

async function timesOf(axis: TimeAxis, rows: Uint32Array, pause: () => Promise<void>): Promise<Float64Array> {
  const times = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    times[i] = axis.ms.get(rows[i] ?? 0);
    if (i % rowsBetweenPauses === rowsBetweenPauses - 1) await pause();
  }
  await pause();
  return times;
}

/** `repeats` is certain only where times do not both rise and fall; it is true there. */
function sortedness(times: Float64Array): { rises: boolean; falls: boolean; repeats: boolean } {
  const state = { rises: false, falls: false, repeats: false };
  let before = Number.NaN;
  for (const time of times) {
    if (time > before) state.rises = true;
    else if (time < before) state.falls = true;
    else if (time === before) state.repeats = true;
    before = time;
  }
  if (state.rises && state.falls) state.repeats = true;
  return state;
}

function noteUnsorted(table: Table, rows: Uint32Array, times: Float64Array, column: string): void {
  for (let i = 1; i < rows.length; i += 1) {
    const ms = times[i] ?? 0;
    const before = times[i - 1] ?? 0;
    if (ms < before && !isClockChange(before, ms)) {
      table.log.add("unsorted-row", table.fileRow(rows[i] ?? 0), column, formatTimestamp(ms), "moved to its place in time");
    }
  }
}

/** The hour that autumn repeats: back by an hour at most, on a Sunday before four in the morning. */
function isClockChange(from: number, to: number): boolean {
  return from - to <= hourMs && dayOfWeek(to) === 0 && to - Math.floor(to / dayMs) * dayMs < 4 * hourMs;
}
