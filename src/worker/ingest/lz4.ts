/** LZ4 blocks as Parquet files hold them. Format: github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */

const shortestMatch = 4;

/**
 * One block of known length.
 * @throws RangeError when it is cut off or refers to what was never there.
 */
export function unpackLz4(input: Uint8Array, outputLength: number): Uint8Array {
  const output = new Uint8Array(outputLength);
  let from = 0;
  let to = 0;
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    if (nibble < 15) return length;
    for (let byte = 255; byte === 255; from += 1) {
      byte = input[from] ?? Number.NaN;
      length += byte;
    }
    return length;
  };
  while (from < input.length) {
    const token = input[from] ?? 0;
    from += 1;
    const literals = lengthOf(token >> 4);
    if (!(from + literals <= input.length && to + literals <= outputLength))
      throw new RangeError("a block of LZ4 is cut off");
    output.set(input.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence has no match.
    if (from >= input.length) break;
    const offset = (input[from] ?? 0) | ((input[from + 1] ?? 0) << 8);
    from += 2;
    const length = lengthOf(token & 15) + shortestMatch;
    if (!(offset > 0 && offset <= to && to + length <= outputLength))
      throw new RangeError("a block of LZ4 refers to what is not there");
    // Byte by byte: a match may overlap what it writes.
    for (let i = 0; i < length; i += 1) output[to + i] = output[to + i - offset] ?? 0;
    to += length;
  }
  if (to !== outputLength) throw new RangeError("a block of LZ4 is cut off");
  return output;
}

/** The older codec named LZ4: blocks behind their lengths (Hadoop's frames), or one bare block, which some writers mean by it. */
export function unpackFramedLz4(input: Uint8Array, outputLength: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const output = new Uint8Array(outputLength);
  let from = 0;
  let to = 0;
  while (from + 8 <= input.length) {
    const unpacked = view.getUint32(from);
    const packed = view.getUint32(from + 4);
    if (from + 8 + packed > input.length || to + unpacked > outputLength) break;
    output.set(unpackLz4(input.subarray(from + 8, from + 8 + packed), unpacked), to);
    from += 8 + packed;
    to += unpacked;
  }
  return from === input.length && to === outputLength ? output : unpackLz4(input, outputLength);
}
