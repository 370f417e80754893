import { EngineError } from "#domain/errors";

/** Numbers, or text that belongs to them. */
export type Checked = ArrayBufferView | string;

/** Large enough that a pause between two costs nothing, small enough for one to take about a millisecond. */
const blockBytes = 2 * 1024 * 1024;

const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;

/**
 * 64 bits as 16 hexadecimal digits, over everything in order. Not for secrets: it finds memory that went wrong, at a few
 * gigabytes per second.
 *
 * The mixing is that of xxHash32 (four lanes, each step a bijection), with a second way to join the lanes for the upper
 * half. A change within one 32-bit word always changes both halves.
 */
export function checksum(...parts: readonly Checked[]): string {
  return checksumOf(parts);
}

/** The same of any number of parts: a call can't take more than some ten thousand arguments. */
export function checksumOf(parts: readonly Checked[]): string {
  const steps = checksumSteps(parts);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in blocks: whoever must not be held up does something else whenever it yields. */
export function* checksumSteps(parts: readonly Checked[]): Generator<void, string> {
  let low = 0;
  let high = 0;
  for (const part of parts) {
    const words = wordsOf(part);
    const blockWords = blockBytes / Uint32Array.BYTES_PER_ELEMENT;
    for (let from = 0; from < words.length; from += blockWords) {
      if (from > 0) yield;
      const [a, b] = hashBlock(words, from, Math.min(words.length, from + blockWords));
      low = avalanche(Math.imul(low, prime1) + a, prime2, prime3);
      high = avalanche(Math.imul(high, prime2) + b, prime3, prime1);
    }
    // Two parts must not be the same as one longer part, nor an array as one with a zero more.
    const length = typeof part === "string" ? part.length : part.byteLength;
    low = avalanche(Math.imul(low, prime1) + length, prime2, prime3);
    high = avalanche(Math.imul(high, prime2) + length, prime3, prime1);
  }
  return hex(high) + hex(low);
}

/** Throws `damaged-in-transit` when these are not the numbers that the checksum was made of. */
export function requireIntact(what: string, expected: string, ...parts: readonly Checked[]): void {
  requireAllIntact(what, expected, parts);
}

/** The same of any number of parts. */
export function requireAllIntact(what: string, expected: string, parts: readonly Checked[]): void {
  if (checksumOf(parts) !== expected) throw damagedInTransit(what);
}

export function damagedInTransit(what: string): EngineError {
  return new EngineError("damaged-in-transit", `The ${what} changed on the way between two processes.`, {
    hint: "If this happens again, let the computer's memory be checked.",
  });
}

function hashBlock(words: Uint32Array, from: number, to: number): [low: number, high: number] {
  let a = (prime1 + prime2) | 0;
  let b = prime2 | 0;
  let c = 0;
  let d = -prime1 | 0;
  let at = from;
  for (const end = to - 3; at < end; at += 4) {
    a = lane(a, words[at] as number);
    b = lane(b, words[at + 1] as number);
    c = lane(c, words[at + 2] as number);
    d = lane(d, words[at + 3] as number);
  }
  for (; at < to; at += 1) a = lane(a, words[at] as number);
  return [
    avalanche(rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18), prime2, prime3),
    avalanche(a ^ rotate(b, 9) ^ rotate(c, 17) ^ rotate(d, 25), prime3, prime1),
  ];
}

function lane(state: number, word: number): number {
  return Math.imul(rotate((state + Math.imul(word, prime2)) | 0, 13), prime1);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function avalanche(value: number, first: number, second: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), first);
  mixed = Math.imul(mixed ^ (mixed >>> 13), second);
  return mixed ^ (mixed >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}

function wordsOf(part: Checked): Uint32Array {
  if (typeof part === "string") return Uint32Array.from({ length: part.length }, (_, at) => part.charCodeAt(at));
  const { buffer, byteOffset, byteLength } = part;
  if (byteOffset % 4 === 0 && byteLength % 4 === 0) return new Uint32Array(buffer, byteOffset, byteLength / 4);
  const padded = new Uint8Array(Math.ceil(byteLength / 4) * 4);
  padded.set(new Uint8Array(buffer, byteOffset, byteLength));
  return new Uint32Array(padded.buffer);
}
