import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("report", {
  howTheFileWasRead: "How the file was read",
  hideHowTheFileWas: "Hide how the file was read",
  howTheFileWasRead2: "How the file was read, scrollable",
  importSettings: "Import settings…",
  saveReport: "Save report…",
  theFileItselfIsNever: "The file itself is never changed.",
  warnings: "Warnings",
  andMore: (warnings: string | number) => `and ${warnings} more`,
  theReportListsAllOf: "The report lists all of them: Save report…",
  showSeries: (series: string | number) => `Show series ${series}`,
  showSeries2: "Show series",
  changesMade: "Changes made",
  noChangesWereNeeded: "No changes were needed.",
  notMade: "Not made",
  undo: (name: string | number) => `Undo: ${name}`,
  undo2: "Undo",
  cantBeUndone: (words: string | number) => `Can’t be undone. ${words}`,
  redo: (name: string | number) => `Redo: ${name}`,
  redo2: "Redo",
  rows: (code: string | number) => `Rows: ${code}`,
  rowBecomes: (row: string | number, column: string | number, from: string | number, to: string | number) =>
    `Row ${row}, ${column}: ${from} becomes ${to}`,
  row: (row: string | number) => `Row ${row}`,
  becomes: " becomes ",
  leaveOutRow: (chosen: string | number) => `Leave out row ${chosen}`,
  earlierRows: "Earlier rows",
  of: (from: string | number, to: string | number, listed: string | number) => `${from}–${to} of ${listed}`,
  laterRows: "Later rows",
  ofTheFirstRowsAre: (count: string | number, listed: string | number) =>
    `Of ${count}, the first ${listed} rows are listed.`,
});
