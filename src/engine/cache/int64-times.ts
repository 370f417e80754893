const twoTo32 = 2 ** 32;

/** Whole milliseconds as 64-bit integers, for formats that keep time that way; any safe integer, before 1970 too. */
export function toInt64(times: Float64Array): BigInt64Array {
  // As pairs of words, little-endian: a BigInt per time stamp would cost a hundred times as much.
  const words = new Int32Array(times.length * 2);
  times.forEach((ms, at) => {
    words[at * 2] = ms % twoTo32;
    words[at * 2 + 1] = Math.floor(ms / twoTo32);
  });
  return new BigInt64Array(words.buffer);
}

/** The way back of {@link toInt64}. */
export function fromInt64(stamps: BigInt64Array): Float64Array {
  const words = new Int32Array(stamps.buffer, stamps.byteOffset, stamps.length * 2);
  const times = new Float64Array(stamps.length);
  for (let at = 0; at < times.length; at += 1)
    times[at] = (words[at * 2 + 1] ?? 0) * twoTo32 + ((words[at * 2] ?? 0) >>> 0);
  return times;
}
