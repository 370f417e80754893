export { type DatasetKeeping, keepingIn } from "./dataset-keeping.ts";
export { DatasetPins } from "./dataset-pins.ts";
export { type DatasetListener, type OpenDataset, datasetNotOpen, DatasetRegistry } from "./dataset-registry.ts";
export { describeDataset } from "./describe-dataset.ts";
export { carryImportsOver, ImportPresets } from "./import-presets.ts";
export { ImportService, readOptions } from "./import-service.ts";
export { type ImportCallbacks, IngestClient, type ReadFile } from "./ingest-client.ts";
export { type RowPlace, placeOfRow } from "./row-place.ts";
export type { ImportControl } from "./import-control.ts";
