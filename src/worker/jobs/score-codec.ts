import { crc32 } from "node:zlib";
import type { ByShare } from "#domain/forecast";
import type { PastScore } from "#domain/score";

const version = 1;
/** Numbers of a score without its losses by step. */
const fixed = 22;

/**
 * One byte of version, the sums, the losses by step where there are any (an error and a pinball loss for each step), all as 64-bit
 * floats, little-endian as on every machine that Electron runs on, and a CRC-32 over everything before it.
 */
export function packScore(score: PastScore): Uint8Array {
  const { byStep } = score;
  const numbers = Float64Array.of(
    score.steps,
    score.mase,
    score.errorSum,
    score.absoluteErrorSum,
    score.squaredErrorSum,
    score.percentageErrorSum,
    score.nonZeroSteps,
    score.symmetricErrorSum,
    score.pinballSum,
    score.absoluteActualSum,
    score.crpsSum,
    score.seasonalScale,
    score.squaredSeasonalScale,
    ...sharesOf(score.winklerSum),
    ...sharesOf(score.widthSum),
    ...sharesOf(score.inside),
    ...(byStep === undefined ? [] : [...byStep.error, ...byStep.pinball]),
  );
  const packed = new Uint8Array(1 + numbers.byteLength + 4);
  packed[0] = version;
  packed.set(new Uint8Array(numbers.buffer), 1);
  new DataView(packed.buffer).setUint32(packed.length - 4, crc32(packed.subarray(0, -4)), true);
  return packed;
}

/** Null where the bytes are damaged, or of another version: what they stand for is computed again. */
export function unpackScore(packed: Uint8Array): PastScore | null {
  const count = (packed.length - 5) / 8;
  if (packed[0] !== version || !Number.isInteger(count) || count < fixed || (count - fixed) % 2 !== 0) return null;
  const sum = new DataView(packed.buffer, packed.byteOffset + packed.length - 4, 4).getUint32(0, true);
  if (sum !== crc32(packed.subarray(0, -4))) return null;
  // A copy, for numbers have to begin at a multiple of their length.
  const numbers = new Float64Array(Uint8Array.from(packed.subarray(1, -4)).buffer);
  const at = (place: number): number => numbers[place] as number;
  const shares = (place: number): ByShare<number> => ({ 0.5: at(place), 0.8: at(place + 1), 0.95: at(place + 2) });
  const steps = (count - fixed) / 2;
  return {
    steps: at(0),
    mase: at(1),
    errorSum: at(2),
    absoluteErrorSum: at(3),
    squaredErrorSum: at(4),
    percentageErrorSum: at(5),
    nonZeroSteps: at(6),
    symmetricErrorSum: at(7),
    pinballSum: at(8),
    absoluteActualSum: at(9),
    crpsSum: at(10),
    seasonalScale: at(11),
    squaredSeasonalScale: at(12),
    winklerSum: shares(13),
    widthSum: shares(16),
    inside: shares(19),
    ...(steps > 0 && {
      byStep: {
        error: Array.from(numbers.subarray(fixed, fixed + steps)),
        pinball: Array.from(numbers.subarray(fixed + steps)),
      },
    }),
  };
}

function sharesOf(shares: ByShare<number>): number[] {
  return [shares[0.5], shares[0.8], shares[0.95]];
}
