import { extentOf, type CodeColumn, type Extent, type Float64Column } from "./column.ts";

const blockBits = 16;
const blockLength = 1 << blockBits;
const blockMask = blockLength - 1;
/** A file may have thousands of columns and few rows. */
const firstLength = 64;
/** 64 · 4³, so that growing ends there. */
const smallBlock = 4096;

/** A full block of numbers: as they are, or as integers that stand for `offset + packed[i] * step / scale`. */
interface Block {
  readonly packed: Float64Array | Int32Array | Int16Array | Int8Array;
  readonly isPacked: boolean;
  readonly offset: number;
  readonly step: number;
  readonly scale: number;
}

const scales = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
/** Packing pays where memory is short; below this many blocks (32 MB) plain numbers are faster. */
const plainBlocks = 64;
const missingIn = { 8: -128, 16: -32_768, 32: -2_147_483_648 } as const;

/**
 * A column that grows in blocks: no copying while it grows, and full blocks of measurements with a few decimals or of
 * evenly spaced times shrink to a quarter or less. What comes out is bit for bit what went in.
 */
export class GrowableFloat64 implements Float64Column {
  readonly #blocks: Block[] = [];
  #last: Float64Array = new Float64Array(firstLength);
  #lastLength = 0;
  #packedBlocks = 0;

  get length(): number {
    return this.#blocks.length * blockLength + this.#lastLength;
  }

