/** What a table means: where it begins, which column is the time, what the others are. */
export { leftOutRows, withoutLeftOutRows } from "./left-out-rows.ts";
export { clockAxis, countedRows, statedRows } from "./counted-time.ts";
export { type RawPreview, type RawRow, type Understanding, makePreview, rawRows } from "./preview.ts";
export type { Groups } from "./groups.ts";
export { type Roles, describeColumns, findRoles, rowCountName } from "./roles.ts";
export { noTimeColumn, noValueColumn } from "./refusals.ts";
export { type ColumnShape, type GivenShape, type TableShape, findTable, isBlankRow, isRuleRow } from "./table-shape.ts";
export { type TimeAxis, findTimeAxis } from "./time-axis.ts";
export type { MarkNote } from "./decimal-mark.ts";
export { findNamed, isIdNumberName, isPrecipitationName, isTimeName } from "./column-names.ts";
export { withOutline } from "./outline.ts";
export type { Unpivoted } from "./melt.ts";
export { monthsWithoutYear, unpivot, unpivotDates } from "./unpivot.ts";
export { rowsOfWholeTimes } from "./whole-times.ts";
export { withoutOutlyingInSeries } from "./outlying-times.ts";
export { sayUnused } from "./unused-columns.ts";
export { SectionScan } from "./sections.ts";
export { type Section, largestTable, sideBySide, tablesOf, withOwnNames } from "./several-tables.ts";
