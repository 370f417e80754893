/** What support is sent of an application: no user data, unless the user wants it in. */
export { diagnosticsReport, type DiagnosticsReportParts } from "./report.ts";
export { withoutPaths } from "./redaction.ts";
