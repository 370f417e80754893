import type { ColumnSink } from "#engine/ingest/columns";
import type { RepairLog } from "#engine/ingest/report";
import { isBlankRow, isRuleRow, type Section, type TableShape } from "#engine/ingest/understanding";
import { recordKey, type RecordTable } from "#engine/ingest/vendors";
import { notePreambleRow, type NamedColumn } from "./head-notes.ts";

/** More rows than this that begin with # are no comments. */
const maxCommentShare = 0.05;

/** The table that rows are taken into. */
export interface IntakeTable {
  readonly shape: TableShape;
  readonly columns: readonly NamedColumn[];
  /** [columns] */
  readonly sinks: readonly ColumnSink[];
  readonly section: Section | null;
  readonly record: RecordTable | null;
  /** Rows of data may begin with #. */
  readonly hasHashRows: boolean;
  readonly log: RepairLog;
}

/** Takes the rows of a file that are data into the columns of its table, and knows which row of the file each one was. */
export class RowIntake {
  readonly #table: IntakeTable;
  readonly #firstDataFileRow: number;
  #isInRecord = false;
  #rows = 0;
  #fileRow: number;
  /** Data-row index before which a file row was skipped, once per skipped row, ascending. */
  readonly #skips: number[] = [];

  /** @param before rows of the file above the first one that will be taken */
  constructor(table: IntakeTable, before: number) {
    this.#table = table;
    this.#fileRow = before;
    this.#firstDataFileRow = before + 1;
  }

  /** Rows of data so far. */
  get rows(): number {
    return this.#rows;
  }

  /** The row of the file, from 1. @param row of the table */
  fileRowOf(row: number): number {
    return this.#firstDataFileRow + row + skipsBefore(this.#skips, row);
  }

  /** Whether rows of the file between this row of the table and the one before were skipped. */
  isBehindGap(row: number): boolean {
    return skipsBefore(this.#skips, row) > skipsBefore(this.#skips, row - 1);
  }

  /** Rows of data that went into the columns another way. */
  count(rows: number): void {
    this.#rows += rows;
    this.#fileRow += rows;
  }

  /** The rows of the one table that lie within the piece at hand; those around it only count. */
  take(rows: string[][]): void {
    const { section, shape, columns, log } = this.#table;
    if (section === null) {
      this.#takeOwn(rows);
      return;
    }
    for (const row of rows) {
      const at = this.#fileRow;
      const isWithin = at >= section.from + shape.firstDataRow && at < section.to;
      if (isWithin) this.#takeOwn([row.slice(section.fromColumn, section.toColumn)]);
      else {
        this.#fileRow += 1;
        this.#skips.push(this.#rows);
        if (at < section.preambleRows && !isBlankRow(row)) notePreambleRow(log, columns, row, at + 1);
      }
    }
  }

  /** The last line, unless a broken download cut it off in the middle. */
  takeLast(rows: string[][]): void {
    const { record, section, shape, columns, log } = this.#table;
    const last = rows[0];
    if (
      record === null &&
      section === null &&
      last !== undefined &&
      rows.length === 1 &&
      last.length < shape.width &&
      this.#rows > 1 &&
      !isBlankRow(last)
    ) {
      const isUsualLength = log.count("short-row") > this.#rows * 0.1;
      if (!isUsualLength && !log.isUndone("cut-off-row")) {
        this.#fileRow += 1;
        log.add("cut-off-row", this.#fileRow, columns[0]?.name ?? "", last.join(" "), "left out");
        return;
      }
    }
    this.take(rows);
  }

  #takeOwn(rows: string[][]): void {
    const { shape, record } = this.#table;
    for (const row of rows) {
      this.#fileRow += 1;
      if (record !== null && !this.#isOfRecord(row, record.key)) {
        this.#skips.push(this.#rows);
        continue;
      }
      const first = row[0] ?? "";
      if (first.length === 0 || first.charCodeAt(0) <= 32 || isMark(first.charCodeAt(0))) {
        if (isBlankRow(row) || isRuleRow(row) || this.#isComment(row)) {
          this.#skips.push(this.#rows);
          continue;
        }
      }
      this.#takeRow(row, shape.width);
    }
  }

  #isOfRecord(row: readonly string[], key: string): boolean {
    if (row[0] === "I") this.#isInRecord = recordKey(row) === key;
    return row[0] === "D" && this.#isInRecord;
  }

  /**
   * Orders, tickets and channels begin with #, too: a comment is what does not fill the table, or stands where a time or a
   * number should. Where many rows begin so, they are rows.
   */
  #isComment(row: readonly string[]): boolean {
    const { shape, columns, log, hasHashRows } = this.#table;
    if ((row[0] ?? "").charCodeAt(0) !== 35 || hasHashRows) return false;
    const fills = row.length === shape.width && row.some((cell, at) => at > 0 && cell.trim() !== "");
    // ##### is a cell that was too narrow for its date or number.
    if (fills && (shape.columns[0]?.kind === "text" || /^#+$/.test(row[0] ?? ""))) return false;
    if (log.isUndone("comment-row")) return false;
    log.add("comment-row", this.#fileRow, columns[0]?.name ?? "", row.join(" "), "left out");
    return true;
  }

  #takeRow(row: string[], width: number): void {
    const { sinks, columns } = this.#table;
    if (row.length !== width) this.#noteLength(row, width);
    for (let at = 0; at < sinks.length; at += 1) {
      let cell = row[columns[at]?.index ?? 0] ?? "";
      if (cell.length > 0 && (cell.charCodeAt(0) <= 32 || cell.charCodeAt(cell.length - 1) <= 32)) cell = cell.trim();
      sinks[at]?.push(cell);
    }
    this.#rows += 1;
  }

  #noteLength(row: readonly string[], width: number): void {
    const { columns, log } = this.#table;
    const name = columns[0]?.name ?? "";
    if (row.length < width) {
      log.add("short-row", this.#fileRow, name, `${row.length} of ${width} cells`, "the rest is missing");
    } else if (row.slice(width).some((cell) => cell.trim() !== "")) {
      log.add("long-row", this.#fileRow, name, row.slice(width).join(" "), "cells past the last column left out");
    }
  }
}

/** Whether many of the first rows begin with #. @param rows from the table's first one on */
export function haveHashRows({ firstDataRow, width }: TableShape, rows: readonly (readonly string[])[]): boolean {
  const filled = rows.slice(firstDataRow).filter((row) => row.length === width);
  const hashed = filled.filter((row) => (row[0] ?? "").startsWith("#")).length;
  return hashed > 1 && hashed > filled.length * maxCommentShare;
}

/** # - = + : | — what a comment or a ruled line may begin with. */
function isMark(code: number): boolean {
  return code === 35 || code === 45 || code === 61 || code === 43 || code === 58 || code === 124;
}

/** How many rows were skipped at or before a data row. */
function skipsBefore(skips: readonly number[], index: number): number {
  let low = 0;
  let high = skips.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((skips[middle] ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low;
}
