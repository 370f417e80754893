import { flagCodes, type FlagCode } from "#domain/series";

/** A stretch of time in wall-clock milliseconds; `to` is not part of it. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** [2 × intervals]: from and to of each, in time order, none touching the next. */
export type PackedIntervals = Float64Array;

/** A flag that says something about the quality of what is there; that nothing is there, gaps say. */
export type FlagKind = Exclude<FlagCode, "missing">;
export const flagKinds: readonly FlagKind[] = flagCodes.filter((code) => code !== "missing");

/** A power of two for each kind, so that several are one number. */
export function flagBit(kind: FlagKind): number {
  return 2 ** flagKinds.indexOf(kind);
}

/** Where a series has values, and where they are flagged. A step lasts until the next one would begin. */
export interface SeriesIntervals extends Interval {
  readonly data: PackedIntervals;
  /** Kinds that the series does not have are absent. */
  readonly flagged: Readonly<Partial<Record<FlagKind, PackedIntervals>>>;
}
