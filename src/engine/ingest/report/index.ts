/** What an import gives back, and what is said about it: repairs, warnings, quality, failures. */
export { IngestError } from "./ingest-error.ts";
export { noteGaps, noteOutliers } from "./quality.ts";
export type { RepairCode } from "./repair-kinds.ts";
export { RepairLog } from "./repair-log.ts";
export type {
  ColumnInfo,
  FileInfo,
  FlagCode,
  FlagSpan,
  IngestedDataset,
  IngestedSeries,
  Preview,
  PreviewRow,
  Repair,
  RepairRow,
  SeriesFlags,
  Understood,
  Warning,
} from "./types.ts";
