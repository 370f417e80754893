import type { Warning, WarningCode } from "#domain/dataset";
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
    title: titleOf(code),
    isNote: notes.has(code),
    warnings: own,
  }));
  return [...all.filter(({ isNote }) => !isNote), ...all.filter(({ isNote }) => isNote)];
}

/** How many causes need attention. */
export function countForAttention(warnings: readonly Warning[]): number {
  return groupWarnings(warnings).filter(({ isNote }) => !isNote).length;
}

/** Datasets of other versions may hold codes that are not known here. */
function titleOf(code: string): string {
  return (titles as Readonly<Record<string, string>>)[code] ?? inWords(code);
}

const notes: ReadonlySet<string> = new Set<WarningCode>([
  "aggregated",
  "buddhist-years",
  "constant",
  "counted-time",
  "date-order",
  "daylight-saving",
  "decimal-mark",
  "empty-column",
  "estimated-reading",
  "events-counted",
  "fiscal-years",
  "flagged-value",
  "free-text",
  "hour-ending",
  "many-targets",
  "marked-timestamp",
  "mixed-epoch-units",
  "mixed-time-formats",
  "parts-of-years",
  "record-tables",
  "retail-calendar",
  "scaled-number",
  "seasons",
  "states-carried",
  "sub-second",
  "two-digit-years",
  "week-numbers",
  "zero-bytes",
]);

const titles: Readonly<Record<WarningCode, string>> = {
  aggregated: "Longer steps",
  "ambiguous-date-order": "Day or month first?",
  "ambiguous-decimal": "Thousands or decimals?",
  "ambiguous-encoding": "Which encoding?",
  "ambiguous-month": "Month names of several languages",
  "ambiguous-period": "Month or quarter?",
  "beyond-limit": "Numbers known only by a limit",
  "beyond-sensor": "Readings beyond the sensor’s limits",
  "buddhist-years": "Years of the Buddhist era",
  "clock-only": "Times without a date",
  constant: "Always the same value",
  "counted-time": "Rows counted in steps",
  "cut-off-file": "File cut off",
  "date-order": "Order of day and month",
  "daylight-saving": "Daylight saving time",
  "decimal-mark": "Decimal mark",
  "duplicates-averaged": "Different values at one time, averaged",
  "empty-column": "Empty columns",
  "empty-series": "Series without a value",
  "ended-early": "Series that ended earlier",
  "known-future": "Known future",
  "estimated-reading": "Estimated readings",
  "events-averaged": "Several rows a step, averaged",
  "events-counted": "Rows counted per step",
  "events-first": "Several rows a step, the first kept",
  "events-last": "Several rows a step, the last kept",
  "events-summed": "Several rows a step, added up",
  "excel-1904": "Days counted from 1904",
  "files-left-out": "Files without a table",
  "fiscal-years": "Fiscal years",
  "flag-everywhere": "Flags on nearly every step",
  "flagged-value": "Flags beside numbers",
  "free-text": "Columns of free text",
  gaps: "Missing steps",
  "hour-ending": "Hours named by their end",
  irregular: "Too sparse for these steps",
  "joined-files": "Files read as one table",
  "left-out-row": "Rows to leave out",
  "many-targets": "Many columns of numbers",
  "marked-timestamp": "Marks behind times",
  "mixed-date-order": "Dates written in several orders",
  "mixed-epoch-units": "Times in several units",
  "mixed-offsets": "Several UTC offsets",
  "mixed-time-formats": "Times written in several ways",
  "mostly-missing": "Mostly missing",
  "database-in-use": "Read from a copy",
  "nested-columns": "Columns of lists and structures",
  "no-start": "Rows without a start",
  "other-calendar": "Years of another calendar?",
  outliers: "Values far from their neighbours",
  "outlying-timestamp": "Times far from all others",
  "parts-of-years": "Quarters and half-years",
  "record-tables": "Several tables in the file",
  "resolution-changes": "Steps that change",
  "retail-calendar": "Months of four and five weeks",
  "scaled-number": "Numbers with magnitudes",
  seasons: "Seasons of two years",
  "several-tables": "Several tables in the file",
  "similar-sheets": "Sheets of the same columns",
  "split-gap": "Series split at a gap",
  "states-carried": "States carried on",
  "states-left-out": "States without numbers",
  "sub-second": "Several rows a second",
  "too-short": "Short histories",
  "total-kept": "Totals kept as series",
  "total-row": "Totals among the rows",
  "too-many-words": "Too many different words",
  "two-digit-years": "Years of two digits",
  "unreadable-timestamp": "Rows whose time can’t be read",
  "unused-column": "Columns that were left out",
  "week-numbers": "Week numbers",
  "weekend-rows": "Rows on weekends",
  "zero-bytes": "Zero bytes",
};
