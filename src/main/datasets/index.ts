export { type IngestCache, ingestCacheIn } from "./ingest-cache.ts";
export { DatasetPins } from "./dataset-pins.ts";
export {
  type DatasetListener,
  type DatasetOwner,
  type DatasetSource,
  type OpenDataset,
  datasetNotOpen,
  DatasetRegistry,
} from "./dataset-registry.ts";
export { describeDataset } from "./describe-dataset.ts";
export { columnOptions, type FileReader, importedDataset, readOptions, ImportService } from "./import-service.ts";
export { IngestClient, type ImportCallbacks, type ReadFile } from "./ingest-client.ts";
export { placeOfRow } from "./row-place.ts";
export { migrateImportPresets, ImportPresets } from "./import-presets.ts";
export type { ImportControl } from "./import-control.ts";
export { seriesRows } from "./series-rows.ts";
