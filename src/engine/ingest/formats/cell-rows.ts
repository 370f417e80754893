/** Rows of cells out of markup: pages of HTML, OpenDocument sheets and the XML that older Excel writes. */
import { type Signal } from "#engine/concurrency";
import { csvLine, type Encoding } from "#engine/ingest/reading";
import type { ByteSource } from "#engine/ingest/request";
import { Markup, type MarkupHandler } from "./markup.ts";
import { type FoundTable, isValueRow } from "./tables-within.ts";
import { textPieces } from "./text.ts";

/** What a reader of one kind of markup tells about its tables, each by its place in the file. */
export interface CellTarget {
  /** A table begins. */
  table(index: number): void;
  /** Its name, where it has one. */
  named(index: number, name: string): void;
  row(index: number, cells: readonly string[]): void;
}

export interface CellMarkup {
  readonly isHtml: boolean;
  readonly reader: (target: CellTarget) => MarkupHandler;
}

/** More than this is no table of numbers over time but a file made to exhaust memory. */
export const maxColumns = 16_384;

/** First pass: what tables there are. */
export async function countTables(
  source: ByteSource,
  { isHtml, reader }: CellMarkup,
  encoding: Encoding,
  signal: Signal,
): Promise<FoundTable[]> {
  const found: { name: string; rows: number; valueRows: number }[] = [];
  const at = (index: number): { name: string; rows: number; valueRows: number } => {
    while (found.length <= index) found.push({ name: `Table ${found.length + 1}`, rows: 0, valueRows: 0 });
    return found[index] ?? { name: "", rows: 0, valueRows: 0 };
  };
  const markup = new Markup(
    reader({
      table: (index) => void at(index),
      named: (index, name) => {
        if (name !== "") at(index).name = name.slice(0, 200);
      },
      row: (index, cells) => {
        const table = at(index);
        if (cells.some((cell) => cell !== "")) table.rows += 1;
        if (isValueRow(cells)) table.valueRows += 1;
      },
    }),
    { isHtml },
  );
  for await (const piece of textPieces(source, encoding, signal)) markup.push(piece);
  markup.end();
  return found;
}

/** Second pass: the rows of one table as CSV, piece by piece. Blank rows stay, so that rows count as in the sheet. */
export async function* tableLines(
  source: ByteSource,
  { isHtml, reader }: CellMarkup,
  encoding: Encoding,
  table: number,
  signal: Signal,
): AsyncGenerator<string> {
  let lines: string[] = [];
  let blank = 0;
  const markup = new Markup(
    reader({
      table: () => {},
      named: () => {},
      row: (index, cells) => {
        if (index !== table) return;
        if (cells.every((cell) => cell === "")) {
          blank += 1;
          return;
        }
        for (; blank > 0; blank -= 1) lines.push("\n");
        lines.push(csvLine(cells));
      },
    }),
    { isHtml },
  );
  for await (const piece of textPieces(source, encoding, signal)) {
    markup.push(piece);
    yield lines.join("");
    lines = [];
  }
  markup.end();
  yield lines.join("");
}
