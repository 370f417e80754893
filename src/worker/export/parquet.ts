import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { SchemaElement } from "hyparquet";
import type { TableColumn, TimeColumn } from "#engine/export";

/**
 * A table as Parquet (Snappy), readable by pandas, polars, DuckDB and Spark. Where all times have a place in
 * UTC they are timestamps adjusted to it, whose zone the manifest names; otherwise they are wall-clock, without zone, and no
 * reader shall shift them. The manifest stands in the file's metadata.
 */
export function parquet(columns: readonly TableColumn[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const schema: SchemaElement[] = [{ name: "root", num_children: columns.length }, ...columns.map(elementOf)];
  const buffer = parquetWriteBuffer({
    schema,
    columnData: columns.map(sourceOf),
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: "Fantail",
  });
  return new Uint8Array(buffer);
}

function elementOf(column: TableColumn): SchemaElement {
  switch (column.kind) {
    case "text":
      return { name: column.name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" };
    case "integer":
      return { name: column.name, type: "INT32", repetition_type: "REQUIRED" };
    case "time":
      return {
        name: column.name,
        type: "INT64",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: areInstants(column), unit: "MILLIS" },
        repetition_type: "REQUIRED",
      };
    case "number":
      return { name: column.name, type: "DOUBLE", repetition_type: "OPTIONAL" };
  }
}

function sourceOf(column: TableColumn): ColumnSource {
  const data = column.kind === "time" ? datesOf(column) : [...column.cells];
  return { name: column.name, data };
}

function areInstants({ offsets }: TimeColumn): boolean {
  return offsets.every((offset) => offset !== null);
}

function datesOf(column: TimeColumn): Date[] {
  const isAdjusted = areInstants(column);
  return column.cells.map((time, row) => new Date(isAdjusted ? time - (column.offsets[row] ?? 0) : time));
}
