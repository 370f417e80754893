/** What is reported of a table's head: rows above the data, names that were given, and how numbers are read. */
import { parseNumber } from "#engine/ingest/cells";
import { oneOf, type RepairLog } from "#engine/ingest/report";
import { isBlankRow, isRuleRow, type ColumnShape, type MarkNote, type TableShape } from "#engine/ingest/understanding";

/** A column of the table and its place in the rows. */
export interface NamedColumn {
  readonly index: number;
  readonly name: string;
}

/**
 * @param rows from the table's first one on
 * @param from rows of the file above them
 */
export function noteHead(
  log: RepairLog,
  columns: readonly NamedColumn[],
  shape: TableShape,
  rows: readonly (readonly string[])[],
  from: number,
): void {
  for (let index = 0; index < Math.min(shape.firstDataRow, rows.length); index += 1) {
    const row = rows[index] ?? [];
    if (index === shape.headerRow || isBlankRow(row) || isRuleRow(row)) continue;
    notePreambleRow(log, columns, row, from + index + 1, shape.headerRows.includes(index));
  }
  for (const { column, from: name, to } of shape.renamed) {
    const kind = shape.columns[column]?.kind ?? "empty";
    if (isFrame(shape, column, kind)) continue;
    log.add(name === "" ? "empty-header" : "duplicate-header", from + shape.headerRow + 1, to, name, to);
  }
  noteMarks(log, shape);
}

export function notePreambleRow(
  log: RepairLog,
  columns: readonly NamedColumn[],
  row: readonly string[],
  fileRow: number,
  isHeader = false,
): void {
  log.add(
    isHeader ? "further-header" : "preamble-row",
    fileRow,
    columns[0]?.name ?? "",
    row.filter((cell) => cell.trim() !== "").join(" "),
    "row left out",
  );
}

/** The empty first and last column of a table drawn with | at its edges. */
export function isFrame(shape: TableShape, column: number, kind: ColumnShape["kind"]): boolean {
  const isEdge = column === 0 || column === shape.width - 1;
  return isEdge && kind === "empty" && (shape.columns[column]?.name ?? "").startsWith("column ");
}

/** One line for all columns that are written and read alike. */
function noteMarks(log: RepairLog, { markNotes, columns }: TableShape): void {
  const alike = new Map<string, MarkNote[]>();
  for (const note of markNotes) {
    const key = `${note.decimal} ${note.because} ${note.isCertain}`;
    alike.set(key, [...(alike.get(key) ?? []), note]);
  }
  for (const notes of alike.values()) {
    const [first] = notes;
    if (first === undefined) continue;
    const { text, decimal, because, isCertain } = first;
    const name = oneOf(columns[first.column]?.name ?? "", notes.length, "column", "columns");
    const other = decimal === "." ? "," : ".";
    log.warn(
      isCertain ? "decimal-mark" : "ambiguous-decimal",
      `${name}: "${text}" in row ${first.row + 1} is read as ${parseNumber(text, decimal)}, because ${because}. --decimal ${other} reads ${parseNumber(text, other)}.`,
    );
  }
}
