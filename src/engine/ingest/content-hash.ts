import { formatFrequency } from "#engine/series";
import type { IngestedSeries, Sha256 } from "./types.ts";

interface Encoder {
  encode(text: string): Uint8Array;
}
declare const TextEncoder: new () => Encoder;

/** Changes when what is hashed changes, so that old handles are never taken for new ones. */
const schemeVersion = "fantail-content-1";
const quietNaN = 0x7ff8_0000;

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
  hash.update(encoder.encode(schemeVersion));
  const sorted = [...series].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const { id, frequency, times, values } of sorted) {
    const name = encoder.encode(id.normalize("NFC"));
    hash.update(encoder.encode(`\n${name.length} `));
    hash.update(name);
    hash.update(encoder.encode(` ${formatFrequency(frequency)} ${values.length} `));
    for (const column of [times, values]) {
      for (let from = 0; from < column.length; from += 65_536) {
        hash.update(canonicalBytes(column.subarray(from, from + 65_536)));
        await pause();
      }
    }
  }
  return hash.hexDigest();
}

/** Little-endian doubles with one NaN and one zero: equal numbers have equal bytes. */
function canonicalBytes(numbers: Float64Array): Uint8Array {
  const copy = new Float64Array(numbers.length);
  const words = new Uint32Array(copy.buffer);
  for (let i = 0; i < numbers.length; i += 1) {
    const value = numbers[i] ?? Number.NaN;
    // Adding zero turns −0 into 0. A NaN's bits may be anything, so they are written out.
    if (value === value) copy[i] = value + 0;
    else words[i * 2 + 1] = quietNaN;
  }
  return new Uint8Array(copy.buffer);
}
