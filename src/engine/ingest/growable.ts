const blockBits = 16;
const blockLength = 1 << blockBits;
const blockMask = blockLength - 1;

/** A column that grows in blocks: no copying while it grows and never more than one block too much. */
export class GrowableFloat64 {
  readonly #blocks: Float64Array[] = [];
  #last: Float64Array = new Float64Array(0);
  #lastLength = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#lastLength === this.#last.length) {
      this.#last = new Float64Array(blockLength);
      this.#blocks.push(this.#last);
      this.#lastLength = 0;
    }
    this.#last[this.#lastLength] = value;
    this.#lastLength += 1;
    this.#length += 1;
  }

  /** NaN outside. */
  get(index: number): number {
    return this.#blocks[index >>> blockBits]?.[index & blockMask] ?? Number.NaN;
  }

  set(index: number, value: number): void {
    const block = this.#blocks[index >>> blockBits];
    if (block !== undefined && index < this.#length) block[index & blockMask] = value;
  }

  *values(): Generator<number> {
    for (let i = 0; i < this.#length; i += 1) yield this.get(i);
  }
}

/** The same for small integers: codes of a dictionary. */
export class GrowableInt32 {
  readonly #blocks: Int32Array[] = [];
  #last: Int32Array = new Int32Array(0);
  #lastLength = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#lastLength === this.#last.length) {
      this.#last = new Int32Array(blockLength);
      this.#blocks.push(this.#last);
      this.#lastLength = 0;
    }
    this.#last[this.#lastLength] = value;
    this.#lastLength += 1;
    this.#length += 1;
  }

  /** −1 outside. */
  get(index: number): number {
    return index < this.#length ? (this.#blocks[index >>> blockBits]?.[index & blockMask] ?? -1) : -1;
  }
}
