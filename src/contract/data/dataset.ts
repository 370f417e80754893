/** What an import is told and what it answers: options, columns, series, repairs, flags, preview. */
import { z } from "zod";

export const frequencyUnits = [
  "second",
  "minute",
  "hour",
  "day",
  "businessDay",
  "week",
  "month",
  "quarter",
  "year",
] as const;
export const frequencyUnitSchema = z.enum(frequencyUnits);
/** One step of a series: `count` calendar units (5 minutes, 1 month). */
export const frequencySchema = z.object({ unit: frequencyUnitSchema, count: z.int().positive() });
export type Frequency = z.infer<typeof frequencySchema>;

export const columnSchema = z.object({
  name: z.string(),
  role: z.enum(["time", "id", "target", "covariate", "ignored"]),
  type: z.enum(["time", "number", "text"]),
});
export type ColumnInfo = z.infer<typeof columnSchema>;

export const dateOrders = ["day-first", "month-first", "year-first"] as const;
export const dateOrderSchema = z.enum(dateOrders);
export type DateOrder = z.infer<typeof dateOrderSchema>;

export const fileInfoSchema = z.object({
  encoding: z.string(),
  delimiter: z.string(),
  decimal: z.string(),
  layout: z.enum(["long", "wide", "records"]),
  vendor: z.string().nullable(),
  dataRows: z.int().nonnegative(),
  /** How dates of digits are read; null where no date of the time column could be read in two ways. */
  dateOrder: dateOrderSchema.nullable(),
});
export type FileInfo = z.infer<typeof fileInfoSchema>;

/**
 * What may be said about steps of a series. `missing` no value, `filled` interpolated, `outlier` far from its neighbours
 * and kept, `duplicate` made of several rows, `snapped` from a time that was moved onto the grid, `out-of-range` a word or
 * number at a sensor's limit, `code` a number that stands for no value, `unreadable` a cell that is no number,
 * `calibration` a calibration at this step was left out, `partial` a longer step that lacks some of its shorter ones.
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
] as const;
export const flagCodeSchema = z.enum(flagCodes);
export type FlagCode = z.infer<typeof flagCodeSchema>;

/** Neighbouring steps of which the same is said. */
export const flagSpanSchema = z.object({
  code: flagCodeSchema,
  fromStep: z.int().nonnegative(),
  /** Inclusive. */
  toStep: z.int().nonnegative(),
  /** File row of the first step, where one row stands for it. */
  row: z.int().positive().exactOptional(),
  /** What stood there and what became of it. */
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
});
export type FlagSpan = z.infer<typeof flagSpanSchema>;

export const seriesFlagsSchema = z.object({
  /** Steps per code, exact. */
  steps: z.partialRecord(flagCodeSchema, z.int().positive()),
  /** Spans in all, exact; the list below is cut off at a limit. */
  total: z.int().nonnegative(),
  /** In time order. */
  spans: z.array(flagSpanSchema),
});
export type SeriesFlags = z.infer<typeof seriesFlagsSchema>;

export const seriesSummarySchema = z.object({
  id: z.string(),
  /** ISO 8601 of the first and last step: wall clock, with the offset of the dataset's zone where it has one. */
  start: z.string(),
  end: z.string(),
  frequency: frequencySchema,
  steps: z.int().positive(),
  missing: z.int().nonnegative(),
  seasonLengths: z.array(z.int().positive()),
  /** Earliest origin that still leaves enough context; 0 is the end of the data. */
  oldestOrigin: z.int().nonpositive(),
  /** Steps per flag; the spans come with the values. */
  flags: seriesFlagsSchema.shape.steps,
});
export type SeriesSummary = z.infer<typeof seriesSummarySchema>;

/** One place that a repair changed. `row` counts as the file does. */
export const repairRowSchema = z.object({
  row: z.int().positive(),
  column: z.string(),
  from: z.string(),
  to: z.string(),
});
export type RepairRow = z.infer<typeof repairRowSchema>;

export const repairSchema = z.object({
  code: z.string(),
  count: z.int().positive(),
  /** A few of its rows; `repairs:list` has more. */
  examples: z.array(repairRowSchema),
  /** What was done, in words. */
  description: z.string(),
  /** `words`: what happens instead, or why it can't be undone. Undone by its code in the options' `undo`. */
  undo: z.object({ isPossible: z.boolean(), words: z.string() }),
});
export type Repair = z.infer<typeof repairSchema>;

export const warningSchema = z.object({ code: z.string(), series: z.string().optional(), message: z.string() });
export type Warning = z.infer<typeof warningSchema>;

/** The file's first rows as they stand there, and as they were understood. */
export const previewSchema = z.object({
  rows: z.array(
    z.object({
      /** As the file counts. */
      row: z.int().positive(),
      /** `left-out`: blank, comment, another table's, or not understood as data. */
      kind: z.enum(["preamble", "header", "data", "left-out"]),
      /** As cut from the line; long ones are shortened. */
      cells: z.array(z.string()),
      /** Per column of the dataset, of data rows only: ISO time, plain number or text; null where it is missing. */
      understood: z.array(z.string().nullable()).nullable(),
    }),
  ),
  /** Which raw cell each column of the dataset is made of. */
  cellOf: z.array(z.int().nonnegative()),
});
export type Preview = z.infer<typeof previewSchema>;

