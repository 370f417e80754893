/** Sheets written as XML: OpenDocument (content.xml of .ods, .fods) and the XML of Excel 2003, which is often called .xls. */
import { EngineError } from "#domain/errors";
import type { Signal } from "#engine/concurrency";
import { decimalText } from "#engine/ingest/reading";
import type { ByteSource } from "#engine/ingest/request";
import { type CellMarkup, type CellTarget, countTables, maxColumns, tableLines } from "./cell-rows.ts";
import { attributesOf, type MarkupHandler } from "./markup.ts";
import { tablesSource } from "./tables-within.ts";
import { withEncoding } from "./text.ts";

/** Rows and cells that say to be repeated make no more than so many characters in the whole file. */
const maxRepeated = 200_000_000;
/** Blank rows that are kept, so that rows have their numbers; more of them are the empty rest of a sheet. */
const maxBlankRows = 1000;
const maxCellLength = 64 * 1024;

export function isSpreadsheetXml(head: string): boolean {
  return (
    /<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet/i.test(head) ||
    /<\?mso-application\s+progid="Excel\.Sheet"/i.test(head)
  );
}

/** A flat document, or the part of one that holds its content. */
export function isOpenDocument(head: string): boolean {
  return /<office:document(?:-content)?[\s>]/.test(head);
}

/** @param source the XML of an OpenDocument spreadsheet. @throws EngineError `file-empty`, `file-not-a-table` */
export function openDocumentSource(source: ByteSource, signal: Signal): Promise<ByteSource> {
  return sheetsSource(source, "ods", (target) => new OpenDocumentSheets(target), signal);
}

/** @throws EngineError `file-empty`, `file-not-a-table` */
export function spreadsheetXmlSource(source: ByteSource, signal: Signal): Promise<ByteSource> {
  return sheetsSource(source, "xml", (target) => new ExcelXmlSheets(target), signal);
}

async function sheetsSource(
  source: ByteSource,
  format: "ods" | "xml",
  reader: (target: CellTarget) => MarkupHandler,
  signal: Signal,
): Promise<ByteSource> {
  const markup: CellMarkup = { isHtml: false, reader };
  const { encoding, result: tables } = await withEncoding(source, null, (found) =>
    countTables(source, markup, found, signal),
  );
  if (!tables.some(({ rows }) => rows > 0)) throw new EngineError("file-empty", "The workbook has no table.");
  return tablesSource(source, {
    format,
    kind: "sheet",
    tables,
    lines: (table) => tableLines(source, markup, encoding, table, signal),
  });
}

/** The rows of one sheet after the other, with cells where their numbers say. */
class SheetRows {
  readonly #target: CellTarget;
  #table = -1;
  #repeated = 0;
  #blank = 0;

  constructor(target: CellTarget) {
    this.#target = target;
  }

  begin(name: string): void {
    this.#table += 1;
    this.#blank = 0;
    this.#target.table(this.#table);
    this.#target.named(this.#table, name);
  }

