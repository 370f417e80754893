export { type DatasetKeeping, keepingIn } from "./dataset-keeping.ts";
export { Imports, readOptions } from "./imports.ts";
export { IngestClient } from "./ingest-client.ts";
export { type RowPlace, placeOfRow } from "./row-place.ts";
export type { ImportControl } from "./import-control.ts";
