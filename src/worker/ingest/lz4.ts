/** LZ4 blocks as Parquet files hold them. Format: github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */

const shortestMatch = 4;

/**
 * One block of known length.
 * @throws RangeError when it is cut off or refers to what was never there.
 */
export function unpackLz4(input: Uint8Array, outputLength: number): Uint8Array {
  const output = new Uint8Array(outputLength);
  if (unpackBlock(input, output, 0, outputLength) !== outputLength) throw new RangeError("a block of LZ4 is cut off");
  return output;
}

/**
 * Unpacks behind what `output` holds already up to `start`, which matches may refer to.
 * @returns where the block ends, at most `limit`
 */
function unpackBlock(input: Uint8Array, output: Uint8Array, start: number, limit: number): number {
  let from = 0;
  let to = start;
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
    if (!(from + literals <= input.length && to + literals <= limit)) throw new RangeError("a block of LZ4 is cut off");
    output.set(input.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence has no match.
    if (from >= input.length) break;
    const offset = (input[from] ?? 0) | ((input[from + 1] ?? 0) << 8);
    from += 2;
    const length = lengthOf(token & 15) + shortestMatch;
    if (!(offset > 0 && offset <= to && to + length <= limit))
      throw new RangeError("a block of LZ4 refers to what is not there");
    // Byte by byte: a match may overlap what it writes.
    for (let i = 0; i < length; i += 1) output[to + i] = output[to + i - offset] ?? 0;
    to += length;
  }
  return to;
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

const frameMagic = 0x184d2204;
const blockSizes = [0, 0, 0, 0, 64, 256, 1024, 4096].map((kib) => kib * 1024);

/**
 * A frame of LZ4, as Arrow's buffers are packed: blocks that may refer to those before them. Checksums are not checked.
 * Format: github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 * @throws RangeError when it is damaged or unpacks to more than `maxBytes`
 */
export function unpackLz4Frame(input: Uint8Array, maxBytes: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (input.length < 7 || view.getUint32(0, true) !== frameMagic) throw new RangeError("no frame of LZ4");
  const flags = view.getUint8(4);
  const blockBytes = blockSizes[(view.getUint8(5) >> 4) & 7] ?? 0;
  const [hasBlockSum, hasSize, hasDictionary] = [(flags & 16) !== 0, (flags & 8) !== 0, (flags & 1) !== 0];
  if (flags >> 6 !== 1 || blockBytes === 0 || hasDictionary) throw new RangeError("a frame of LZ4 of an unknown kind");
  const size = hasSize ? Number(view.getBigUint64(6, true)) : null;
  if (size !== null && size > maxBytes) throw new RangeError("a frame of LZ4 is too large");
  let output = new Uint8Array(size ?? Math.min(maxBytes, blockBytes));
  let to = 0;
  for (let from = hasSize ? 15 : 7; ;) {
    const word = view.getUint32(from, true);
    from += 4;
    if (word === 0) break;
    const packedBytes = word & 0x7fffffff;
    if (from + packedBytes > input.length) throw new RangeError("a frame of LZ4 is cut off");
    const block = input.subarray(from, from + packedBytes);
    const needed = Math.min(to + blockBytes, size ?? Number.POSITIVE_INFINITY);
    if (needed > maxBytes) throw new RangeError("a frame of LZ4 is too large");
    if (needed > output.length) output = grown(output, Math.min(maxBytes, Math.max(needed, output.length * 2)));
    if (word >>> 31 === 1) {
      if (to + packedBytes > output.length) throw new RangeError("a frame of LZ4 is longer than it says");
      output.set(block, to);
      to += packedBytes;
    } else to = unpackBlock(block, output, to, needed);
    from += packedBytes + (hasBlockSum ? 4 : 0);
  }
  if (size !== null && to !== size) throw new RangeError("a frame of LZ4 is cut off");
  return output.subarray(0, to);
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
