/** Containers of office programs before 2007 (OLE compound files), by the names in their directory. */
import type { FileHandle } from "node:fs/promises";
import { EngineError } from "#domain/errors";

const directoryEntries = 16;
const entryBytes = 128;

/**
 * Workbooks fall through to whoever refuses them by their first bytes. Format: [MS-CFB] 2.2 and 2.6.
 * @throws EngineError for what only looks like one: encrypted workbooks of today, Word documents.
 */
export async function refuseOldDocument(file: FileHandle): Promise<void> {
  const header = Buffer.alloc(512);
  await file.read(header, 0, header.length, 0);
  const sectorBytes = header.readUInt16LE(30) === 12 ? 4096 : 512;
  const directory = Buffer.alloc(directoryEntries * entryBytes);
  await file.read(directory, 0, directory.length, (header.readUInt32LE(48) + 1) * sectorBytes);
  const names = Array.from({ length: directoryEntries }, (_, at) =>
    directory.toString("utf16le", at * entryBytes, at * entryBytes + 64).replace(/\0.*$/su, ""),
  );
  if (names.includes("EncryptedPackage")) {
    throw new EngineError("file-unreadable", "This workbook is protected with a password.", {
      hint: "Open it in a spreadsheet and save it without one, or as CSV.",
    });
  }
  if (names.includes("WordDocument")) {
    throw new EngineError("file-not-a-table", "This is a Word document, not a table.", {
      hint: "Copy the table into a spreadsheet and save that as .xlsx or CSV.",
    });
  }
}
