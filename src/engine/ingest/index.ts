/** From the bytes of a file to regular series, with every repair recorded. */
export { csvChunks, csvLine } from "#engine/ingest/reading";
export { ingest } from "./ingest.ts";
export { IngestError, listed } from "#engine/ingest/report";
export type { ByteSource, IngestPorts, Sha256 } from "#engine/ingest/request";
