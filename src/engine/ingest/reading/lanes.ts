import { ByteLane } from "./byte-lane.ts";
import type { TextStream } from "./encoding.ts";
import type { RowTokenizer } from "./row-tokenizer.ts";

const newline = 10;

/**
 * Leads every chunk through the byte lane where that can read it and through the tokenizer where it holds quotes, and joins
 * the row that lies across two chunks.
 */
export class Lanes {
  readonly #tokenizer: RowTokenizer;
  readonly #stream: TextStream;
  readonly #lane: ByteLane | null;
  readonly #takeRows: (rows: string[][]) => void;
  /** The unfinished row of the byte lane. */
  #carry: Uint8Array = new Uint8Array(0);
  /** The tokenizer (or its decoder) holds an unfinished row. */
  #isTextOpen = true;

  constructor(
    tokenizer: RowTokenizer,
    stream: TextStream,
    lane: ByteLane | null,
    takeRows: (rows: string[][]) => void,
  ) {
    this.#tokenizer = tokenizer;
    this.#stream = stream;
    this.#lane = lane;
    this.#takeRows = takeRows;
  }

  take(chunk: Uint8Array): void {
    if (this.#lane === null || !ByteLane.isPlain(chunk)) this.#takeAsText(chunk);
    else this.#takePlain(chunk, this.#lane);
  }

  end(): void {
    if (this.#carry.length > 0) this.#takeAsText(new Uint8Array(0));
    this.#takeRows(this.#tokenizer.push(this.#stream.end()));
  }

  #takePlain(chunk: Uint8Array, lane: ByteLane): void {
    let bytes = chunk;
    if (this.#isTextOpen || this.#carry.length > 0) {
      const end = chunk.indexOf(newline) + 1;
      if (this.#isTextOpen) {
        if (end === 0 || this.#tokenizer.hasOpenQuote) {
          this.#takeAsText(chunk);
          return;
        }
        this.#takeRows(this.#tokenizer.push(this.#stream.decode(chunk.subarray(0, end))));
        this.#isTextOpen = false;
      } else {
        this.#carry = join(this.#carry, end === 0 ? chunk : chunk.subarray(0, end));
        if (end === 0) return;
        lane.take(this.#carry);
        this.#carry = new Uint8Array(0);
      }
      bytes = chunk.subarray(end);
    }
    const rest = lane.take(bytes);
    // A copy: the chunk's memory belongs to its reader.
    this.#carry = new Uint8Array(bytes.subarray(rest));
  }

  #takeAsText(chunk: Uint8Array): void {
    if (this.#carry.length > 0) {
      this.#takeRows(this.#tokenizer.push(this.#stream.decode(this.#carry)));
      this.#carry = new Uint8Array(0);
      this.#isTextOpen = true;
    }
    if (chunk.length === 0) return;
    this.#takeRows(this.#tokenizer.push(this.#stream.decode(chunk)));
    this.#isTextOpen = true;
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a, 0);
  joined.set(b, a.length);
  return joined;
}
