export { DiagnosticsDialog } from "./diagnostics-dialog.tsx";
export { HealthButton } from "./health-button.tsx";
