/** A fixed number of bits with a fast walk to the next clear one in either direction. */
export class Bitmap {
  readonly size: number;
  readonly #words: Uint32Array;
  #count = 0;

  constructor(size: number) {
    this.size = size;
    this.#words = new Uint32Array(Math.ceil(size / 32));
  }

  /** How many bits are set. */
  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#words.byteLength;
  }

  has(index: number): boolean {
    return index >= 0 && index < this.size && ((this.#word(index >>> 5) >>> (index & 31)) & 1) === 1;
  }

  /** True when the bit was clear. */
  set(index: number): boolean {
    if (index < 0 || index >= this.size) throw new RangeError(`bit ${index} of ${this.size}`);
    if (this.has(index)) return false;
    this.#words[index >>> 5] = this.#word(index >>> 5) | (1 << (index & 31));
    this.#count += 1;
    return true;
  }

  /** True when the bit was set. */
  clear(index: number): boolean {
    if (!this.has(index)) return false;
    this.#words[index >>> 5] = this.#word(index >>> 5) & ~(1 << (index & 31));
    this.#count -= 1;
    return true;
  }

  /** The first clear bit on the way from `from` to `to`, both included, upwards or downwards; null when all are set. */
  nextClear(from: number, to: number): number | null {
    const step = from <= to ? 1 : -1;
    const end = Math.max(0, Math.min(this.size - 1, to));
    let index = Math.max(0, Math.min(this.size - 1, from));
    while (step > 0 ? index <= end : index >= end) {
      if (this.#word(index >>> 5) === 0xffff_ffff) {
        // A full word is skipped whole: a million computed origins are crossed in 31,250 steps.
        index = step > 0 ? ((index >>> 5) + 1) << 5 : ((index >>> 5) << 5) - 1;
        continue;
      }
      if (!this.has(index)) return index;
      index += step;
    }
    return null;
  }

  /** The first set bit from `from` upwards. */
  nextSet(from: number): number | null {
    let index = from;
    while (index < this.size) {
      if (this.#word(index >>> 5) === 0) index = ((index >>> 5) + 1) << 5;
      else if (this.has(index)) return index;
      else index += 1;
    }
    return null;
  }

  copy(): Bitmap {
    return Bitmap.fromBytes(this.size, this.toBytes());
  }

  /** Bit i is bit i % 8 of byte i / 8: the order of Arrow's validity bitmaps. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.size / 8));
    for (let index = this.nextSet(0); index !== null; index = this.nextSet(index + 1)) {
      bytes[index >>> 3] = (bytes[index >>> 3] ?? 0) | (1 << (index & 7));
    }
    return bytes;
  }

  /** Bits beyond `size` are ignored, missing bytes are zero. */
  static fromBytes(size: number, bytes: Uint8Array): Bitmap {
    const bitmap = new Bitmap(size);
    for (let index = 0; index < size; index += 1) {
      if ((((bytes[index >>> 3] ?? 0) >>> (index & 7)) & 1) === 1) bitmap.set(index);
    }
    return bitmap;
  }

  #word(at: number): number {
    return this.#words[at] ?? 0;
  }
}