  row(cells: readonly string[], count: number): void {
    const filled = lastFilled(cells);
    if (filled < 0) {
      this.#blank = Math.min(maxBlankRows, this.#blank + count);
      return;
    }
    for (; this.#blank > 0; this.#blank -= 1) this.#target.row(this.#table, []);
    const own = cells.slice(0, filled + 1);
    this.repeat(own.reduce((sum, cell) => sum + cell.length + 1, 0) * (count - 1));
    for (let i = 0; i < count; i += 1) this.#target.row(this.#table, own);
  }

  /** @throws EngineError `file-too-large` */
  repeat(characters: number): void {
    this.#repeated += characters;
    if (this.#repeated <= maxRepeated) return;
    throw new EngineError("file-too-large", "The sheet repeats cells more often than can be read.", {
      hint: "Save the sheet as CSV and drop that.",
    });
  }
}

function lastFilled(cells: readonly string[]): number {
  let at = cells.length - 1;
  while (at >= 0 && cells[at] === "") at -= 1;
  return at;
}

/** Notes, drawings and what was deleted. */
const isHidden = new Set(["annotation", "tracked-changes", "shapes", "frame", "custom-shape"]);

class OpenDocumentSheets implements MarkupHandler {
  readonly #rows: SheetRows;
  #cells: string[] | null = null;
  #rowCount = 1;
  #cell: { readonly value: string | null; readonly count: number; text: string } | null = null;
  #paragraphs = 0;
  /** What is open of elements whose texts do not stand in a cell. */
  readonly #hidden: string[] = [];

  constructor(target: CellTarget) {
    this.#rows = new SheetRows(target);
  }

  open(name: string, attributes: string): void {
    if (this.#hidden.length > 0 || isHidden.has(name)) {
      this.#hidden.push(name);
      return;
    }
    if (name === "table") this.#rows.begin(attributesOf(attributes, false).get("name") ?? "");
    else if (name === "table-row") {
      this.#cells = [];
      this.#rowCount = countOf(attributes, "number-rows-repeated");
    } else if (name === "table-cell" || name === "covered-table-cell") {
      this.#paragraphs = 0;
      this.#cell = {
        value: name === "table-cell" ? openDocumentValue(attributes) : "",
        count: countOf(attributes, "number-columns-repeated"),
        text: "",
      };
    } else if (this.#cell !== null && name === "p") {
      if (this.#paragraphs > 0) this.#cell.text += " ";
      this.#paragraphs += 1;
    } else if (this.#cell !== null && (name === "s" || name === "tab" || name === "line-break")) this.#cell.text += " ";
  }

  close(name: string): void {
    if (this.#hidden.length > 0) {
      this.#hidden.pop();
      return;
    }
    if (name === "table-cell" || name === "covered-table-cell") this.#endCell();
    else if (name === "table-row" && this.#cells !== null) {
      this.#rows.row(this.#cells, this.#rowCount);
      this.#cells = null;
    }
  }

  text(text: string): void {
    const cell = this.#cell;
    if (cell === null || this.#hidden.length > 0 || this.#paragraphs === 0) return;
    if (cell.text.length < maxCellLength) cell.text += text;
  }

  #endCell(): void {
    const cell = this.#cell;
    this.#cell = null;
    if (cell === null || this.#cells === null) return;
    const text = cell.value ?? cell.text.trim();
    const count = Math.min(cell.count, maxColumns - this.#cells.length);
    // The empty rest of a row is repeated thousands of times, and cut off at the row's end.
    if (text !== "") this.#rows.repeat(text.length * (count - 1));
    for (let i = 0; i < count; i += 1) this.#cells.push(text);
  }
}

/** The value as it is stored; null where the shown text is all that there is. */
function openDocumentValue(attributes: string): string | null {
  if (!attributes.includes("value-type")) return null;
  if (/calcext:value-type\s*=\s*["']error/.test(attributes)) return "";
  const found = attributesOf(attributes, false);
  switch (found.get("value-type")) {
    case "float":
    case "percentage":
    case "currency":
      return decimalText(found.get("value") ?? "");
    case "date":
      return dateText(found.get("date-value") ?? "");
    case "time":
      return durationText(found.get("time-value") ?? "");
    case "boolean":
      return found.get("boolean-value") ?? null;
    default:
      return null;
  }
}

class ExcelXmlSheets implements MarkupHandler {
  readonly #rows: SheetRows;
  #cells: string[] | null = null;
  #nextRow = 1;
  /** Columns that the current cell covers besides its own. */
  #merged = 0;
  #data: { readonly type: string; text: string } | null = null;
  #isInComment = false;

  constructor(target: CellTarget) {
    this.#rows = new SheetRows(target);
  }

  open(name: string, attributes: string): void {
    const found = (key: string): string => attributesOf(attributes, false).get(key) ?? "";
    if (name === "Worksheet") {
      this.#rows.begin(found("Name"));
      this.#nextRow = 1;
    } else if (name === "Row") {
      const index = Number.parseInt(found("Index"), 10);
      if (index > this.#nextRow) this.#rows.row([], index - this.#nextRow);
      this.#nextRow = Math.max(this.#nextRow, index || 0) + 1;
      this.#cells = [];
    } else if (name === "Cell" && this.#cells !== null) {
      const index = Math.min(Number.parseInt(found("Index"), 10) || 0, maxColumns);
      while (this.#cells.length < index - 1) this.#cells.push("");
      this.#merged = Math.min(Number.parseInt(found("MergeAcross"), 10) || 0, maxColumns);
      if (this.#cells.length < maxColumns) this.#cells.push("");
    } else if (name === "Comment") this.#isInComment = true;
    else if (name === "Data" && !this.#isInComment) this.#data = { type: found("Type"), text: "" };
  }

  close(name: string): void {
    if (name === "Comment") this.#isInComment = false;
    else if (name === "Data" && this.#data !== null) {
      const { type, text } = this.#data;
      this.#data = null;
      if (this.#cells !== null && this.#cells.length > 0)
        this.#cells[this.#cells.length - 1] = excelValue(type, text.trim());
    } else if (name === "Cell" && this.#cells !== null) {
      for (; this.#merged > 0 && this.#cells.length < maxColumns; this.#merged -= 1) this.#cells.push("");
      this.#merged = 0;
    } else if (name === "Row" && this.#cells !== null) {
      this.#rows.row(this.#cells, 1);
      this.#cells = null;
    }
  }

  text(text: string): void {
    if (this.#data !== null && this.#data.text.length < maxCellLength) this.#data.text += text;
  }
}

function excelValue(type: string, text: string): string {
  if (type === "Error") return "";
  if (type === "Number") return decimalText(text);
  return type === "DateTime" ? dateText(text) : text;
}

function countOf(attributes: string, name: string): number {
  if (!attributes.includes(name)) return 1;
  const count = Number.parseInt(attributesOf(attributes, false).get(name) ?? "1", 10);
  return count >= 1 ? Math.min(count, 1_048_576) : 1;
}

/** Days without the midnight that is kept with them; times of day without the day from which spreadsheets count. */
function dateText(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(\.\d+)?)?/.exec(iso);
  if (match === null) return iso;
  const [, day = "", clock = "", fraction = ""] = match;
  const rest = Number(fraction) > 0 ? fraction : "";
  if (/^1899-12-3[01]$/.test(day) && clock !== "") return clock + rest;
  return clock === "" || (/^00:00(?::00)?$/.test(clock) && rest === "") ? day : `${day} ${clock}${rest}`;
}

/** A time of day: `PT08H30M00S` as 08:30:00. */
function durationText(iso: string): string {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$/.exec(iso);
  if (match === null) return iso;
  return [match[1], match[2], match[3]].map((part) => (part ?? "0").padStart(2, "0")).join(":");
}
