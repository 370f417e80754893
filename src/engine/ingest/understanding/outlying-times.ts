/** Impossible times: 1970, 1900-01-01, 9999-12-31 among the days of a year. */
import { timeText } from "#engine/ingest/report";
import { formatCount } from "#engine/format";
import { utcMs } from "#engine/series";
import { columnName, type Float64Column, type Table } from "#engine/ingest/columns";
import type { Groups } from "./groups.ts";
import type { TimeAxis } from "./time-axis.ts";

const maxShare = 0.01;
const maxRows = 20;
const leastRows = 12;
/** Rows that show how far the times span at least. */
const sampledRows = 1000;
/** Farther from all others than this many times as long as these are from each other. */
const farSpans = 10;
/** Clocks that were never set begin in 1970. */
const unsetBefore = utcMs(1971, 0, 2);
const modern = utcMs(1990, 0, 1);

/** The axis without the few times that lie far outside of all others; those rows are set aside, unless the user keeps them. */
export function withoutOutlyingTimes(table: Table, axis: TimeAxis): TimeAxis {
  const extent = axis.ms.extent();
  const readable = axis.ms.length - extent.missing;
  const limit = Math.min(maxRows, Math.max(1, Math.floor(readable * maxShare)));
  if (readable < leastRows) return axis;
  if (!mayHoldOutlying(axis.ms, extent, limit)) return axis;
  const { lowest, highest } = extremes(axis, limit + 1);
  const bounds = boundsOf(lowest, highest, limit);
  if (bounds === null || table.log.isUndone("outlying-timestamp")) return axis;
  const setAside = new Map(axis.setAside);
  const ms = axis.ms.map((time, row) => {
    if (!(time < bounds.from || time > bounds.to)) return time;
    setAside.set(row, { code: "outlying-timestamp", text: timeText(time) });
    return Number.NaN;
  });
  sayOutlying(
    table,
    [...setAside].filter(([, { code }]) => code === "outlying-timestamp").map(([row, { text }]) => ({ row, text })),
  );
  return { ...axis, ms, setAside };
}

/** The same for each series on its own: one time at either end. */
export function withoutOutlyingInSeries(table: Table, axis: TimeAxis, groups: Groups): TimeAxis {
  const count = groups.labels.length;
  // All series of a turned table have the same times.
  if (count < 2 || table.turnedWidth !== undefined) return axis;
  const ends = new SeriesEnds(count);
  const codes = new Int32Array(Math.min(65_536, axis.ms.length));
  let from = 0;
  for (const times of axis.ms.stretches()) {
    groups.copyCodes(from, codes);
    ends.take(times, codes);
    from += times.length;
  }
  const { rows, low, nextLow, high, nextHigh } = ends;
  const bounds = new Map<number, Bounds>();
  for (let group = 0; group < count; group += 1) {
    if ((rows[group] ?? 0) < leastRows) continue;
    const found = boundsOf([low[group] ?? 0, nextLow[group] ?? 0], [high[group] ?? 0, nextHigh[group] ?? 0], 1);
    if (found !== null) bounds.set(group, found);
  }
  if (bounds.size === 0 || table.log.isUndone("outlying-timestamp")) return axis;
  const aside: { row: number; text: string }[] = [];
  const ms = axis.ms.map((time, row) => {
    const own = bounds.get(groups.codeOf(row));
    if (own === undefined || !(time < own.from || time > own.to)) return time;
    aside.push({ row, text: timeText(time) });
    return Number.NaN;
  });
  const column = columnName(table, axis.columns[0] ?? 0);
  for (const { row, text } of aside)
    table.log.add("outlying-timestamp", table.fileRow(row), column, text, "row left out");
  sayOutlying(table, aside);
  return { ...axis, ms };
}

/** [series] the two times at either end of each series. */
class SeriesEnds {
  readonly rows: Float64Array;
  readonly low: Float64Array;
  readonly nextLow: Float64Array;
  readonly high: Float64Array;
  readonly nextHigh: Float64Array;

