import type { RepairCode } from "#domain/dataset";
import { inWords } from "#renderer/format";

/** A short name for a repair; its description says what was done. */
export function repairName(code: string): string {
  return (repairText as Readonly<Record<string, string>>)[code] ?? inWords(code);
}

/** "2024-02-28T23:40:01" as people write it, and "2024-02-28T00:00:00 2 times" without its midnight; other texts as they are. */
export function timeAsRead(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d)T(?:00:00:00\s|(?=\d\d:))/, (_, date: string) => `${date} `);
}

const repairText: Readonly<Record<RepairCode, string>> = {
  "beyond-limit": "Numbers known only by a limit",
  "blank-below-name": "Blank cells below a name",
  "calibration-row": "Calibration rows",
  "carried-state": "States carried on to steps",
  "chosen-missing": "Words you named as missing",
  "comment-row": "Comment rows",
  "cut-off-row": "Truncated last row",
  "duplicate-header": "Column names that occur twice",
  "duplicate-timestamp": "Times that occur more than once",
  "empty-header": "Columns without a name",
  "empty-period": "Periods without rows",
  "flagged-value": "Numbers with flags",
  "footer-row": "Rows after the data",
  "further-header": "Further rows of names or units",
  "incomplete-period": "Periods with missing steps",
  "interpolated-gap": "Short gaps filled",
  "joined-step": "Rows combined into one step",
  "left-out-row": "Rows you left out",
  "long-row": "Rows with too many cells",
  "marked-timestamp": "Times with marks",
  "missing-timestamp": "Rows without a time",
  "missing-value-code": "Numbers that mean missing",
  "missing-value-word": "Words that mean missing",
  "no-reading": "Intervals without a reading",
  "not-a-number": "Cells that are not numbers",
  "not-finite": "Infinite numbers",
  "off-grid-row": "Rows beside the steps",
  "other-period": "Rows of other periods",
  "other-record": "Rows of other records",
  "out-of-range": "Values out of range",
  "outlying-timestamp": "Times far from all others",
  "partial-period": "Incomplete periods at the ends",
  "preamble-row": "Rows above the table",
  "repeated-header": "Repeated column names",
  "replaced-reading": "Readings replaced by later versions",
  "scaled-number": "Numbers with magnitudes",
  "sensor-limit": "Readings at the sensor’s limit",
  "short-row": "Rows with too few cells",
  "snapped-timestamp": "Times moved to the nearest step",
  "split-gap": "Long gaps that split a series",
  "state-without-number": "Entities without numbers",
  "total-column": "Columns of totals",
  "total-row": "Totals left out",
  "trace-amount": "Traces of rain or snow",
  "unreadable-timestamp": "Rows with an unreadable time",
  "unsorted-row": "Rows out of order",
  "weekend-row": "Rows on weekends",
  "written-number": "Numbers with signs, separators or units",
};
