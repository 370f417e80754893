/**
 * The columns of a table that was turned: dates × series become one row per value, of which a file may have tens of millions.
 * Times and words repeat in a fixed order, and the values lie in other columns already, so that none of them is copied.
 */
import { extentOf, stretchLength, type CodeColumn, type Extent, type Float64Column } from "./column.ts";
import { GrowableFloat64 } from "./growable.ts";

/** A column whose values are made when they are asked for. */
abstract class MadeColumn implements Float64Column {
  abstract readonly length: number;
  abstract get(index: number): number;
  abstract copyTo(from: number, target: Float64Array): void;

  *stretches(): Generator<Float64Array> {
    const scratch = new Float64Array(Math.min(stretchLength, this.length));
    for (let from = 0; from < this.length; from += stretchLength) {
      const values = scratch.subarray(0, Math.min(stretchLength, this.length - from));
      this.copyTo(from, values);
      yield values;
    }
  }

  drain(): Generator<Float64Array> {
    return this.stretches();
  }

  forEach(visit: (value: number, index: number) => void): void {
    let index = 0;
    for (const values of this.stretches())
      for (let at = 0; at < values.length; at += 1) visit(values[at] as number, index++);
  }

  gather(indices: Uint32Array): Float64Array {
    return Float64Array.from(indices, (index) => this.get(index));
  }

  extent(): Extent {
    return extentOf(this.stretches());
  }

  map(change: (value: number, index: number) => number): GrowableFloat64 {
    const result = new GrowableFloat64();
    this.forEach((value, index) => {
      result.push(change(value, index));
    });
    return result;
  }
}

/** The same values again and again: the dates of every series. */
export class TiledColumn extends MadeColumn {
  readonly tile: Float64Array;
  readonly length: number;

  constructor(tile: Float64Array, times: number) {
    super();
    this.tile = tile;
    this.length = tile.length * times;
  }

  get(index: number): number {
    return index < this.length ? (this.tile[index % this.tile.length] ?? Number.NaN) : Number.NaN;
  }

  copyTo(from: number, target: Float64Array): void {
    const { tile } = this;
    const end = Math.min(this.length - from, target.length);
    for (let at = 0; at < end;) {
      const start = (from + at) % tile.length;
      const length = Math.min(end - at, tile.length - start);
      target.set(start === 0 && length === tile.length ? tile : tile.subarray(start, start + length), at);
      at += length;
    }
  }

  override extent(): Extent {
    const { smallest, largest, missing } = extentOf([this.tile]);
    return { smallest, largest, missing: missing * (this.length / this.tile.length) };
  }
}

/** Rows of the turned table that are unpacked together: few enough to stay in the processor's cache. */
const rowsAtOnce = 64;

/** Row by row of the turned table what lies in its columns. */
export class TransposedColumn extends MadeColumn {
  readonly length: number;
  readonly #columns: readonly Float64Column[];
  readonly #rows: Int32Array;
  /** [rowsAtOnce × columns] the rows from `#first` on. */
  readonly #block: Float64Array;
  #first = -1;

  /** @param rows those of the turned table that count, ascending */
  constructor(columns: readonly Float64Column[], rows: Int32Array) {
    super();
    this.#columns = columns;
    this.#rows = rows;
    this.#block = new Float64Array(Math.min(rowsAtOnce, rows.length) * columns.length);
    this.length = columns.length * rows.length;
  }

  get(index: number): number {
    const width = this.#columns.length;
    const row = this.#rows[Math.floor(index / width)];
    return row === undefined ? Number.NaN : (this.#columns[index % width]?.get(row) ?? Number.NaN);
  }

  copyTo(from: number, target: Float64Array): void {
    const width = this.#columns.length;
    const end = Math.min(this.length - from, target.length);
    for (let at = 0; at < end;) {
      const row = Math.floor((from + at) / width);
      const first = row - (row % rowsAtOnce);
      if (first !== this.#first) this.#unpack(first);
      const start = from + at - first * width;
      const length = Math.min(end - at, Math.min(rowsAtOnce, this.#rows.length - first) * width - start);
      target.set(this.#block.subarray(start, start + length), at);
      at += length;
    }
  }

  override extent(): Extent {
    // Column by column they need not be turned for that.
    if (this.#columns.some(({ length }) => length !== this.#rows.length)) return super.extent();
    let [smallest, largest, missing] = [Infinity, -Infinity, 0];
    for (const column of this.#columns) {
      const own = column.extent();
      smallest = Math.min(smallest, own.smallest);
      largest = Math.max(largest, own.largest);
      missing += own.missing;
    }
    return { smallest, largest, missing };
  }

  #unpack(first: number): void {
    const width = this.#columns.length;
    const block = this.#block;
    const rows = this.#rows.subarray(first, first + rowsAtOnce);
    const from = rows[0] ?? 0;
    // Rows that do not count lie between them at times.
    const values = new Float64Array((rows.at(-1) ?? from) - from + 1);
    for (let column = 0; column < width; column += 1) {
      (this.#columns[column] as Float64Column).copyTo(from, values);
      for (let i = 0; i < rows.length; i += 1) block[i * width + column] = values[(rows[i] as number) - from] as number;
    }
    this.#first = first;
  }
}

/** Each code so many times: the words beside every row of the turned table. */
export class RepeatedCodes implements CodeColumn {
  readonly length: number;
  readonly #codes: Int32Array;
  readonly #times: number;

  constructor(codes: Int32Array, times: number) {
    this.#codes = codes;
    this.#times = times;
    this.length = codes.length * times;
  }

  get(index: number): number {
    return this.#codes[Math.floor(index / this.#times)] ?? -1;
  }

  copyTo(from: number, target: Int32Array): void {
    const end = Math.min(this.length - from, target.length);
    for (let at = 0; at < end;) {
      const row = Math.floor((from + at) / this.#times);
      const next = Math.min(end, (row + 1) * this.#times - from);
      target.fill(this.#codes[row] as number, at, next);
      at = next;
    }
  }
}
