export { type DatasetKeeping, keepingIn } from "./dataset-keeping.ts";
export { type DatasetListener, type OpenDataset, datasetNotOpen, DatasetRegistry } from "./dataset-registry.ts";
export { describeDataset } from "./describe-dataset.ts";
export { Imports, readOptions } from "./imports.ts";
export { IngestClient } from "./ingest-client.ts";
export { placeOfRow } from "./row-place.ts";
export type { ImportControl } from "./import-control.ts";
