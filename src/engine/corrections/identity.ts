import type { IngestedSeries } from "#domain/series";

/** Changes when what is hashed changes, so that old handles are never taken for new ones. */
const schemeVersion = "fantail-corrected-1";

/**
 * What is another value in a corrected series, as bytes to hash: pairs of step and value as little-endian doubles, with one NaN and one
 * zero. However it came about, the same change has the same bytes; without any it has none.
 *
 * @param changed steps whose value is another one, in their order
 */
export function changeBytes({ values }: Pick<IngestedSeries, "values">, changed: Uint32Array): Uint8Array {
  const pairs = new Float64Array(changed.length * 2);
  for (const [at, step] of changed.entries()) {
    const value = values[step] ?? Number.NaN;
    pairs[at * 2] = step;
    // A NaN's bits may be anything; adding zero turns −0 into 0.
    pairs[at * 2 + 1] = Number.isNaN(value) ? Number.NaN : value + 0;
  }
  const words = new Uint32Array(pairs.buffer);
  for (let at = 0; at < changed.length; at += 1) {
    if (!Number.isNaN(pairs[at * 2 + 1])) continue;
    words[at * 4 + 2] = 0;
    words[at * 4 + 3] = 0x7ff8_0000;
  }
  return new Uint8Array(pairs.buffer);
}

/**
 * What the handle of a corrected dataset is the SHA-256 of; null where nothing is changed, and the handle is the base's own.
 *
 * @param digests SHA-256 of the bytes of what changed, by series
 */
export function identityText(base: string, digests: ReadonlyMap<string, string>): string | null {
  if (digests.size === 0) return null;
  const sorted = [...digests].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([schemeVersion, base, ...sorted]);
}