/** The tables of a record file, or the sheets of a workbook, when there are several. */
export const tableChoiceSchema = z.object({
  kind: z.enum(["record", "sheet"]),
  chosen: z.string(),
  tables: z.array(z.object({ name: z.string(), rows: z.int().nonnegative() })),
});
export type TableChoice = z.infer<typeof tableChoiceSchema>;

/** What an import produced, without the numbers. `handle` is the SHA-256 of the canonical content. */
export const datasetSchema = z.object({
  handle: z.string(),
  name: z.string(),
  /** Where the wall clock of all times hangs: "UTC", "+02:00" or an IANA name; null where nothing says. */
  zone: z.string().nullable(),
  file: fileInfoSchema,
  columns: z.array(columnSchema),
  series: z.array(seriesSummarySchema),
  /** Ids of series that the file holds and `options.series` left out. */
  otherSeries: z.array(z.string()),
  repairs: z.array(repairSchema),
  /** Repairs that the options undid, as far as the file would have needed them. */
  undone: z.array(repairSchema.omit({ examples: true, count: true })),
  warnings: z.array(warningSchema),
  preview: previewSchema,
  tables: tableChoiceSchema.nullable(),
});
export type Dataset = z.infer<typeof datasetSchema>;

/** What was understood of a file that could not be imported: enough to show where it went wrong and to choose anew. */
export const understoodSchema = z.object({
  file: fileInfoSchema.nullable(),
  /** Without roles that were never decided: those are `ignored`. */
  columns: z.array(columnSchema),
  preview: previewSchema,
  tables: tableChoiceSchema.nullable(),
});
export type Understood = z.infer<typeof understoodSchema>;

const columnName = z.string().max(10_000);
const columnNames = z.array(columnName).max(20_000);

export const duplicatePolicies = ["mean", "first", "last", "sum"] as const;
const duplicatePolicySchema = z.enum(duplicatePolicies);
export type DuplicatePolicy = z.infer<typeof duplicatePolicySchema>;

/** How to read a file, where the user says so; whatever is absent is decided from evidence. Columns go by name. */
export const importOptionsSchema = z.strictObject({
  timeColumn: columnName.exactOptional(),
  targetColumns: columnNames.min(1).exactOptional(),
  /** Empty: the rows belong to one series, whatever the text columns say. */
  idColumns: columnNames.exactOptional(),
  /** Of the columns that are neither time, id nor target, those that explain the target; all others are ignored. */
  covariateColumns: columnNames.exactOptional(),
  /** IANA name; instants (times with an offset, epochs) are shown in it, and wall-clock times are those of its clock. */
  timezone: z.string().min(1).max(100).exactOptional(),
  /** What repeated times of one series become; their mean when absent. */
  duplicates: duplicatePolicySchema.exactOptional(),
  /** Gaps of at most this many steps are interpolated; none when absent. */
  fillGapsUpToSteps: z.int().min(1).max(1000).exactOptional(),
  /** One table of a file that holds several. */
  recordTable: z.string().min(1).max(1000).exactOptional(),
  /** One sheet of a workbook. */
  sheet: z.string().min(1).max(1000).exactOptional(),
  decimalMark: z.enum([".", ","]).exactOptional(),
  /** Order of day, month and year in dates of digits. */
  dateOrder: dateOrderSchema.exactOptional(),
  /** Further words and numbers that stand for no value, as the file writes them. */
  missingTokens: z.array(z.string().min(1).max(200)).max(200).exactOptional(),
  /** The step of every series; of a file without times, the step from row to row. */
  frequency: frequencySchema.exactOptional(),
  /** Wall clock of the first row of a file without times or dates; 2000-01-01 when absent. */
  start: z.string().min(1).max(100).exactOptional(),
  /** What gaps of more than `splitGapsOverSteps` become: missing steps when absent, or series of their own. */
  longGaps: z.enum(["missing", "split"]).exactOptional(),
  /** Two seasons, at least 24 steps, when absent. */
  splitGapsOverSteps: z.int().min(1).max(1_000_000).exactOptional(),
  /** Longer steps than the file's: each the sum or the mean of its parts; `evidence` decides by what the column means. */
  aggregate: z.strictObject({ frequency: frequencySchema, by: z.enum(["evidence", "sum", "mean"]) }).exactOptional(),
  /** Ids of the series to keep; all when absent. */
  series: z.array(z.string().max(4096)).min(1).max(1_000_000).exactOptional(),
  /** Codes of repairs that are not to be made. */
  undo: z.array(z.string().min(1).max(100)).max(100).exactOptional(),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

/** The options in force of one import, and where they come from. */
export const importSettingsSchema = z.object({
  options: importOptionsSchema,
  /** `remembered`: chosen by the user for an earlier file with the same columns. */
  source: z.enum(["evidence", "user", "remembered"]),
  /** Why remembered options were not used after all. */
  problem: z.string().optional(),
});
export type ImportSettings = z.infer<typeof importSettingsSchema>;
