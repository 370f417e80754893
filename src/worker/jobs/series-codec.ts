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

export function packSeries({ values, usualSeasons }: EvaluatedSeries): PackedSeries {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const seasons = JSON.stringify(usualSeasons);
  return { sha256: hashOf(bytes, seasons), usualSeasons: seasons, packed: deflateRawSync(bytes, { level: 1 }) };
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

function hashOf(bytes: Uint8Array, usualSeasons: string): string {
  return createHash("sha256").update(usualSeasons).update("\n").update(bytes).digest("hex");
}
