/** Import options, the dataset that an import produces, and its report. */
export type { RepairCode, WarningCode } from "./codes.ts";
export type { Dataset, ImportedDataset, IngestedDataset } from "./dataset.ts";
export {
  columnRoles,
  dateOrders,
  type ColumnInfo,
  type DateOrder,
  type FileInfo,
  type Preview,
  type PreviewRow,
  type TableChoice,
  type Understood,
} from "./file.ts";
export {
  aggregationRules,
  decimalMarks,
  duplicatePolicies,
  type Aggregation,
  type DuplicatePolicy,
  type ImportOptions,
  type ImportPreset,
  type ImportProgress,
  type ImportSettings,
  type IngestOptions,
} from "./options.ts";
export { type GroupColumn, groupColumnsOf, partsOf } from "./group-columns.ts";
export { formatRowRange, mergeRowRanges, parseRowRange, type RowRange } from "./row-ranges.ts";
export type { IngestedRepair, Repair, RepairRow, UndoneRepair, Warning } from "./repairs.ts";
export { measuredIn } from "./measured.ts";
