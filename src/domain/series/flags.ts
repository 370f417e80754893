/**
 * What may be said about steps of a series. `missing` no value, `filled` interpolated, `outlier` far from its neighbours
 * and kept, `duplicate` made of several rows, `snapped` from a time that was moved onto the grid, `out-of-range` a word or
 * number at a sensor's limit, `code` a number that stands for no value, `unreadable` a cell that is no number,
 * `calibration` a calibration at this step was left out, `partial` a longer step that lacks some of its shorter ones, `corrected` by
 * the user, so that it has another value than in the file, or none.
 *
 * What comes last is drawn last.
 */
export const flagCodes = [
  "missing",
  "filled",
  "outlier",
  "duplicate",
  "snapped",
  "out-of-range",
  "code",
  "unreadable",
  "calibration",
  "partial",
  "corrected",
] as const;
export type FlagCode = (typeof flagCodes)[number];

/** Neighbouring steps with the same flag. */
export interface FlagSpan {
  readonly code: FlagCode;
  readonly fromStep: number;
  /** Inclusive. */
  readonly toStep: number;
  /** File row of the first step, if a single row corresponds to it. */
  readonly row?: number;
  /** The original cell and what became of it. */
  readonly from?: string;
  readonly to?: string;
}

export interface SeriesFlags {
  /** Steps per code, exact. */
  readonly steps: FlagCounts;
  /** Total number of spans, exact; the list below is limited. */
  readonly total: number;
  /** In time order. */
  readonly spans: readonly FlagSpan[];
}

export type FlagCounts = Readonly<Partial<Record<FlagCode, number>>>;
