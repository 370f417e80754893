/** What a table means: where it begins, which column is the time, what the others are. */
export { clockAxis, countedRows, statedRows } from "./counted-time.ts";
export { type RawPreview, type RawRow, type Understanding, makePreview, rawRows } from "./preview.ts";
export type { Groups } from "./groups.ts";
export { type Roles, describeColumns, findRoles, noValueColumn, rowCountName } from "./roles.ts";
export { type ColumnShape, type GivenShape, type TableShape, findTable, isBlankRow, isRuleRow } from "./table-shape.ts";
export { type TimeAxis, findTimeAxis, noTimeColumn } from "./time-axis.ts";
export type { MarkNote } from "./decimal-mark.ts";
export { isIdNumberName } from "./column-names.ts";
export { withOutline } from "./outline.ts";
export type { Unpivoted } from "./melt.ts";
export { monthsWithoutYear, unpivot, unpivotDates } from "./unpivot.ts";
export { rowsOfWholeTimes } from "./whole-times.ts";
export { withoutOutlyingInSeries } from "./outlying-times.ts";
export { sayUnused } from "./unused-columns.ts";
