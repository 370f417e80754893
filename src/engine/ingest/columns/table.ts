import type { FlagCode } from "#domain/series";
import type { IngestOptions } from "#domain/dataset";
import type { DecimalMark } from "#engine/ingest/cells";
import type { RepairLog } from "#engine/ingest/report";
import type { ColumnSink } from "./column-sink.ts";

/** One column of the table after the whole file was read. */
export interface TableColumn {
  readonly name: string;
  readonly sink: ColumnSink;
}

/** The file as columns, before anything has a role. */
export interface Table {
  readonly columns: readonly TableColumn[];
  /** Data rows: every row below the header that is neither blank, comment nor rule. */
  readonly rows: number;
  /** File row of a data row, counted as the file does. */
  readonly fileRow: (index: number) => number;
  /** File row of the columns' names, 0 without any. */
  readonly headRow: number;
  readonly decimal: DecimalMark;
  readonly options: IngestOptions;
  /** Names of series where they are not their columns' names. */
  readonly seriesNames: ReadonlyMap<string, string>;
  readonly log: RepairLog;
  /** The calendar's year while the file is read, for years of two digits. */
  readonly thisYear: number;
  /** Numbers that the user named as missing. */
  readonly missingNumbers: ReadonlySet<number>;
  /** Missing steps at a series' end are not there: its rows are as long as it is. */
  readonly endsWithValues?: boolean;
  /**
   * Of a table that was turned: how many of its rows, one after the other, lie in one row of the file. They share its words,
   * and each of them has its time from its place among them alone.
   */
  readonly turnedWidth?: number;
  /** Rows that are no data and yet worth showing beside it. */
  readonly asides: readonly Aside[];
}

/** Empty where there is no such column. */
export function columnName({ columns }: Pick<Table, "columns">, column: number | undefined): string {
  return columns[column ?? -1]?.name ?? "";
}

export interface Aside {
  readonly code: FlagCode;
  readonly ms: number;
  readonly fileRow: number;
  readonly text: string;
}
