import { crc32 } from "node:zlib";
import { bandShares } from "#domain/forecast";
import type { PastScore } from "#domain/score";

const version = 1;

/** The order in the bytes. */
const sums = [
  "steps",
  "mase",
  "symmetricErrorSum",
  "pinballSum",
  "absoluteActualSum",
  "crpsSum",
] as const satisfies readonly (keyof PastScore)[];
const byShare = ["winklerSum", "inside"] as const satisfies readonly (keyof PastScore)[];

const count = sums.length + byShare.length * bandShares.length;
const bytes = 1 + count * 8 + 4;

/** One byte of version, the numbers as 64-bit floats (little-endian), and a CRC-32 over both. */
export function packScore(score: PastScore): Uint8Array {
  const packed = new Uint8Array(bytes);
  const view = new DataView(packed.buffer);
  view.setUint8(0, version);
  let at = 1;
  const put = (value: number): void => {
    view.setFloat64(at, value, true);
    at += 8;
  };
  for (const name of sums) put(score[name]);
  for (const name of byShare) for (const share of bandShares) put(score[name][share]);
  view.setUint32(at, crc32(packed.subarray(0, at)), true);
  return packed;
}

/** Null where the bytes are damaged, or of another version: what they stand for is computed again. */
export function unpackScore(packed: Uint8Array): PastScore | null {
  if (packed.length !== bytes || packed[0] !== version) return null;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(bytes - 4, true) !== crc32(packed.subarray(0, bytes - 4))) return null;
  let at = 1;
  const take = (): number => {
    const value = view.getFloat64(at, true);
    at += 8;
    return value;
  };
  const [steps, mase, symmetricErrorSum, pinballSum, absoluteActualSum, crpsSum] = sums.map(take) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const takeShares = (): PastScore["inside"] => ({ 0.5: take(), 0.8: take(), 0.95: take() });
  return {
    steps,
    mase,
    symmetricErrorSum,
    pinballSum,
    absoluteActualSum,
    crpsSum,
    winklerSum: takeShares(),
    inside: takeShares(),
  };
}