  constructor(count: number) {
    this.rows = new Float64Array(count);
    this.low = new Float64Array(count).fill(Infinity);
    this.nextLow = new Float64Array(count).fill(Infinity);
    this.high = new Float64Array(count).fill(-Infinity);
    this.nextHigh = new Float64Array(count).fill(-Infinity);
  }

  take(times: Float64Array, codes: Int32Array): void {
    const { rows, low, nextLow, high, nextHigh } = this;
    for (let i = 0; i < times.length; i += 1) {
      const time = times[i] as number;
      if (time !== time) continue;
      const group = codes[i] as number;
      rows[group] = (rows[group] as number) + 1;
      if (time < (low[group] as number)) {
        nextLow[group] = low[group] as number;
        low[group] = time;
      } else if (time < (nextLow[group] as number)) nextLow[group] = time;
      if (time > (high[group] as number)) {
        nextHigh[group] = high[group] as number;
        high[group] = time;
      } else if (time > (nextHigh[group] as number)) nextHigh[group] = time;
    }
  }
}

interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** @param lowest ascending; @param highest descending */
function boundsOf(lowest: readonly number[], highest: readonly number[], limit: number): Bounds | null {
  let best: { bounds: Bounds; left: number } | null = null;
  for (let low = 0; low <= limit; low += 1) {
    for (let high = 0; low + high <= limit; high += 1) {
      if (low + high === 0) continue;
      const from = lowest[low] ?? 0;
      const to = highest[high] ?? 0;
      const span = to - from;
      if (span <= 0) continue;
      const before = lowest[low - 1] ?? -Infinity;
      const isFarBelow = low === 0 || from - before > span * farSpans || (before < unsetBefore && from > modern);
      const isFarAbove = high === 0 || (highest[high - 1] ?? Infinity) - to > span * farSpans;
      if (isFarBelow && isFarAbove && (best === null || low + high > best.left))
        best = { bounds: { from, to }, left: low + high };
    }
  }
  return best?.bounds ?? null;
}

/** Cheaper than looking for them: times that lie between all that could be left out already span too much, as a rule. */
function mayHoldOutlying(
  ms: Float64Column,
  { smallest, largest }: { readonly smallest: number; readonly largest: number },
  limit: number,
): boolean {
  if (ms.length < sampledRows) return true;
  const sample = ms.gather(
    Uint32Array.from({ length: sampledRows }, (_, i) => Math.floor((ms.length * i) / sampledRows)),
  );
  const inner = sample.filter((time) => time === time).sort();
  const from = inner[limit] ?? Number.NaN;
  const to = inner[inner.length - 1 - limit] ?? Number.NaN;
  if (!(from < to)) return true;
  const far = (to - from) * farSpans;
  return from - smallest > far || largest - to > far || (smallest < unsetBefore && from > modern);
}

function extremes({ ms }: TimeAxis, count: number): { lowest: number[]; highest: number[] } {
  const lowest: number[] = [];
  const highest: number[] = [];
  ms.forEach((time) => {
    if (time !== time) return;
    if (lowest.length < count || time < (lowest.at(-1) ?? 0)) insert(lowest, time, count, 1);
    if (highest.length < count || time > (highest.at(-1) ?? 0)) insert(highest, time, count, -1);
  });
  return { lowest, highest };
}

function insert(sorted: number[], time: number, count: number, direction: number): void {
  let at = sorted.length;
  while (at > 0 && (time - (sorted[at - 1] ?? 0)) * direction < 0) at -= 1;
  sorted.splice(at, 0, time);
  if (sorted.length > count) sorted.pop();
}

function sayOutlying(table: Table, rows: readonly { readonly row: number; readonly text: string }[]): void {
  const [first] = rows;
  if (first === undefined) return;
  table.log.warn(
    "outlying-timestamp",
    `${rows.length === 1 ? "1 row has a time far from all others and was" : `${formatCount(rows.length)} rows have times far from all others and were`} left out: ${first.text} in row ${table.fileRow(first.row)}. --undo outlying-timestamp keeps ${rows.length === 1 ? "it" : "them"}.`,
  );
}
