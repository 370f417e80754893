/** Excel workbooks as tables: the sheet that is asked for, or the first that holds more than a title. */
import { readFile } from "node:fs/promises";
import readWorkbook from "read-excel-file/node";
import { EngineError } from "#engine/errors";
import type { ByteSource } from "#engine/ingest";
import { csvChunks, csvLine } from "#engine/ingest";

/** A workbook is unpacked in memory as a whole. */
const maxWorkbookBytes = 100 * 1024 * 1024;

/** @throws EngineError `file-too-large`, `file-unreadable`, `file-empty`, or `wrong-arguments` for a sheet that is not there. */
export async function workbookSource(path: string, name: string, sizeBytes: number, wanted?: string): Promise<ByteSource> {
  if (sizeBytes > maxWorkbookBytes) {
    throw new EngineError("file-too-large", "Workbooks are read up to 100 MB.", { hint: "Save the sheet as CSV and drop that." });
  }
  const sheets = await readWorkbook(await readFile(path)).catch((cause: unknown) => {
    throw new EngineError("file-unreadable", "This workbook cannot be read; it may be damaged or protected.", {
      hint: "Open it in a spreadsheet and save the sheet as CSV.",
      cause,
    });
  });
  const first = sheets.find(({ data }) => data.length > 1 && data.some((row) => row.length > 1)) ?? sheets[0];
  const sheet = wanted === undefined ? first : sheets.find((known) => known.sheet === wanted);
  if (sheet === undefined && wanted !== undefined) {
    throw new EngineError("wrong-arguments", `The workbook has no sheet "${wanted}".`, {
      hint: `Its sheets are: ${sheets.map((known) => known.sheet).join(", ")}.`,
    });
  }
  if (sheet === undefined || sheet.data.length === 0) throw new EngineError("file-empty", "The workbook holds no table.");
  const lines = sheet.data.map((row) => csvLine(row));
  const tables = sheets.map((known) => ({ name: known.sheet, rows: known.data.length }));
  return {
    name,
    sizeBytes,
    format: "xlsx",
    chunks: { [Symbol.asyncIterator]: () => csvChunks(lines) },
    ...(sheets.length > 1 ? { tables: { kind: "sheet", chosen: sheet.sheet, tables } } : {}),
  };
}
