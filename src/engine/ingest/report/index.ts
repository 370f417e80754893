/** What an import gives back, and what is said about it: repairs, warnings, quality, failures. */
export { IngestError } from "./ingest-error.ts";
export { noteGaps, noteOutliers } from "./quality.ts";
export { RepairLog } from "./repair-log.ts";
export type {
  Aggregation,
  ByteSource,
  CancelSignal,
  ColumnInfo,
  DateOrder,
  DuplicatePolicy,
  FileInfo,
  FlagCode,
  FlagSpan,
  IngestOptions,
  IngestPorts,
  IngestProgress,
  IngestedDataset,
  IngestedSeries,
  Preview,
  PreviewRow,
  Repair,
  RepairRow,
  SeriesFlags,
  Sha256,
  TableChoice,
  Understood,
  Warning,
} from "./types.ts";
