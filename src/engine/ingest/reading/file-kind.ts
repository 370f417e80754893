import { EngineError } from "#domain/errors";

/** What the first bytes say that a file is, where that is not text. */
export type BinaryKind =
  | "gzip"
  | "zip"
  | "parquet"
  | "old-excel"
  | "pdf"
  | "image"
  | "sqlite"
  | "arrow"
  | "feather-1"
  | "binary";

const signatures: readonly (readonly [BinaryKind, readonly number[]])[] = [
  ["pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zip", [0x50, 0x4b, 0x05, 0x06]],
  ["gzip", [0x1f, 0x8b]],
  ["parquet", [0x50, 0x41, 0x52, 0x31]],
  ["old-excel", [0xd0, 0xcf, 0x11, 0xe0]],
  ["image", [0x89, 0x50, 0x4e, 0x47]],
  ["image", [0xff, 0xd8, 0xff]],
  ["image", [0x47, 0x49, 0x46, 0x38]],
  ["sqlite", [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
  ["arrow", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]],
  ["feather-1", [0x46, 0x45, 0x41, 0x31]],
  ["binary", [0x7f, 0x45, 0x4c, 0x46]],
  ["binary", [0x4d, 0x5a, 0x90]],
  ["binary", [0x37, 0x7a, 0xbc, 0xaf]],
  ["binary", [0x52, 0x61, 0x72, 0x21]],
  ["binary", [0x28, 0xb5, 0x2f, 0xfd]],
];

export function binaryKindOf(head: Uint8Array): BinaryKind | null {
  for (const [kind, bytes] of signatures) {
    if (bytes.every((byte, i) => head[i] === byte)) return kind;
  }
  return null;
}

/** Text holds hardly any control characters; UTF-16 is looked for before this is asked. */
export function looksBinary(head: Uint8Array): boolean {
  let controls = 0;
  for (const byte of head) {
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 11 && byte !== 12 && byte !== 13 && byte !== 27)
      controls += 1;
  }
  return controls > Math.max(16, head.length * 0.02);
}

/** The sentence for a file that is no table. */
export function notATable(kind: BinaryKind): EngineError {
  switch (kind) {
    case "pdf":
      return refuse(
        "This is a PDF, not a table.",
        "Export the table behind it as CSV, or copy it into a spreadsheet and save that as CSV.",
      );
    case "image":
      return refuse(
        "This is a picture, not a table.",
        "Drop the file with the numbers that the picture was drawn from.",
      );
    case "zip":
      return refuse("This is a ZIP archive, not a table.", "Unpack it and drop the CSV that is inside.");
    case "gzip":
      return refuse("This is a gzip archive, not a table.", "Unpack it and drop the CSV that is inside.");
    case "old-excel":
      return refuse(
        "This is an Excel workbook in the old .xls format.",
        "Open it in a spreadsheet and save it as .xlsx or CSV.",
      );
    case "sqlite":
      return refuse("This is a SQLite database, not a table.", "Export the table that you need as CSV.");
    case "parquet":
      return refuse("This is a Parquet file that cannot be read.", "Export it as CSV.");
    case "arrow":
      return refuse("This is an Arrow file inside an archive.", "Unpack it and drop the Arrow file.");
    case "feather-1":
      return refuse("This is a Feather file of version 1.", "Write it as Arrow (Feather version 2), Parquet or CSV.");
    case "binary":
      return refuse("This is a binary file, not a table.", "Drop a CSV: text with one row per line.");
  }
}

function refuse(message: string, hint: string): EngineError {
  return new EngineError("file-not-a-table", message, { hint });
}
