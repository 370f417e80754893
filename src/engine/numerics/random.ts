/**
 * Numbers in [0, 1), all equally likely; the same seed gives the same ones. Tommy Ettinger's mulberry32: good enough for resampling,
 * nothing for secrets.
 */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole numbers from 0 below a count, as {@link randomFrom} draws them. */
export function randomBelow(seed: number): (count: number) => number {
  const random = randomFrom(seed);
  return (count) => Math.floor(random() * count);
}
