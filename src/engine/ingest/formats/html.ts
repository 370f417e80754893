/** Web pages, also those that web applications call .xls: every table of the page. */
import { EngineError } from "#domain/errors";
import type { Signal } from "#engine/concurrency";
import type { ByteSource } from "#engine/ingest/request";
import { type CellMarkup, type CellTarget, countTables, maxColumns, tableLines } from "./cell-rows.ts";
import { attributesOf, type MarkupHandler } from "./markup.ts";
import { tablesSource } from "./tables-within.ts";
import { withEncoding } from "./text.ts";

const maxCellLength = 64 * 1024;

/** Also a fragment that begins with its table. */
export function isHtml(head: string): boolean {
  const text = head.replace(/^\uFEFF/, "").replace(/^(?:\s|<!--[\s\S]*?-->|<\?xml[^>]*>)+/, "");
  return /^<(?:!doctype\s+html|html|head|body|table|meta|style|title|div|center|font|h[1-6]|p|b)[\s>]/i.test(text);
}

/** @throws EngineError `file-not-a-table` when the page has no table */
export async function htmlSource(source: ByteSource, head: string, signal: Signal): Promise<ByteSource> {
  const declared = /<meta[^>]*charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1] ?? null;
  const markup: CellMarkup = { isHtml: true, reader: (target) => new HtmlTables(target) };
  const { encoding, result: tables } = await withEncoding(source, declared, (found) =>
    countTables(source, markup, found, signal),
  );
  if (!tables.some(({ rows }) => rows > 0)) {
    throw new EngineError("file-not-a-table", "This is an HTML page without a table.", {
      hint: "It may be an error or login page instead of the export. Download the data again, or export it as CSV.",
    });
  }
  return tablesSource(
    { ...source, encoding: encoding.label },
    {
      format: "html",
      kind: "table",
      tables,
      lines: (table) => tableLines(source, markup, encoding, table, signal),
    },
  );
}

/** What cells that reach into other rows may hold there, in the whole page. */
const maxSpanned = 200_000_000;
const maxTables = 10_000;

/** A cell that reaches into the rows below it. */
interface Span {
  readonly text: string;
  rows: number;
}

interface OpenTable {
  readonly index: number;
  cells: string[] | null;
  /** By column. */
  spans: Map<number, Span>;
  cell: { text: string; columns: number; rows: number } | null;
}

const endsCell = new Set(["td", "th", "tr", "thead", "tbody", "tfoot", "table"]);
const breaks = new Set(["br", "p", "div", "li"]);

/** Rows of the tables of a page, those within cells of others as tables of their own. */
class HtmlTables implements MarkupHandler {
  readonly #target: CellTarget;
  readonly #open: OpenTable[] = [];
  #count = 0;
  #caption: string | null = null;
  /** The last heading above a table. */
  #heading = "";
  #isInHeading = false;
  #spanned = 0;

  constructor(target: CellTarget) {
    this.#target = target;
  }

  open(name: string, attributes: string): void {
    if (name === "table") {
      if (this.#count >= maxTables) {
        throw new EngineError("file-not-a-table", `This HTML page has more than ${maxTables} tables.`, {
          hint: "Export the data as CSV.",
        });
      }
      this.#target.table(this.#count);
      this.#target.named(this.#count, tidy(this.#heading));
      this.#heading = "";
      this.#open.push({ index: this.#count, cells: null, spans: new Map(), cell: null });
      this.#count += 1;
      return;
    }
    if (/^h[1-6]$/.test(name) && this.#open.length === 0) {
      this.#heading = "";
      this.#isInHeading = true;
    }
    const table = this.#open.at(-1);
    if (table === undefined) return;
    // Cells and rows need not be closed.
    if (endsCell.has(name)) this.#endCell(table);
    if (name === "tr") {
      this.#endRow(table);
      table.cells = [];
    } else if (name === "td" || name === "th") {
      table.cells ??= [];
      const found = /span/i.test(attributes) ? attributesOf(attributes, true) : null;
      table.cell = {
        text: "",
        columns: spanOf(found?.get("colspan"), 1000),
        rows: spanOf(found?.get("rowspan"), 65_534),
      };
    } else if (name === "caption") this.#caption = "";
    else if (breaks.has(name)) this.text(" ");
  }

  close(name: string): void {
    if (/^h[1-6]$/.test(name)) this.#isInHeading = false;
    const table = this.#open.at(-1);
    if (table === undefined) return;
    if (name === "caption" && this.#caption !== null) {
      this.#target.named(table.index, tidy(this.#caption));
      this.#caption = null;
    }
    if (endsCell.has(name)) this.#endCell(table);
    if (name === "tr" || name === "table" || name === "tbody" || name === "thead" || name === "tfoot")
      this.#endRow(table);
    if (name === "table") this.#open.pop();
  }

  text(text: string): void {
    if (this.#isInHeading && this.#heading.length < 1000) this.#heading += text;
    if (this.#caption !== null && this.#caption.length < 1000) this.#caption += text;
    const cell = this.#open.at(-1)?.cell;
    if (cell !== null && cell !== undefined && cell.text.length < maxCellLength) cell.text += text;
  }

  #endCell(table: OpenTable): void {
    const { cell, cells } = table;
    table.cell = null;
    if (cell === null || cells === null) return;
    this.#takeSpans(table, cells);
    const text = tidy(cell.text);
    for (let i = 0; i < cell.columns && cells.length < maxColumns; i += 1) {
      const own = i === 0 ? text : "";
      if (cell.rows > 1) table.spans.set(cells.length, { text: own, rows: cell.rows - 1 });
      cells.push(own);
    }
  }

  #endRow(table: OpenTable): void {
    const { cells } = table;
    table.cells = null;
    if (cells === null) return;
    this.#takeSpans(table, cells);
    this.#target.row(table.index, cells);
  }

  /** What stands in the next columns of a row because a cell above it reaches down to here. */
  #takeSpans({ spans }: OpenTable, cells: string[]): void {
    for (let span = spans.get(cells.length); span !== undefined; span = spans.get(cells.length)) {
      span.rows -= 1;
      if (span.rows === 0) spans.delete(cells.length);
      cells.push(span.text);
      this.#spanned += span.text.length + 1;
    }
    if (this.#spanned > maxSpanned) {
      throw new EngineError("file-too-large", "Cells of the page span more rows and columns than can be read.", {
        hint: "Export the data as CSV.",
      });
    }
  }
}

function spanOf(written: string | undefined, most: number): number {
  const count = Number.parseInt(written ?? "1", 10);
  return count >= 1 ? Math.min(count, most) : 1;
}

function tidy(text: string): string {
  return text.replaceAll(/[\s\u00A0]+/g, " ").trim();
}
