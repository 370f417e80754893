/** A path as the engine's byte source: archives unpacked, workbooks, Parquet and Arrow as tables, file errors in words. */
import { open, stat, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { EngineError } from "#domain/errors";
import type { ByteSource } from "#engine/ingest";
import { archiveSource } from "./archive.ts";
import { isArrow } from "./arrow-messages.ts";
import { refuseOldDocument } from "./old-document.ts";
import { asFileError, gunzipped, isFolder, rangeOfFile } from "./packed.ts";
import { parquetSource } from "./parquet.ts";
import { fromSources, isSqlite, type SqliteReading, sqliteSource } from "./sqlite.ts";

/** @throws EngineError `file-not-found`, `file-is-folder`, `file-unreadable`, `file-empty`, `file-not-a-table`. */
export async function openSource(path: string, sqlite = fromSources): Promise<ByteSource> {
  const name = basename(path);
  try {
    const info = await stat(path);
    if (info.isDirectory()) throw isFolder(name);
    if (!info.isFile()) throw new EngineError("file-unreadable", `"${name}" is not a file that can be read.`);
    if (info.size === 0) {
      throw new EngineError("file-empty", "The file is empty.", {
        hint: "Export the data again and check that it was saved completely.",
      });
    }
    const file = await open(path);
    try {
      return await sourceOf(path, name, info.size, file, sqlite);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asFileError(error, name);
  }
}

async function sourceOf(
  path: string,
  name: string,
  sizeBytes: number,
  file: FileHandle,
  sqlite: SqliteReading,
): Promise<ByteSource> {
  const head = Buffer.alloc(16);
  await file.read(head, 0, head.length, 0);
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return gunzipped(path, name, sizeBytes);
  if (a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31) return parquetSource(path, name, sizeBytes);
  if (a === 0x50 && b === 0x4b && (c === 3 || c === 5)) return archiveSource(path, name, sizeBytes, file);
  if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) await refuseOldDocument(file);
  if (isSqlite(head)) return sqliteSource(path, name, sizeBytes, sqlite);
  // The library is loaded for these files only: the process starts faster without it.
  if (isArrow(head)) return (await import("./arrow-table.ts")).arrowSource(path, name, sizeBytes);
  return { name, sizeBytes, chunks: { [Symbol.asyncIterator]: () => rangeOfFile(path, name) } };
}
