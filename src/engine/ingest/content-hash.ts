import { type IngestedSeries, formatFrequency } from "#domain/series";
import type { Sha256 } from "#engine/ingest/request";

interface Encoder {
  encode(text: string): Uint8Array;
}
declare const TextEncoder: new () => Encoder;

/** Changes when what is hashed changes, so that old handles are never taken for new ones. */
const schemeVersion = "fantail-content-2";
const quietNaN = 0x7ff8_0000;
const scratchLength = 65_536;

/**
 * SHA-256 over the canonical content: series in order of their ids, each with id, frequency, times and values. Names of
 * files and columns, layout and repairs are not part of it, so that the same content has one handle whatever it came in.
 */
export async function contentHash(
  series: readonly IngestedSeries[],
  sha256: () => Sha256,
  pause: () => Promise<void>,
): Promise<string> {
  const hash = sha256();
  const encoder = new TextEncoder();
  const longest = series.reduce((length, { values }) => Math.max(length, values.length), 0);
  const scratch = new Float64Array(Math.min(scratchLength, longest));
  hash.update(encoder.encode(schemeVersion));
  const update = async (target: Sha256, column: Float64Array): Promise<void> => {
    for (let from = 0; from < column.length; from += scratchLength) {
      target.update(canonicalBytes(column.subarray(from, from + scratchLength), scratch));
      await pause();
    }
  };
  // Series on one grid share their times, which are hashed once and then stand for themselves.
  const grids = new Map<Float64Array, string>();
  const sorted = [...series].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const { id, frequency, times, values } of sorted) {
    let grid = grids.get(times);
    if (grid === undefined) {
      const own = sha256();
      await update(own, times);
      grid = own.hexDigest();
      grids.set(times, grid);
    }
    const name = encoder.encode(id.normalize("NFC"));
    hash.update(encoder.encode(`\n${name.length} `));
    hash.update(name);
    hash.update(encoder.encode(` ${formatFrequency(frequency)} ${values.length} ${grid} `));
    await update(hash, values);
  }
  return hash.hexDigest();
}

/** What files of one kind have in common: SHA-256 over the names of their columns, in their order. */
export function shapeHash(names: readonly string[], sha256: () => Sha256): string {
  const hash = sha256();
  hash.update(new TextEncoder().encode(JSON.stringify(names)));
  return hash.hexDigest();
}

/** Little-endian doubles with one NaN and one zero: equal numbers have equal bytes. Valid until the next call. */
function canonicalBytes(numbers: Float64Array, scratch: Float64Array<ArrayBuffer>): Uint8Array {
  const words = new Uint32Array(scratch.buffer);
  for (let i = 0; i < numbers.length; i += 1) {
    const value = numbers[i] ?? Number.NaN;
    // Adding zero turns −0 into 0. A NaN's bits may be anything, so they are written out.
    if (value === value) scratch[i] = value + 0;
    else {
      words[i * 2] = 0;
      words[i * 2 + 1] = quietNaN;
    }
  }
  return new Uint8Array(scratch.buffer, 0, numbers.length * 8);
}
