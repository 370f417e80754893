import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { SchemaElement } from "hyparquet";
import type { TableColumn } from "#engine/export";

/**
 * A table as Parquet (Snappy), readable by pandas, polars, DuckDB and Spark. Times are timestamps without zone: they are
 * wall-clock, and no reader shall shift them. The manifest stands in the file's metadata.
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
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MILLIS" },
        repetition_type: "REQUIRED",
      };
    case "number":
      return { name: column.name, type: "DOUBLE", repetition_type: "OPTIONAL" };
  }
}

function sourceOf(column: TableColumn): ColumnSource {
  const data = column.kind === "time" ? column.cells.map((time) => new Date(time)) : [...column.cells];
  return { name: column.name, data };
}
