export { ChartPanel } from "./chart-panel.tsx";
export { PeriodChoice } from "./view-controls.tsx";
