export { type DatasetKeeping, keepingIn } from "./dataset-keeping.ts";
export { type OpenDataset, DatasetRegistry } from "./dataset-registry.ts";
export { describeDataset } from "./describe-dataset.ts";
export { Imports, readOptions } from "./import-service.ts";
export { IngestClient } from "./ingest-client.ts";
export { type RowPlace, placeOfRow } from "./row-place.ts";
export type { ImportControl } from "./import-control.ts";
export { minContextSteps, oldestOrigin } from "./oldest-origin.ts";
