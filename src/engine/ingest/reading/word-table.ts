const maxWords = 65_536;
const maxWordBytes = 64;

/** Words seen before, found by their bytes. */
export class WordTable {
  #slots = new Int32Array(1024).fill(-1);
  readonly #codes: number[] = [];
  readonly #bytes: Uint8Array[] = [];
  /** [words] the word that came after this one the last time: series take turns in long files. */
  readonly #after: number[] = [];
  #last = -1;

  get lastCode(): number {
    return this.#codes[this.#last] ?? -1;
  }

  /** Length of the word that is expected here, if it stands here; 0 when it does not. */
  guess(bytes: Uint8Array, from: number): number {
    const expected = this.#after[this.#last] ?? -1;
    if (expected < 0) return 0;
    const word = this.#bytes[expected] as Uint8Array;
    for (let at = 0; at < word.length; at += 1) if (word[at] !== bytes[from + at]) return 0;
    this.#last = expected;
    return word.length;
  }

  find(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > maxWordBytes) return -1;
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(bytes, from, to) & mask; ; slot = (slot + 1) & mask) {
      const word = this.#slots[slot] as number;
      if (word < 0) return -1;
      if (isEqual(this.#bytes[word], bytes, from, to)) {
        if (this.#last >= 0) this.#after[this.#last] = word;
        this.#last = word;
        return this.#codes[word] as number;
      }
    }
  }

  remember(bytes: Uint8Array, from: number, to: number, code: number): void {
    if (this.#codes.length >= maxWords || to - from > maxWordBytes) return;
    this.#codes.push(code);
    this.#after.push(-1);
    this.#bytes.push(new Uint8Array(bytes.subarray(from, to)));
    if (this.#codes.length * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
      for (let word = 0; word < this.#codes.length; word += 1) this.#place(word);
    } else this.#place(this.#codes.length - 1);
  }

  #place(word: number): void {
    const bytes = this.#bytes[word] ?? new Uint8Array(0);
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, 0, bytes.length) & mask;
    while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = word;
  }
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isEqual(word: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): boolean {
  if (word === undefined || word.length !== to - from) return false;
  for (let at = 0; at < word.length; at += 1) if (word[at] !== bytes[from + at]) return false;
  return true;
}
