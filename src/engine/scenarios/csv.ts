import Papa from "papaparse";
import { EngineError } from "#domain/errors";
import {
  type AdjustmentChange,
  type AdjustmentEdit,
  adjustmentKinds,
  type AdjustmentShape,
  adjustmentShapes,
  type RangeRule,
  rangeRules,
  scenarioLimits,
  usualRange,
} from "#domain/scenario";
import { formatTimestamp, readTimestamp } from "#engine/series";

const columns = ["series", "from", "to", "change", "value", "shape", "range", "note"] as const;
type Column = (typeof columns)[number];

/** One row of a file of adjustments. */
export interface ParsedAdjustment {
  /** As the file counts, header = 1. */
  readonly row: number;
  readonly edit: AdjustmentEdit | { readonly unreadable: string };
}

/** A row's cells by their column; of JSON, numbers as well. */
export type AdjustmentCells = Readonly<Record<Column, string>>;

export function cellsOf({ series, from, to, change, shape, range, note }: AdjustmentEdit): AdjustmentCells {
  const value = change.kind === "set" ? change.value : change.kind === "add" ? change.amount : change.factor;
  const [first, last] = [formatTimestamp(from), formatTimestamp(to)];
  return { series, from: first, to: last, change: change.kind, value: String(value), shape, range, note };
}

/**
 * Adjustments as CSV (RFC 4180): a line each with the series, the first and the last step's wall-clock time, what is done and with which
 * number, and how; in the order in which they apply.
 */
export function adjustmentsCsv(edits: readonly AdjustmentEdit[]): string {
  const lines = edits.map((edit) => {
    const cells = cellsOf(edit);
    return columns
      .map((name) => (name === "series" || name === "note" ? guarded(cells[name]) : cells[name]))
      .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
      .join(",");
  });
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

/**
 * The rows of such a file, with commas, semicolons or tabs between the cells. Columns may be in any order, and others are passed over. An
 * empty `to` is the same step as `from`, an empty `shape` is a pulse, an empty `range` what is usual for the change; a value may be written
 * as +10 % or -10 %, which is a factor.
 *
 * @throws EngineError file-not-a-table where a column is missing, or there are too many rows
 */
export function parseAdjustments(text: string): readonly ParsedAdjustment[] {
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const delimiter = [";", "\t"].find((mark) => firstLine.includes(mark)) ?? ",";
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { delimiter });
  const [header = [], ...lines] = data;
  const names = header.map((name) => name.trim().toLowerCase());
  const absent = (["series", "from", "change", "value"] as const).find((name) => !names.includes(name));
  if (absent !== undefined)
    throw new EngineError("file-not-a-table", `This is no file of adjustments: it has no column "${absent}".`, {
      hint: `Its first row has to be: ${columns.join(",")}.`,
    });
  const filled = [...lines.entries()].filter(([, cells]) => cells.some((cell) => cell.trim() !== ""));
  if (filled.length > scenarioLimits.adjustments)
    throw new EngineError(
      "file-not-a-table",
      `This file has ${filled.length.toLocaleString("en")} adjustments; there can be ${scenarioLimits.adjustments.toLocaleString("en")}.`,
    );
  return filled.map(([at, cells]) => {
    const cell = (name: Column): string => cells[names.indexOf(name)] ?? "";
    const own = Object.fromEntries(columns.map((name) => [name, cell(name)])) as Record<Column, string>;
    const said = { ...own, series: unguarded(own.series), note: unguarded(own.note) };
    return { row: at + 2, edit: readAdjustment(said, delimiter === ";") };
  });
}

/** @param hasDecimalCommas as spreadsheets write them beside semicolons */
export function readAdjustment(cells: AdjustmentCells, hasDecimalCommas: boolean): ParsedAdjustment["edit"] {
  const from = readTimestamp(cells.from);
  if (from === null) return { unreadable: `"${cells.from}" is no time. Write times as 2024-01-31T13:00:00.` };
  const to = cells.to.trim() === "" ? from : readTimestamp(cells.to);
  if (to === null) return { unreadable: `"${cells.to}" is no time. Write times as 2024-01-31T13:00:00.` };
  if (to < from) return { unreadable: `It ends (${cells.to}) before it begins (${cells.from}).` };
  const change = readChange(cells.change.trim().toLowerCase(), cells.value.trim(), hasDecimalCommas);
  if (typeof change === "string") return { unreadable: change };
  const shape = oneOf<AdjustmentShape>(adjustmentShapes, cells.shape, "pulse");
  if (shape === null)
    return { unreadable: `"${cells.shape}" is no shape. Shapes are: ${adjustmentShapes.join(", ")}.` };
  const range = oneOf<RangeRule>(rangeRules, cells.range, usualRange[change.kind]);
  if (range === null)
    return { unreadable: `"${cells.range}" says nothing of the range. It can be: ${rangeRules.join(", ")}.` };
  const { note } = cells;
  if (note.length > scenarioLimits.note)
    return { unreadable: `The note has ${note.length} characters; it can have ${scenarioLimits.note}.` };
  return { series: cells.series, from, to, change, shape, range, note };
}

function oneOf<One extends string>(all: readonly One[], text: string, usual: One): One | null {
  const wanted = text.trim().toLowerCase();
  return wanted === "" ? usual : (all.find((one) => one === wanted) ?? null);
}

/** A string says what is wrong. */
function readChange(kind: string, value: string, hasDecimalCommas: boolean): AdjustmentChange | string {
  if (!adjustmentKinds.some((known) => known === kind))
    return `"${kind}" is no change. Changes are: ${adjustmentKinds.join(", ")}.`;
  const share = /^([+-]?[\d.,]+)\s*%$/.exec(value)?.[1];
  const text = hasDecimalCommas ? (share ?? value).replace(",", ".") : (share ?? value);
  const number = text === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) return `"${kind}" needs a number in the column value, and has "${value}".`;
  if (share !== undefined && kind !== "multiply") return `"${kind}" needs a number, and has a share: "${value}".`;
  if (kind === "set") return { kind, value: number };
  if (kind === "add") return { kind, amount: number };
  const factor = share === undefined ? number : 1 + number / 100;
  return factor < 0 ? `A factor is zero or more, and this is ${factor}.` : { kind: "multiply", factor };
}

/** As `csvText` of exports: spreadsheets run text that starts with one of these characters. Reading takes the apostrophe off again. */
function guarded(text: string): string {
  return /^'*\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
}

function unguarded(cell: string): string {
  return /^'+\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? cell.slice(1) : cell;
}
