import { crc32 } from "node:zlib";
import { bandShares, type ByShare } from "#domain/forecast";
import type { PastScore } from "#domain/score";

const version = 1;

/** The order in the bytes. */
const sums = [
  "steps",
  "mase",
  "errorSum",
  "absoluteErrorSum",
  "squaredErrorSum",
  "percentageErrorSum",
  "nonZeroSteps",
  "symmetricErrorSum",
  "pinballSum",
  "absoluteActualSum",
  "crpsSum",
  "seasonalScale",
  "squaredSeasonalScale",
] as const satisfies readonly (keyof PastScore)[];
const byShare = ["winklerSum", "widthSum", "inside"] as const satisfies readonly (keyof PastScore)[];

type Sums = Record<(typeof sums)[number], number>;
type Shares = Record<(typeof byShare)[number], ByShare<number>>;

const fixed = sums.length + byShare.length * bandShares.length;

/**
 * One byte of version, the sums, the losses by step where there are any (one error and one pinball loss for each step), all as 64-bit
 * floats, little-endian, and a CRC-32 over everything before it.
 */
export function packScore(score: PastScore): Uint8Array {
  const numbers: number[] = sums.map((name) => score[name]);
  for (const name of byShare) for (const share of bandShares) numbers.push(score[name][share]);
  if (score.byStep !== undefined) numbers.push(...score.byStep.error, ...score.byStep.pinball);
  const packed = new Uint8Array(1 + numbers.length * 8 + 4);
  const view = new DataView(packed.buffer);
  view.setUint8(0, version);
  for (const [at, value] of numbers.entries()) view.setFloat64(1 + at * 8, value, true);
  view.setUint32(packed.length - 4, crc32(packed.subarray(0, -4)), true);
  return packed;
}

/** Null where the bytes are damaged, or of another version: what they stand for is computed again. */
export function unpackScore(packed: Uint8Array): PastScore | null {
  const count = (packed.length - 5) / 8;
  if (packed[0] !== version || !Number.isInteger(count) || count < fixed || (count - fixed) % 2 !== 0) return null;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(packed.length - 4, true) !== crc32(packed.subarray(0, -4))) return null;
  const numbers = Array.from({ length: count }, (_, at) => view.getFloat64(1 + at * 8, true));
  let at = 0;
  const take = (): number => numbers[at++] as number;
  const score = {
    ...(Object.fromEntries(sums.map((name) => [name, take()])) as Sums),
    ...(Object.fromEntries(byShare.map((name) => [name, { 0.5: take(), 0.8: take(), 0.95: take() }])) as Shares),
  };
  if (count === fixed) return score;
  const steps = (count - fixed) / 2;
  return {
    ...score,
    byStep: { error: numbers.slice(fixed, fixed + steps), pinball: numbers.slice(fixed + steps) },
  };
}
