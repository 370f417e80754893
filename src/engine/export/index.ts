/** The content of exports as text; the export process writes the files. */
export { clipboardHtml, type ClipboardTable, clipboardText } from "./clipboard-table.ts";
export { copiedTable } from "./copied-table.ts";
export { type DecisionTable, decisionTables } from "./decision-tables.ts";
export {
  decisionsDocument,
  influencesDocument,
  reconciliationDocument,
  sumThresholdsDocument,
  totalsDocument,
} from "./decisions-document.ts";
export { exportEnding, exportEndings } from "./export-ending.ts";
export { fanOf, notesOf } from "./fan-of.ts";
export { exportStem, safeStem, uniqueStems } from "./file-names.ts";
export { type CommandedForecast, forecastCommand } from "./forecast-command.ts";
export { forecastCsv } from "./forecast-csv.ts";
export { type DocumentedForecast, type ForecastDocument, forecastDocument, forecastJson } from "./forecast-document.ts";
export { type ImportReport, importReportCsv, importReportJson, type ReportedCorrection } from "./import-report.ts";
export { longTable, type TableColumn, type TimeColumn } from "./long-table.ts";
export { seriesNotes, type SeriesNotes } from "./manifest-entries.ts";
export { manifestModel, manifestZone, thresholdSetting } from "./manifest.ts";
export { type NumberTable, numberTable } from "./number-table.ts";
export { type PrintedParts, printedReportHtml } from "./printed-report.ts";
export { quotedCommand } from "./quoted-command.ts";
export { reportHtml, type ReportParts } from "./report-html.ts";
export { exportedInfluences, verdictsIn, verdictsSetting } from "./shown-influences.ts";
export { totalsOfReport, type TotalsSource } from "./shown-totals.ts";
export { tableCsv } from "./table-csv.ts";
export { terminalTable, type TerminalTableOptions } from "./terminal-table.ts";
export { workbookManifest, type WorkbookPart, workbookParts } from "./workbook.ts";
