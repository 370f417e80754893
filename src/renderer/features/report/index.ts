export { FindingsContext, SaveReportContext } from "./context.ts";
export { createFindings } from "./findings.ts";
export { createSaveReport } from "./save-report.ts";
export { reportPanel } from "./later.ts";
