/** From the bytes of a file to regular series, with every repair recorded. */
export { csvChunks, csvLine } from "#engine/ingest/reading";
export { ingest } from "./ingest.ts";
export { IngestError } from "#engine/ingest/report";
export type {
  ByteSource,
  CancelSignal,
  ColumnInfo,
  FileInfo,
  IngestedDataset,
  IngestedSeries,
  IngestOptions,
  IngestPorts,
  IngestProgress,
  Repair,
  RepairRow,
  SeriesFlags,
  Sha256,
  TableChoice,
  Understood,
  Warning,
} from "#engine/ingest/report";
