export { batchNames, exportBatch, type WantedBatch } from "./batch.ts";
export { ExportClient } from "./export-client.ts";
export { Exporter, type PagePrinter } from "./exporter.ts";
export { exportedScenarios } from "./exported-scenarios.ts";
export { exportedSums } from "./exported-sums.ts";
export { exportedTotals } from "./exported-totals.ts";
export { StoredReportTexts } from "./report-texts.ts";
