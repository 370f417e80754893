export { HealthButton } from "./health-button.tsx";
export { diagnosticsDialog } from "./later.ts";
