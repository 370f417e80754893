/** Excel workbooks as tables: the sheet that is asked for, or the first that holds more than a title. */
import { dayMs } from "#domain/series";
import { readFile } from "node:fs/promises";
import readWorkbook from "read-excel-file/node";
import { EngineError } from "#domain/errors";
import { type ByteSource, csvChunks, csvLine } from "#engine/ingest";

/** A workbook is unpacked in memory as a whole. */
const maxWorkbookBytes = 100 * 1024 * 1024;
/** Day 0 of spreadsheets. No date lies there: a cell on it holds a time of day and nothing else. */
const clockDayMs = Date.UTC(1899, 11, 30);

/**
 * The first sheet that holds a table; `sheet` gives any other, of the same reading.
 * @throws EngineError `file-too-large`, `file-unreadable`
 */
export async function workbookSource(path: string, name: string, sizeBytes: number): Promise<ByteSource> {
  if (sizeBytes > maxWorkbookBytes) {
    throw new EngineError("file-too-large", "This workbook is larger than 100 MB.", {
      hint: "Save the sheet as CSV and drop that.",
    });
  }
  const sheets = await readWorkbook(await readFile(path)).catch((cause: unknown) => {
    throw new EngineError("file-unreadable", "This workbook cannot be read; it may be damaged or protected.", {
      hint: "Open it in a spreadsheet and save the sheet as CSV.",
      cause,
    });
  });
  const tables = sheets.map((known) => ({ name: known.sheet, rows: known.data.length }));
  const sourceOf = (sheet: Sheet | undefined): ByteSource => ({
    name,
    sizeBytes,
    format: "xlsx",
    chunks: { [Symbol.asyncIterator]: () => csvChunks(linesOf(sheet)) },
    ...(sheet === undefined || sheets.length < 2
      ? {}
      : { tables: { kind: "sheet", chosen: sheet.sheet, tables }, alikeSheets: sheetsLike(sheet, sheets) }),
    table: (wanted) => sourceOf(sheetNamed(sheets, wanted)),
  });
  return sourceOf(
    sheets.find(({ data }) => holdsValues(data)) ??
      sheets.find(({ data }) => data.length > 1 && data.some((row) => row.length > 1)) ??
      sheets[0],
  );
}

type Sheet = Awaited<ReturnType<typeof readWorkbook>>[number];

/** Only when it is read: a workbook may have an empty sheet beside the one that is asked for. */
function* linesOf(sheet: Sheet | undefined): Generator<string> {
  if (sheet === undefined || sheet.data.length === 0) throw new EngineError("file-empty", "The workbook has no table.");
  for (const row of sheet.data) yield csvLine(row.map(cellText));
}

function sheetNamed(sheets: readonly Sheet[], wanted: string): Sheet {
  const sheet = sheets.find((known) => known.sheet === wanted);
  if (sheet !== undefined) return sheet;
  throw new EngineError("wrong-arguments", `The workbook has no sheet "${wanted}".`, {
    hint: `Its sheets are: ${sheets.map((known) => known.sheet).join(", ")}.`,
  });
}

/** The other sheets with the same names above their columns, in any order. */
function sheetsLike(sheet: Sheet, sheets: readonly Sheet[]): string[] {
  const own = headerOf(sheet);
  return own === ""
    ? []
    : sheets.filter((other) => other !== sheet && headerOf(other) === own).map((other) => other.sheet);
}

/** The first row with two names or more; empty without one. */
function headerOf({ data }: Sheet): string {
  const isFilled = (cell: unknown): boolean => cell !== null && cell !== "";
  const row = data.find((cells) => cells.filter(isFilled).length > 1) ?? [];
  return row.every((cell) => !isFilled(cell) || typeof cell === "string")
    ? row
        .filter(isFilled)
        .map((cell) => String(cell).trim().toLowerCase())
        .sort()
        .join("\n")
    : "";
}

/** At least two rows with two numbers or dates each, whatever their cells' type: a page of notes has none. */
function holdsValues(data: readonly (readonly unknown[])[]): boolean {
  const isValue = (cell: unknown): boolean =>
    typeof cell === "number" || cell instanceof Date || (typeof cell === "string" && /^[+-]?\d/.test(cell));
  return data.filter((row) => row.filter(isValue).length > 1).length > 1;
}

/** Days without the midnight that spreadsheets keep with them, times of day without a day, everything else as it is. */
function cellText(cell: unknown): unknown {
  if (!(cell instanceof Date)) return cell;
  const seconds = Math.round((cell.getTime() - clockDayMs) / 1000);
  if (seconds >= 0 && seconds * 1000 < dayMs) return new Date(seconds * 1000).toISOString().slice(11, 19);
  return (seconds * 1000) % dayMs === 0 ? new Date(clockDayMs + seconds * 1000).toISOString().slice(0, 10) : cell;
}
