export { FindingsContext, SaveReportContext } from "./context.ts";
export { createFindings } from "./findings.ts";
export { ReportPanel } from "./report-panel.tsx";
export { createSaveReport } from "./save-report.ts";
