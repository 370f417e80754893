import type { Frequency } from "#domain/series";
import type { DateOrder } from "./file.ts";
import type { RowRange } from "./row-ranges.ts";

/** How repeated times of one series are combined. */
export const duplicatePolicies = ["mean", "first", "last", "sum"] as const;
export type DuplicatePolicy = (typeof duplicatePolicies)[number];

export const decimalMarks = [".", ","] as const;

/** How steps are aggregated to longer ones; `evidence` decides by the meaning of the column. */
export const aggregationRules = ["evidence", "sum", "mean"] as const;

export interface Aggregation {
  readonly frequency: Frequency;
  readonly by: (typeof aggregationRules)[number];
}

/** The user's choices for reading a file; absent options are decided from evidence. Columns are given by name. */
export interface ImportOptions {
  readonly timeColumn?: string;
  readonly targetColumns?: readonly string[];
  /** Empty: the rows belong to one series, whatever the text columns say. */
  readonly idColumns?: readonly string[];
  /** Of the columns that are neither time, id nor target, those that explain the target; all others are ignored. */
  readonly covariateColumns?: readonly string[];
  /** IANA name; instants (times with an offset, epochs) are shown in it, and wall-clock times are those of its clock. */
  readonly timezone?: string;
  /** Absent: the mean of rows that correct each other; of events (bookings, orders) by what the column means. */
  readonly duplicates?: DuplicatePolicy;
  /** Gaps of at most this many steps are interpolated between their neighbours; none when absent. */
  readonly fillGapsUpToSteps?: number;
  /** One table of a file that holds several, or one file of an archive, as the import names it: `DISPATCH PRICE 4`. */
  readonly recordTable?: string;
  /** One sheet of a workbook. */
  readonly sheet?: string;
  readonly decimalMark?: (typeof decimalMarks)[number];
  readonly dateOrder?: DateOrder;
  /** More words and numbers that mean a missing value, as written in the file. */
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
  /** Rows of the file that are not to be read as data. They belong to one file and are not remembered for others. */
  readonly leftOutRows?: readonly RowRange[];
  /**
   * Whether rows after a series' last value say what is known of its future, so that the series ends at that value, or are missing
   * steps of it. Where absent they are known future if columns that explain it go on there when all values have ended.
   */
  readonly knownFuture?: boolean;
  /** Ids of the series to keep; all when absent. */
  readonly series?: readonly string[];
  /** Codes of repairs that are not to be made. */
  readonly undo?: readonly string[];
}

/** The options that change how the file is read; covariates are only recorded. */
export type IngestOptions = Omit<ImportOptions, "covariateColumns"> & {
  /** Target columns of words become a column for each word, `weather=rain`, that is 1 where it stands and else 0. */
  readonly wordsAsColumns?: true;
};

/** The user's import options for all files with the same column names. */
export interface ImportPreset<Options = ImportOptions> {
  /** As `IngestedDataset.shape`. */
  readonly shape: string;
  readonly options: Options;
}

/** The options in force of one import, and where they come from. */
export interface ImportSettings {
  readonly options: ImportOptions;
  /** `remembered`: chosen by the user for an earlier file with the same columns. */
  readonly source: "evidence" | "user" | "remembered";
  /** Why remembered options were not used after all. */
  readonly problem?: string;
  /** The file is only looked at: nothing of it, and nothing that is computed from it, is kept. */
  readonly isOneShot?: true;
}

export interface ImportProgress {
  readonly phase: "reading" | "regularising" | "hashing";
  readonly bytes: number;
  readonly totalBytes: number;
  /** Data rows so far. */
  readonly rows: number;
}
