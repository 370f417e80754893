import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { EvaluatedSeries } from "#contract/worker";

/** A series as it lies in the file: found by what is in it. */
export interface PackedSeries {
  readonly sha256: string;
  /** JSON. */
  readonly usualSeasons: string;
  /** [steps] 64-bit floats of this machine, deflated. */
  readonly packed: Uint8Array;
}

export function packSeries(series: EvaluatedSeries): PackedSeries {
  const packed = deflateRawSync(bytesOf(series), { level: 1 });
  return { sha256: seriesHash(series), usualSeasons: JSON.stringify(series.usualSeasons), packed };
}

/** SHA-256 of what is in it: its values and usual seasons. */
export function seriesHash(series: EvaluatedSeries): string {
  return hashOf(bytesOf(series), JSON.stringify(series.usualSeasons));
}

/** Null where it is not what was packed. */
export function unpackSeries({ sha256, usualSeasons, packed }: PackedSeries): EvaluatedSeries | null {
  try {
    const bytes = inflateRawSync(packed);
    if (hashOf(bytes, usualSeasons) !== sha256) return null;
    const values = new Float64Array(bytes.length / 8);
    new Uint8Array(values.buffer).set(bytes);
    return { values, usualSeasons: JSON.parse(usualSeasons) as number[] };
  } catch {
    return null;
  }
}

function bytesOf({ values }: EvaluatedSeries): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function hashOf(bytes: Uint8Array, usualSeasons: string): string {
  return createHash("sha256").update(usualSeasons).update("\n").update(bytes).digest("hex");
}
