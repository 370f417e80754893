/** Rows of some series together, in the file's order: as they were read, or packed anew from a very long file. */
import { type Float64Column, NumberSink, PackedColumn, type Table } from "#engine/ingest/columns";
import type { Groups } from "#engine/ingest/understanding";

const rowsAtOnce = 65_536;

export interface RowBucket {
  /** The groups from this one on. */
  readonly firstGroup: number;
  readonly groups: number;
  /** Which group a row belongs to, counted from the first; null when there is only one. */
  readonly codes: (() => Int32Array) | null;
  /** Good until another bucket is opened with the same memory. */
  readonly open: (scratch: BucketScratch) => OpenBucket;
  /** Gives its memory back; it holds no rows any more. */
  readonly free: () => void;
}

/** Memory that one bucket after the other is unpacked into: garbage of this size would outgrow what packing saves. */
export class BucketScratch {
  #times = new Float64Array(0);
  #rows = new Float64Array(0);

  times(length: number): Float64Array {
    if (this.#times.length < length) this.#times = new Float64Array(length);
    return this.#times.subarray(0, length);
  }

  rows(length: number): Float64Array {
    if (this.#rows.length < length) this.#rows = new Float64Array(length);
    return this.#rows.subarray(0, length);
  }
}

interface OpenBucket {
  /** [rows] */
  readonly times: Float64Array;
  /** Row of the table. */
  readonly rowOf: (index: number) => number;
  /** The column's values at these indices, or at all. */
  readonly cells: (column: number, indices: Uint32Array | null) => Float64Array;
  /** All of a column's values in the file's order, where there is memory for that. */
  readonly column: ((column: number) => Float64Array) | null;
}

type Columns = ReadonlyMap<number, Float64Column>;

/** Everything as one bucket. Nothing is copied but times and codes. */
export async function wholeTable(
  ms: Float64Column,
  groups: Groups,
  columns: Columns,
  readable: number,
  pause: () => Promise<void>,
): Promise<RowBucket> {
  const times = new Float64Array(ms.length);
  ms.copyTo(0, times);
  const rows = readable === times.length ? null : new Uint32Array(readable);
  if (rows !== null) {
    let at = 0;
    for (let row = 0; row < times.length; row += 1) {
      const time = times[row] as number;
      if (time !== time) continue;
      times[at] = time;
      rows[at] = row;
      at += 1;
    }
  }
  await pause();
  let codes: Int32Array | null = null;
  if (groups.labels.length > 1) {
    codes = new Int32Array(readable);
    if (rows === null) groups.copyCodes(0, codes);
    else for (let i = 0; i < readable; i += 1) codes[i] = groups.codeOf(rows[i] as number);
    await pause();
  }
  const known = codes;
  const open: OpenBucket = {
    times: times.subarray(0, readable),
    column: columns.size === 1 && rows === null ? (column) => open.cells(column, null) : null,
    rowOf: rows === null ? (index) => index : (index) => rows[index] ?? 0,
    cells: (column, indices) => {
      const values = columns.get(column);
      if (values === undefined) return new Float64Array(indices?.length ?? readable).fill(Number.NaN);
      if (indices === null && rows === null) {
        const all = new Float64Array(readable);
        values.copyTo(0, all);
        return all;
      }
      if (rows === null || indices === null) return values.gather(indices ?? rows ?? new Uint32Array(0));
      return values.gather(indices.map((index) => rows[index] ?? 0));
    },
  };
  return {
    firstGroup: 0,
    groups: groups.labels.length,
    codes: known === null ? null : () => known,
    open: () => open,
    free: () => {},
  };
}

/** Of a turned table in which each row of the file is a series: its rows as they lie, `width` of them a series. */
export function turnedRows(table: Table, ms: Float64Column, width: number): RowBucket[] {
  const shared = new Float64Array(width);
  ms.copyTo(0, shared);
  const isRising = shared.every((time, i) => i === 0 || time > (shared[i - 1] as number));
  return Array.from({ length: table.rows / width }, (_, firstGroup) => ({
    firstGroup,
    groups: 1,
    codes: null,
    open: () => ({
      // Whoever sorts them does so in place.
      times: isRising ? shared : shared.slice(),
      rowOf: (index) => firstGroup * width + index,
      column: null,
      cells: (column, indices) => {
        const sink = table.columns[column]?.sink;
        const cells = new Float64Array(width).fill(Number.NaN);
        if (sink instanceof NumberSink) sink.values.copyTo(firstGroup * width, cells);
        return indices === null ? cells : Float64Array.from(indices, (index) => cells[index] ?? Number.NaN);
      },
    }),
    free: () => {},
  }));
}

/** A bucket while it is filled. */
class Packing {
  readonly firstGroup: number;
  readonly groups: number;
  /** Times and rows as distances from the row before: in most files they fit into a byte. */
  readonly times = new PackedColumn();
  readonly rows = new PackedColumn();
  readonly codes: PackedColumn | null;
  readonly values: ReadonlyMap<number, PackedColumn>;
  #time = 0;
  #row = 0;

  constructor(firstGroup: number, groups: number, columns: Iterable<number>) {
    this.firstGroup = firstGroup;
    this.groups = groups;
    this.codes = groups === 1 ? null : new PackedColumn();
    this.values = new Map([...columns].map((column) => [column, new PackedColumn()]));
  }

  pushRow(time: number, row: number, code: number): void {
    this.times.push(time - this.#time);
    this.rows.push(row - this.#row);
    this.codes?.push(code - this.firstGroup);
    this.#time = time;
    this.#row = row;
  }

  finished(): RowBucket {
    const { firstGroup, groups, codes } = this;
    return {
      firstGroup,
      groups,
      codes: codes === null ? null : () => Int32Array.from(codes.values()),
      free: () => {
        for (const column of [this.times, this.rows, ...(codes === null ? [] : [codes]), ...this.values.values()])
          column.free();
      },
      open: (scratch) => {
        const unpacked = new Map<number, Float64Array>();
        const { length } = this.times;
        let rows: Float64Array | null = null;
        return {
          times: runningSum(this.times.copyTo(scratch.times(length))),
          column: null,
          rowOf: (index) => {
            rows ??= runningSum(this.rows.copyTo(scratch.rows(length)));
            return rows[index] ?? 0;
          },
          cells: (column, indices) => {
            const values =
              unpacked.get(column) ?? this.values.get(column)?.values() ?? new Float64Array(length).fill(Number.NaN);
            // One series asks for each of its columns once.
            if (groups > 1) unpacked.set(column, values);
            if (indices === null) return values;
            const cells = new Float64Array(indices.length);
            for (let i = 0; i < cells.length; i += 1) cells[i] = values[indices[i] as number] as number;
            return cells;
          },
        };
      },
    };
  }
}

function runningSum(steps: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < steps.length; i += 1) {
    sum += steps[i] as number;
    steps[i] = sum;
  }
  return steps;
}

/**
 * Takes a long file's columns apart into buckets of whole series: what has been read goes as its copy grows, so that both
 * never lie in memory together. Rows without a time are left behind.
 */
export async function drainRows(
  ms: Float64Column,
  groups: Groups,
  columns: Columns,
  bucketValues: number,
  pause: () => Promise<void>,
): Promise<RowBucket[]> {
  const bucketOf = new Uint32Array(groups.labels.length);
  const buckets: Packing[] = [];
  const counts = await countRows(ms, groups, pause);
  const most = bucketValues / Math.max(1, columns.size);
  for (let from = 0; from < counts.length;) {
    let to = from;
    let rows = 0;
    while (to < counts.length && (to === from || rows + (counts[to] ?? 0) <= most)) {
      rows += counts[to] ?? 0;
      bucketOf[to] = buckets.length;
      to += 1;
    }
    buckets.push(new Packing(from, to - from, columns.keys()));
    from = to;
  }
  const codes = new Int32Array(rowsAtOnce);
  const sources = [...columns].map(([column, values]) => ({
    blocks: values.drain(),
    to: buckets.map((bucket) => bucket.values.get(column)),
  }));
  let row = 0;
  for (const times of ms.drain()) {
    groups.copyCodes(row, codes);
    const cells = sources.map(({ blocks }) => blocks.next().value ?? new Float64Array(0));
    for (let i = 0; i < times.length; i += 1) {
      const time = times[i] as number;
      if (time !== time) continue;
      const code = codes[i] as number;
      const place = bucketOf[code] as number;
      (buckets[place] as Packing).pushRow(time, row + i, code);
      for (let at = 0; at < sources.length; at += 1) sources[at]?.to[place]?.push(cells[at]?.[i] ?? Number.NaN);
    }
    row += times.length;
    await pause();
  }
  return buckets.map((bucket) => bucket.finished());
}

async function countRows(ms: Float64Column, groups: Groups, pause: () => Promise<void>): Promise<Uint32Array> {
  const counts = new Uint32Array(groups.labels.length);
  const codes = new Int32Array(rowsAtOnce);
  const times = new Float64Array(rowsAtOnce);
  for (let from = 0; from < ms.length; from += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, ms.length - from);
    groups.copyCodes(from, codes);
    ms.copyTo(from, times);
    for (let i = 0; i < length; i += 1) {
      const time = times[i] as number;
      if (time === time) counts[codes[i] as number] = (counts[codes[i] as number] as number) + 1;
    }
    await pause();
  }
  return counts;
}
