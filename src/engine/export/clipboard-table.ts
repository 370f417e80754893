/** A table for the clipboard, in the two forms that spreadsheets take. */
import { formatTimestamp } from "#engine/series";
import { escapeMarkup } from "#engine/figure";
import { safeText } from "./safe-text.ts";
import { spreadsheetDay } from "./spreadsheet-dates.ts";

/** Null = nothing there. */
export type ClipboardCell =
  | string
  | number
  | null
  /** A wall clock, in milliseconds, with its time of day or without. */
  | { readonly time: number; readonly hasClock: boolean };

export interface ClipboardTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly ClipboardCell[])[];
}

/**
 * Cells divided by tabs, a line per row. A spreadsheet reads such text as if it were typed: numbers have the decimal mark of the
 * reader's locale, and dates are ISO 8601, which all of them know.
 */
export function clipboardText({ header, rows }: ClipboardTable, decimal: "." | ","): string {
  const lines = [header, ...rows].map((cells) => cells.map((cell) => plainCell(cell, decimal)).join("\t"));
  return `${lines.join("\r\n")}\r\n`;
}

/**
 * The same as HTML. Excel takes a number from `x:num`, LibreOffice from `sdval`, whatever their locale and however it is
 * written; text is marked as such, so that none of it is run as a formula.
 */
export function clipboardHtml({ header, rows }: ClipboardTable): string {
  const head = `<tr>${header.map((name) => textCell("th", name)).join("")}</tr>`;
  const body = rows.map((cells) => `<tr>${cells.map(markedCell).join("")}</tr>`);
  return `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>${head}${body.join("")}</table></body></html>`;
}

function plainCell(cell: ClipboardCell, decimal: "." | ","): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell).replace(".", decimal) : "";
  if (typeof cell === "object") return timeText(cell);
  const text = safeText(cell);
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function markedCell(cell: ClipboardCell): string {
  if (cell === null) return "<td></td>";
  if (typeof cell === "number") {
    return Number.isFinite(cell) ? `<td x:num="${cell}" sdval="${cell}" sdnum="1033;">${cell}</td>` : "<td></td>";
  }
  if (typeof cell === "string") return textCell("td", cell);
  const day = spreadsheetDay(cell.time);
  const text = timeText(cell);
  if (day === null) return textCell("td", text);
  const [format, office] = cell.hasClock
    ? ["yyyy\\-mm\\-dd\\ hh\\:mm\\:ss", "YYYY-MM-DD HH:MM:SS"]
    : ["yyyy\\-mm\\-dd", "YYYY-MM-DD"];
  return `<td x:num="${day}" sdval="${day}" sdnum="1033;1033;${office}" style='mso-number-format:"${format}"'>${text}</td>`;
}

function textCell(tag: "th" | "td", text: string): string {
  return `<${tag} x:str style='mso-number-format:"\\@"'>${escapeMarkup(safeText(text))}</${tag}>`;
}

function timeText({ time, hasClock }: { readonly time: number; readonly hasClock: boolean }): string {
  const text = formatTimestamp(time);
  return hasClock ? text.replace("T", " ") : text.slice(0, text.indexOf("T"));
}