  push(value: number): void {
    if (this.#lastLength === this.#last.length) this.#makeRoom();
    this.#last[this.#lastLength] = value;
    this.#lastLength += 1;
  }

  #makeRoom(): void {
    if (this.#lastLength < blockLength) {
      const larger = new Float64Array(Math.min(blockLength, this.#lastLength * 4));
      larger.set(this.#last);
      this.#last = larger;
      return;
    }
    this.#blocks.push({ packed: this.#last, isPacked: false, offset: 0, step: 1, scale: 1 });
    let spare: Float64Array | null = null;
    // Two at a time once there are many, until all but the newest are packed.
    for (
      let pair = 0;
      pair < 2 && this.#blocks.length > plainBlocks && this.#packedBlocks < this.#blocks.length;
      pair += 1
    ) {
      const block = this.#blocks[this.#packedBlocks];
      if (block?.packed instanceof Float64Array) {
        const packed = pack(block.packed);
        this.#blocks[this.#packedBlocks] = packed;
        // Its memory serves the next block: garbage of this size would outgrow what packing saves.
        if (packed.isPacked) spare = block.packed;
      }
      this.#packedBlocks += 1;
    }
    this.#last = spare ?? new Float64Array(blockLength);
    this.#lastLength = 0;
  }

  /** NaN outside. */
  get(index: number): number {
    const block = this.#blocks[index >>> blockBits];
    if (block === undefined) {
      const at = index - this.#blocks.length * blockLength;
      return at < this.#lastLength ? (this.#last[at] ?? Number.NaN) : Number.NaN;
    }
    return unpack(block, index & blockMask);
  }

  *stretches(): Generator<Float64Array> {
    let scratch: Float64Array | null = null;
    for (const block of this.#blocks) {
      if (!block.isPacked) {
        yield block.packed as Float64Array;
        continue;
      }
      scratch ??= new Float64Array(blockLength);
      unpackAll(block, scratch);
      yield scratch;
    }
    yield this.#last.subarray(0, this.#lastLength);
  }

  forEach(visit: (value: number, index: number) => void): void {
    let index = 0;
    for (const values of this.stretches())
      for (let at = 0; at < values.length; at += 1) visit(values[at] as number, index++);
  }

  /** Copies the values from `from` on until the target is full or the column ends. */
  copyTo(from: number, target: Float64Array): void {
    const end = Math.min(this.length, from + target.length);
    for (let at = from; at < end;) {
      const block = this.#blocks[at >>> blockBits];
      const start = block === undefined ? at - this.#blocks.length * blockLength : at & blockMask;
      const length = Math.min(end - at, (block === undefined ? this.#lastLength : blockLength) - start);
      if (block === undefined) target.set(this.#last.subarray(start, start + length), at - from);
      else if (!block.isPacked) target.set(block.packed.subarray(start, start + length), at - from);
      else unpackAll(block, target.subarray(at - from, at - from + length), start);
      at += length;
    }
  }

  /** The values at these indices, in their order. */
  gather(indices: Uint32Array): Float64Array {
    const values = new Float64Array(indices.length);
    const full = this.#blocks.length * blockLength;
    const last = this.#last;
    for (let i = 0; i < indices.length; i += 1) {
      const index = indices[i] as number;
      if (index >= full) {
        values[i] = last[index - full] as number;
        continue;
      }
      const block = this.#blocks[index >>> blockBits] as Block;
      values[i] = block.isPacked ? unpack(block, index & blockMask) : (block.packed[index & blockMask] as number);
    }
    return values;
  }

  /**
   * The values in order, 65,536 at a time and the rest at the end; each block is let go of, and the column is empty
   * afterwards. What is yielded is good until the next.
   */
  *drain(): Generator<Float64Array> {
    let scratch: Float64Array | null = null;
    for (let at = 0; at < this.#blocks.length; at += 1) {
      const block = this.#blocks[at] as Block;
      this.#blocks[at] = emptied;
      if (!block.isPacked) yield block.packed as Float64Array;
      else {
        scratch ??= new Float64Array(blockLength);
        unpackAll(block, scratch);
        yield scratch;
      }
      release(block.packed);
    }
    yield this.#last.subarray(0, this.#lastLength);
    this.#blocks.length = 0;
    this.#last = new Float64Array(firstLength);
    this.#lastLength = 0;
    this.#packedBlocks = 0;
  }

  extent(): Extent {
    return extentOf(this.stretches());
  }

  pushAll(values: Float64Array): void {
    const { length } = values;
    for (let from = 0; from < length;) {
      if (this.#lastLength === this.#last.length) this.#makeRoom();
      const room = Math.min(length - from, this.#last.length - this.#lastLength);
      this.#last.set(values.subarray(from, from + room), this.#lastLength);
      this.#lastLength += room;
      from += room;
    }
  }

  /** A column of the changed values. */
  map(change: (value: number, index: number) => number): GrowableFloat64 {
    const result = new GrowableFloat64();
    this.forEach((value, index) => {
      result.push(change(value, index));
    });
    return result;
  }
}

/** Gives the memory back at once: the collector would let hundreds of megabytes of it wait. The array is empty afterwards. */
function release(array: Block["packed"]): void {
  if (array.buffer instanceof ArrayBuffer) array.buffer.transfer(0);
}

const emptied: Block = { packed: new Int8Array(0), isPacked: true, offset: 0, step: 1, scale: 1 };

/** Numbers that are written once and read once, in order; every 4,096 of them are packed at once. */
export class PackedColumn {
  readonly #blocks: Block[] = [];
  #last = new Float64Array(firstLength);
  #lastLength = 0;

  get length(): number {
    return this.#blocks.length * smallBlock + this.#lastLength;
  }

  push(value: number): void {
    if (this.#lastLength === this.#last.length) {
      if (this.#lastLength === smallBlock) {
        this.#blocks.push(pack(this.#last.slice()));
        this.#lastLength = 0;
      } else {
        const larger = new Float64Array(this.#lastLength * 4);
        larger.set(this.#last);
        this.#last = larger;
      }
    }
    this.#last[this.#lastLength] = value;
    this.#lastLength += 1;
  }

  values(): Float64Array {
    return this.copyTo(new Float64Array(this.length));
  }

  free(): void {
    for (const { packed } of this.#blocks) release(packed);
    this.#blocks.length = 0;
    this.#lastLength = 0;
  }

  /** @param values has room for all of them */
  copyTo(values: Float64Array): Float64Array {
    let at = 0;
    for (const block of this.#blocks) {
      unpackAll(block, values.subarray(at, at + smallBlock));
      at += smallBlock;
    }
    values.set(this.#last.subarray(0, this.#lastLength), at);
    return values;
  }
}

function unpack(block: Block, at: number): number {
  const packed = block.packed[at] ?? 0;
  if (!block.isPacked) return packed;
  const { BYTES_PER_ELEMENT } = block.packed;
  const isMissing =
    BYTES_PER_ELEMENT === 2
      ? packed === missingIn[16]
      : BYTES_PER_ELEMENT === 4
        ? packed === missingIn[32]
        : packed === missingIn[8];
  return isMissing ? Number.NaN : (block.offset + packed * block.step) / block.scale;
}

/** Fills the target with the block's values from `start` on. */
function unpackAll({ packed, isPacked, offset, step, scale }: Block, target: Float64Array, start = 0): void {
  const { length } = target;
  if (!isPacked) {
    target.set(packed.subarray(start, start + length));
    return;
  }
  const missing =
    packed.BYTES_PER_ELEMENT === 2 ? missingIn[16] : packed.BYTES_PER_ELEMENT === 4 ? missingIn[32] : missingIn[8];
  for (let i = 0; i < length; i += 1) {
    const one = packed[start + i] as number;
    target[i] = one === missing ? Number.NaN : (offset + one * step) / scale;
  }
}

function pack(values: Float64Array): Block {
  for (const scale of scales) {
    const block = packAt(values, scale);
    if (block !== null) return block;
  }
  return { packed: values, isPacked: false, offset: 0, step: 1, scale: 1 };
}

function packAt(values: Float64Array, scale: number): Block | null {
  let smallest = Infinity;
  let largest = -Infinity;
  let divisor = 0;
  let first = Number.NaN;
  for (const value of values) {
    if (value !== value) continue;
    const scaled = Math.round(value * scale);
    // Also keeps −0 and everything beyond exact integers out.
    if (scaled / scale !== value || Math.abs(scaled) > 2 ** 52 || (scaled === 0 && 1 / value < 0)) return null;
    if (scaled < smallest) smallest = scaled;
    if (scaled > largest) largest = scaled;
    if (first !== first) first = scaled;
    else if (divisor !== 1) divisor = greatestCommonDivisor(divisor, Math.abs(scaled - first));
  }
  if (smallest === Infinity)
    return { packed: new Int8Array(values.length).fill(missingIn[8]), isPacked: true, offset: 0, step: 1, scale: 1 };
  const step = Math.max(1, divisor);
  const offset = Math.floor(smallest / step) * step + (((first % step) + step) % step);
  const origin = offset > smallest ? offset - step : offset;
  const reach = (largest - origin) / step;
  const packed =
    reach < 127
      ? new Int8Array(values.length).fill(missingIn[8])
      : reach < 32_767
        ? new Int16Array(values.length).fill(missingIn[16])
        : reach < 2_147_483_647
          ? new Int32Array(values.length).fill(missingIn[32])
          : null;
  if (packed === null) return null;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (value === value) packed[i] = Math.round((Math.round(value * scale) - origin) / step);
  }
  return { packed, isPacked: true, offset: origin, step, scale };
}

function greatestCommonDivisor(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

/** The same for small integers: codes of a dictionary. */
export class GrowableInt32 implements CodeColumn {
  readonly #blocks: (Int32Array | Uint16Array | Uint8Array)[] = [];
  #last: Int32Array = new Int32Array(firstLength);
  #lastLength = 0;

  get length(): number {
    return this.#blocks.length * blockLength + this.#lastLength;
  }

  push(value: number): void {
    if (this.#lastLength === this.#last.length) this.#makeRoom();
    this.#last[this.#lastLength] = value;
    this.#lastLength += 1;
  }

  #makeRoom(): void {
    if (this.#lastLength === blockLength) {
      const isShort = this.#blocks.length < plainBlocks;
      this.#blocks.push(isShort ? this.#last : narrow(this.#last));
      if (isShort) this.#last = new Int32Array(blockLength);
      this.#lastLength = 0;
      return;
    }
    const larger = new Int32Array(Math.min(blockLength, this.#lastLength * 4));
    larger.set(this.#last);
    this.#last = larger;
  }

  /** Copies the codes from `from` on until the target is full or the column ends. */
  copyTo(from: number, target: Int32Array): void {
    const end = Math.min(this.length, from + target.length);
    for (let at = from; at < end;) {
      const block = this.#blocks[at >>> blockBits];
      const start = block === undefined ? at - this.#blocks.length * blockLength : at & blockMask;
      const length = Math.min(end - at, (block === undefined ? this.#lastLength : blockLength) - start);
      target.set((block ?? this.#last).subarray(start, start + length), at - from);
      at += length;
    }
  }

  pushAll(codes: Float64Array): void {
    const { length } = codes;
    for (let from = 0; from < length;) {
      if (this.#lastLength === this.#last.length) this.#makeRoom();
      const room = Math.min(length - from, this.#last.length - this.#lastLength);
      // Between types of numbers `set` converts one by one, and slowly.
      for (let i = 0; i < room; i += 1) this.#last[this.#lastLength + i] = codes[from + i] as number;
      this.#lastLength += room;
      from += room;
    }
  }

  /** −1 outside. */
  get(index: number): number {
    const block = this.#blocks[index >>> blockBits];
    if (block !== undefined) return block[index & blockMask] ?? -1;
    const at = index - this.#blocks.length * blockLength;
    return at < this.#lastLength ? (this.#last[at] ?? -1) : -1;
  }
}

function narrow(codes: Int32Array): Int32Array | Uint16Array | Uint8Array {
  let largest = 0;
  for (const code of codes) {
    if (code < 0) return codes.slice();
    if (code > largest) largest = code;
  }
  return largest < 256 ? Uint8Array.from(codes) : largest < 65_536 ? Uint16Array.from(codes) : codes.slice();
}
