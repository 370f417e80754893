/** The content of exports as text; the export process writes the files. */
export { exportEnding, exportEndings } from "./export-ending.ts";
export { fanOf, notesOf } from "./fan-of.ts";
export { forecastCsv } from "./forecast-csv.ts";
export { type DocumentedForecast, type ForecastDocument, forecastDocument, forecastJson } from "./forecast-document.ts";
export { type ImportReport, importReportCsv, importReportJson, type ReportedCorrection } from "./import-report.ts";
export { longTable, type TableColumn, type TimeColumn } from "./long-table.ts";
export { seriesNotes, type SeriesNotes } from "./manifest-entries.ts";
export { manifestModel, manifestZone } from "./manifest.ts";
export { type NumberTable, numberTable } from "./number-table.ts";
export { reportHtml, type ReportParts } from "./report-html.ts";
export { tableCsv } from "./table-csv.ts";
export { terminalTable, type TerminalTableOptions } from "./terminal-table.ts";
export { workbookParts, type WorkbookPart } from "./workbook.ts";
