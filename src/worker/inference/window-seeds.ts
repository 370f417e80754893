/** Random numbers that a window always gets again: alone or in a batch, today or after a restart. */

const canonicalNaN = 0x7fc00000;

/**
 * A seed for each window from its content, so that a forecast with random numbers in it can be kept, found again and compared. FNV-1a
 * over the bits of the values, mixed at the end (the finaliser of MurmurHash3).
 *
 * @param windows [items × contextSteps], row-major; every NaN counts as the same
 * @returns [items], 0 to 2^32 − 1
 */
export function windowSeeds(windows: Float32Array, items: number): BigInt64Array {
  const seeds = new BigInt64Array(items);
  const steps = windows.length / items;
  const bits = new Uint32Array(windows.buffer, windows.byteOffset, windows.length);
  for (let item = 0; item < items; item += 1) {
    let hash = 0x811c9dc5;
    for (let index = item * steps; index < (item + 1) * steps; index += 1) {
      const word = Number.isNaN(windows[index]) ? canonicalNaN : (bits[index] as number);
      hash = Math.imul(hash ^ (word & 0xffff), 0x01000193);
      hash = Math.imul(hash ^ (word >>> 16), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    seeds[item] = BigInt((hash ^ (hash >>> 16)) >>> 0);
  }
  return seeds;
}
