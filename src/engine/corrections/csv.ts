import Papa from "papaparse";
import { correctionLimits, type CorrectionAction, type CorrectionEdit } from "#domain/correction";
import { EngineError } from "#domain/errors";
import { formatTimestamp, readTimestamp } from "#engine/series";

const columns = ["series", "from", "to", "action", "value", "text"] as const;
type Column = (typeof columns)[number];

/** One row of a file of corrections. */
export interface ParsedCorrection {
  /** As the file counts, header = 1. */
  readonly row: number;
  readonly edit: CorrectionEdit | { readonly unreadable: string };
}

/**
 * Corrections as CSV (RFC 4180): a line each with the series, the first and the last step's wall-clock time, what is done, its value
 * and the text.
 */
export function correctionsCsv(edits: readonly CorrectionEdit[]): string {
  const lines = edits.map(({ series, from, to, action, text }) => {
    const { name, value } = writtenAction(action);
    const cells = [guarded(series), formatTimestamp(from), formatTimestamp(to), name, value, guarded(text)];
    return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
  });
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

/**
 * The rows of such a file, with commas, semicolons or tabs between the cells. Columns may be in any order, and others are passed over;
 * an empty `to` is the same step as `from`.
 *
 * @returns at most as many rows as a file can have corrections, and how many more there are
 * @throws EngineError file-not-a-table where a column is missing
 */
export function parseCorrections(text: string): { readonly rows: ParsedCorrection[]; readonly leftOut: number } {
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const delimiter = [";", "\t"].find((mark) => firstLine.includes(mark)) ?? ",";
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { delimiter });
  const [header = [], ...lines] = data;
  const names = header.map((name) => name.trim().toLowerCase());
  const absent = (["series", "from", "action"] as const).filter((name) => !names.includes(name));
  if (absent.length > 0) {
    throw new EngineError("file-not-a-table", `This is no file of corrections: it has no column "${absent[0]}".`, {
      hint: `Its first row has to be: ${columns.join(",")}.`,
    });
  }
  const rows: ParsedCorrection[] = [];
  let leftOut = 0;
  for (const [at, cells] of lines.entries()) {
    if (cells.every((cell) => cell.trim() === "")) continue;
    if (rows.length === correctionLimits.corrections) leftOut += 1;
    else {
      const cell = (name: Column): string => cells[names.indexOf(name)] ?? "";
      rows.push({ row: at + 2, edit: readEdit(cell, delimiter) });
    }
  }
  return { rows, leftOut };
}

function readEdit(cell: (name: Column) => string, delimiter: string): ParsedCorrection["edit"] {
  const from = readTimestamp(cell("from"));
  if (from === null) return { unreadable: `"${cell("from")}" is no time. Write times as 2024-01-31T13:00:00.` };
  const to = cell("to").trim() === "" ? from : readTimestamp(cell("to"));
  if (to === null) return { unreadable: `"${cell("to")}" is no time. Write times as 2024-01-31T13:00:00.` };
  const action = readAction(cell("action").trim().toLowerCase(), cell("value").trim(), delimiter);
  if (typeof action === "string") return { unreadable: action };
  const text = unguarded(cell("text"));
  if (text.length > correctionLimits.text)
    return { unreadable: `The text has ${text.length} characters; it can have ${correctionLimits.text}.` };
  return { series: unguarded(cell("series")), from, to, action, text };
}

/** What is done, in one word, and its value. */
export function writtenAction(action: CorrectionAction): { readonly name: string; readonly value: string } {
  switch (action.kind) {
    case "replace":
      return { name: "replace", value: String(action.value) };
    case "scale":
      return { name: "scale", value: String(action.factor) };
    case "fill":
      return { name: `fill-${action.method}`, value: "" };
    case "event":
      return { name: action.isExcluded ? "event-excluded" : "event", value: "" };
    default:
      return { name: action.kind, value: "" };
  }
}

const plainActions: ReadonlyMap<string, CorrectionAction> = new Map(
  (
    [
      { kind: "exclude" },
      { kind: "fill", method: "linear" },
      { kind: "fill", method: "seasonal" },
      { kind: "unfill" },
      { kind: "event", isExcluded: false },
      { kind: "event", isExcluded: true },
      { kind: "note" },
    ] as const
  ).map((action) => [writtenAction(action).name, action]),
);

/** A string says what is wrong. */
function readAction(name: string, value: string, delimiter: string): CorrectionAction | string {
  const plain = plainActions.get(name);
  if (plain !== undefined) return plain;
  if (name !== "replace" && name !== "scale")
    return `"${name}" is no action. Actions are: ${[...plainActions.keys(), "replace", "scale"].join(", ")}.`;
  const number = value === "" ? Number.NaN : Number(delimiter === ";" ? value.replace(",", ".") : value);
  if (!Number.isFinite(number)) return `"${name}" needs a number in the column value, and has "${value}".`;
  return name === "replace" ? { kind: "replace", value: number } : { kind: "scale", factor: number };
}

/** As `csvText` of exports: spreadsheets run text that starts with one of these characters. Reading takes the apostrophe off again. */
function guarded(text: string): string {
  return /^'*\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
}

function unguarded(cell: string): string {
  return /^'+\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? cell.slice(1) : cell;
}
