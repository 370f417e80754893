export { type ChartTimes, createChartTimes } from "./chart-times.ts";
export { DiagnosticsContext } from "./context.ts";
export { createDiagnostics } from "./diagnostics.ts";
export { DiagnosticsDialog } from "./diagnostics-dialog.tsx";
export { HealthButton } from "./health-button.tsx";
