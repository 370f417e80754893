import type { Warning } from "#domain/dataset";
import { inWords } from "#renderer/format";

/** All warnings of one cause. */
export interface WarningGroup {
  readonly code: string;
  /** The cause in a few words. */
  readonly title: string;
  /** Says what was decided where there was no doubt: nothing has to be done about it. */
  readonly isNote: boolean;
  /** At least one. */
  readonly warnings: readonly Warning[];
}

/** By cause, in the order of the import; those that need somebody's attention first. */
export function groupWarnings(warnings: readonly Warning[]): readonly WarningGroup[] {
  const groups = new Map<string, Warning[]>();
  for (const warning of warnings) groups.set(warning.code, [...(groups.get(warning.code) ?? []), warning]);
  const all = [...groups].map(([code, own]) => ({
    code,
    title: titles[code] ?? inWords(code),
    isNote: notes.has(code),
    warnings: own,
  }));
  return [...all.filter(({ isNote }) => !isNote), ...all.filter(({ isNote }) => isNote)];
}

/** How many causes need attention. */
export function countForAttention(warnings: readonly Warning[]): number {
  return groupWarnings(warnings).filter(({ isNote }) => !isNote).length;
}

const notes: ReadonlySet<string> = new Set([
  "aggregated",
  "constant",
  "counted-time",
  "date-order",
  "daylight-saving",
  "decimal-mark",
  "empty-column",
  "encoding",
  "events-counted",
  "free-text",
  "hour-ending",
  "many-targets",
  "mixed-epoch-units",
  "mixed-time-formats",
  "record-tables",
  "sub-second",
  "two-digit-years",
  "zero-bytes",
]);

const titles: Readonly<Record<string, string>> = {
  aggregated: "Longer steps",
  "ambiguous-date-order": "Day or month first?",
  "ambiguous-decimal": "Thousands or decimals?",
  "ambiguous-encoding": "Which encoding?",
  "ambiguous-month": "Which month?",
  "ambiguous-period": "Month or quarter?",
  "beyond-sensor": "Readings beyond the sensor’s range",
  "buddhist-years": "Years of the Buddhist calendar",
  "clock-only": "Times without a date",
  constant: "Always the same value",
  "counted-time": "Rows counted in steps",
  "cut-off-file": "The file ends early",
  "date-order": "Order of day and month",
  "daylight-saving": "Daylight saving time",
  "decimal-mark": "Decimal mark",
  "duplicates-averaged": "Different values at one time, averaged",
  "empty-column": "Empty columns",
  "empty-series": "Series without a value",
  "ended-early": "Series that ended earlier",
  "estimated-reading": "Estimated readings",
  "events-counted": "Rows counted per step",
  "events-summed": "Several rows a step, put together",
  "files-left-out": "Files that were left out",
  "fiscal-years": "Fiscal years",
  "flag-everywhere": "Nearly every step changed",
  "flagged-value": "Numbers with flags",
  "free-text": "Columns of free text",
  gaps: "Missing steps",
  "hour-ending": "Hours named by their end",
  irregular: "Too sparse for these steps",
  "joined-files": "Several files read as one",
  "left-out-row": "Rows to leave out",
  "many-targets": "Many columns of numbers",
  "marked-timestamp": "Marks behind times",
  "mixed-date-order": "Dates written in several orders",
  "mixed-epoch-units": "Times counted in several units",
  "mixed-offsets": "Several UTC offsets",
  "mixed-time-formats": "Times written in several ways",
  "mostly-missing": "Mostly missing",
  "nested-columns": "Columns of lists, left out",
  "no-start": "Rows without a start",
  "other-calendar": "Dates of another calendar?",
  outliers: "Values far from their neighbours",
  "outlying-timestamp": "Times far from all others",
  "parts-of-years": "Quarters or half-years",
  "record-tables": "Several tables in the file",
  "resolution-changes": "Steps that change",
  "retail-calendar": "Periods of four and five weeks",
  seasons: "Seasons named by two years",
  "several-tables": "Several tables in the file",
  "similar-sheets": "Sheets with the same columns",
  "split-gap": "Series split at long gaps",
  "states-carried": "States between their changes",
  "states-left-out": "States without numbers",
  "sub-second": "Several rows a second",
  tables: "Several tables in the file",
  "too-short": "Short histories",
  "total-kept": "A total that is kept",
  "total-row": "Totals among the rows",
  "two-digit-years": "Years of two digits",
  "unreadable-timestamp": "Rows whose time can’t be read",
  "unused-column": "Columns that were not used",
  "weekend-rows": "Rows on weekends",
  "zero-bytes": "Zero bytes",
};
