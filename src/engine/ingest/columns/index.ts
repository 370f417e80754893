/** Columns of numbers, times and texts that grow as the file is read, and the table that they make. */
export {
  type CellBudget,
  type CellNotes,
  type ColumnSink,
  type Misfit,
  NumberSink,
  TextSink,
  TimeSink,
  cellBudget,
  contradictDecimal,
} from "./column-sink.ts";
export { GrowableFloat64, GrowableInt32, PackedColumn } from "./growable.ts";
export type { Aside, Table, TableColumn } from "./table.ts";
