/** Excel workbooks as tables: the first sheet that holds more than a title. */
import { readFile } from "node:fs/promises";
import readWorkbook from "read-excel-file/node";
import { EngineError } from "#engine/errors";
import type { ByteSource } from "#engine/ingest";
import { csvChunks, csvLine } from "#engine/ingest";

/** A workbook is unpacked in memory as a whole. */
const maxWorkbookBytes = 100 * 1024 * 1024;

/** @throws EngineError `file-too-large`, `file-unreadable` or `file-empty`. */
export async function workbookSource(path: string, name: string, sizeBytes: number): Promise<ByteSource> {
  if (sizeBytes > maxWorkbookBytes) {
    throw new EngineError("file-too-large", "Workbooks are read up to 100 MB.", { hint: "Save the sheet as CSV and drop that." });
  }
  const sheets = await readWorkbook(await readFile(path)).catch((cause: unknown) => {
    throw new EngineError("file-unreadable", "This workbook cannot be read; it may be damaged or protected.", {
      hint: "Open it in a spreadsheet and save the sheet as CSV.",
      cause,
    });
  });
  const sheet = sheets.find(({ data }) => data.length > 1 && data.some((row) => row.length > 1)) ?? sheets[0];
  if (sheet === undefined || sheet.data.length === 0) throw new EngineError("file-empty", "The workbook holds no table.");
  const lines = sheet.data.map((row) => csvLine(row));
  return { name, sizeBytes, format: "xlsx", chunks: { [Symbol.asyncIterator]: () => csvChunks(lines) } };
}
