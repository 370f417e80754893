/** Columns of numbers, times and texts that grow as the file is read, and the table that they make. */
export {
  type CellBudget,
  type CellNotes,
  type ColumnSink,
  NumberSink,
  TextSink,
  cellBudget,
  contradictDecimal,
} from "./column-sink.ts";
export { type CodeColumn, type Float64Column, stretchLength } from "./column.ts";
export type { Misfit } from "./misfit.ts";
export { TimeSink } from "./time-sink.ts";
export { GrowableFloat64, GrowableInt32, PackedColumn } from "./growable.ts";
export { RepeatedCodes, TiledColumn, TransposedColumn } from "./matrix-columns.ts";
export { type Aside, columnName, type Table, type TableColumn } from "./table.ts";
