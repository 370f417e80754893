import type { Frequency } from "#domain/series";
import type { FlagBoard } from "./series-flags.ts";

/** The values of one series on a regular grid, before its ends are trimmed. */
export interface SeriesGrid {
  readonly startMs: number;
  readonly frequency: Frequency;
  /** [steps], NaN = missing. */
  readonly values: Float64Array;
  readonly flags: FlagBoard;
  /** [steps] their times, where a rule of their own says them. */
  readonly stamps: Float64Array | null;
  /** From the grid's elapsed time to the wall clock; null where they are the same. */
  readonly toWall: ((ms: number) => number) | null;
}
