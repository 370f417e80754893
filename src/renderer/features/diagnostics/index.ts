export { type ChartTimes, createChartTimes } from "./chart-times.ts";
export { DiagnosticsContext, StoragePartContext } from "./context.ts";
export { createDiagnostics } from "./diagnostics.ts";
export { HealthButton } from "./health-button.tsx";
export { diagnosticsDialog } from "./later.ts";
