/** How large a sheet of a workbook would be, before anything holds it: a few bytes can name a cell in the last corner of it. */
import { EngineError } from "#domain/errors";

export interface SheetLimits {
  /** Unpacked. */
  readonly bytes: number;
  /** Of the rectangle that all cells with a value lie in. */
  readonly cells: number;
}

const lastRow = 1_048_576;
const lastColumn = 16_384;
/** Of a cell's opening tag: longer ones are cut over two looks. */
const carried = 256;

/**
 * @param chunks of the sheet's XML
 * @throws EngineError file-too-large, file-unreadable where a cell lies beyond every sheet
 */
export async function requireReadableSheet(chunks: AsyncIterable<Uint8Array>, limits: SheetLimits): Promise<void> {
  let [bytes, rows, columns] = [0, 0, 0];
  let rest = "";
  // A tag that ends with a slash is a cell that has a format and no value.
  const cell = /<(?:\w+:)?c\s(?:[^>]*\s)?r=["']([A-Za-z]+)(\d+)["'][^>]*>/g;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    const text = rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString("latin1");
    let end = 0;
    for (const found of text.matchAll(cell)) {
      end = found.index + found[0].length;
      if (found[0].endsWith("/>")) continue;
      const [, letters = "", digits = ""] = found;
      const row = digits.length > 7 ? Infinity : Number(digits);
      const column = letters.length > 3 ? Infinity : columnOf(letters);
      if (row > lastRow || column > lastColumn) throw beyond();
      rows = Math.max(rows, row);
      columns = Math.max(columns, column);
    }
    if (bytes > limits.bytes || rows * columns > limits.cells) throw tooLarge();
    rest = text.slice(Math.max(end, text.length - carried));
  }
}

function columnOf(letters: string): number {
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
}

export function tooLarge(): EngineError {
  return new EngineError("file-too-large", "This workbook unpacks to more than can be read at once.", {
    hint: "Save the sheet as CSV and drop that.",
  });
}

function beyond(): EngineError {
  return new EngineError("file-unreadable", "This workbook has a cell beyond the end of every sheet; it is damaged.", {
    hint: "Open it in a spreadsheet and save the sheet as CSV.",
  });
}
