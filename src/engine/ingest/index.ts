/** From the bytes of a file to regular series, with every repair recorded. */
export { csvChunks, csvLine } from "#engine/ingest/reading";
export { ingest } from "./ingest.ts";
export { IngestError } from "#engine/ingest/report";
export type {
  ColumnInfo,
  FileInfo,
  IngestedDataset,
  IngestedSeries,
  Repair,
  RepairRow,
  SeriesFlags,
  Understood,
  Warning,
} from "#engine/ingest/report";
export type {
  ByteSource,
  IngestOptions,
  IngestPorts,
  IngestProgress,
  Sha256,
  TableChoice,
} from "#engine/ingest/request";
