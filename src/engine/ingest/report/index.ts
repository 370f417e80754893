/** What an import gives back, and what is said about it: repairs, warnings, quality, failures. */
export { IngestError } from "./ingest-error.ts";
export { noteGaps, noteOutliers } from "./quality.ts";
export { RepairLog } from "./repair-log.ts";
export { sayOtherTables } from "./table-list.ts";
export { tooFewRows } from "./too-few-rows.ts";
export { listed, oneOf, timeText, typed } from "./words.ts";
