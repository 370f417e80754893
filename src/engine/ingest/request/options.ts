import type { Frequency } from "#engine/series";

/** What the user fixed by hand; anything absent is decided from evidence. Columns are named as the file names them. */
export interface IngestOptions {
  readonly timeColumn?: string;
  readonly targetColumns?: readonly string[];
  readonly idColumns?: readonly string[];
  /** IANA name; instants (times with an offset, epochs) are shown in it, and wall-clock times are those of its clock. */
  readonly timezone?: string;
  /** What repeated times of one series become; the mean when absent. */
  readonly duplicates?: DuplicatePolicy;
  /** Gaps of at most this many steps are interpolated between their neighbours; none when absent. */
  readonly fillGapsUpToSteps?: number;
  /** The table of a record file, as the import names it: `DISPATCH PRICE 4`. */
  readonly recordTable?: string;
  /** One sheet of a workbook. The engine never sees it: whoever opens the file does. */
  readonly sheet?: string;
  readonly decimalMark?: "." | ",";
  /** Order of day, month and year in dates of digits. */
  readonly dateOrder?: DateOrder;
  /** Further words and numbers that stand for no value, as the file writes them. */
  readonly missingTokens?: readonly string[];
  /** The step of every series; of a file without times, the step from row to row. */
  readonly frequency?: Frequency;
  /** Wall clock of the first row of a file without times or dates; 2000-01-01 when absent. */
  readonly start?: string;
  /** What gaps of more than `splitGapsOverSteps` become: missing steps when absent, or series of their own. */
  readonly longGaps?: "missing" | "split";
  /** Two seasons, at least 24 steps, when absent. */
  readonly splitGapsOverSteps?: number;
  /** Longer steps than the file's: each the sum or the mean of its parts. */
  readonly aggregate?: Aggregation;
  /** Ids of the series to keep; all when absent. */
  readonly series?: readonly string[];
  /** Codes of repairs that are not to be made. */
  readonly undo?: readonly string[];
}

export type DateOrder = "day-first" | "month-first" | "year-first";

export interface Aggregation {
  readonly frequency: Frequency;
  /** `evidence` decides by what the column means. */
  readonly by: "evidence" | "sum" | "mean";
}

export type DuplicatePolicy = "mean" | "first" | "last" | "sum";
