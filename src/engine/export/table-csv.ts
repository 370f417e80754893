import { csvText } from "./csv-text.ts";

/** A table of any cells as RFC 4180: comma, CRLF, quotes doubled; numbers in full. */
export function tableCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows
    .map((cells) => `${cells.map((cell) => (typeof cell === "number" ? String(cell) : csvText(cell))).join(",")}\r\n`)
    .join("");
}
