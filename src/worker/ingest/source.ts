/** A path as the engine's byte source: archives unpacked, workbooks and Parquet as tables, file errors in words. */
import { createReadStream } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip, createInflateRaw } from "node:zlib";
import type { Transform } from "node:stream";
import { EngineError } from "#domain/errors";
import type { ByteSource } from "#engine/ingest";
import { parquetSource } from "./parquet.ts";
import { readZipMembers, zipDataStart } from "#worker/runtime";
import { workbookSource } from "./workbook.ts";

/** Large enough that PapaParse's overhead per chunk is small, small enough that cancel is noticed within a few milliseconds. */
const chunkBytes = 512 * 1024;

/** @throws EngineError `file-not-found`, `file-is-folder`, `file-unreadable`, `file-empty`, `file-not-a-table`. */
export async function openSource(path: string): Promise<ByteSource> {
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
      return await sourceOf(path, name, info.size, file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asFileError(error, name);
  }
}

async function sourceOf(path: string, name: string, sizeBytes: number, file: FileHandle): Promise<ByteSource> {
  const head = new Uint8Array(4);
  await file.read(head, 0, 4, 0);
  const [a, b, c, d] = head;
  if (a === 0x1f && b === 0x8b) return packed(path, name, sizeBytes, { from: 0, to: sizeBytes - 1 }, createGunzip);
  if (a === 0x50 && b === 0x41 && c === 0x52 && d === 0x31) return parquetSource(path, name, sizeBytes);
  if (a === 0x50 && b === 0x4b && (c === 3 || c === 5)) return zipSource(path, name, sizeBytes, file);
  return { name, sizeBytes, chunks: { [Symbol.asyncIterator]: () => readChunks(path, name) } };
}

async function zipSource(path: string, name: string, sizeBytes: number, file: FileHandle): Promise<ByteSource> {
  const members = await readZipMembers(file, sizeBytes);
  if (members.some((member) => member.name === "xl/workbook.xml")) return workbookSource(path, name, sizeBytes);
  const files = members.filter(
    (member) => !member.name.endsWith("/") && !/(?:^|\/)(?:__MACOSX\/|\.)/.test(member.name),
  );
  const [only] = files;
  if (only === undefined || files.length > 1) {
    const listed = files.slice(0, 5).map((member) => member.name);
    throw new EngineError(
      "file-not-a-table",
      only === undefined
        ? "This ZIP archive is empty."
        : `This ZIP archive holds ${files.length} files: ${listed.join(", ")}${files.length > 5 ? ", …" : ""}.`,
      { hint: "Unpack it and drop the file that you want." },
    );
  }
  if (only.isEncrypted) {
    throw new EngineError("file-unreadable", "This ZIP archive is protected with a password.", {
      hint: "Unpack it and drop the file inside.",
    });
  }
  const from = await zipDataStart(file, only);
  const range = { from, to: from + only.packedBytes - 1 };
  if (only.method === 0) {
    return {
      name,
      sizeBytes: only.packedBytes,
      chunks: { [Symbol.asyncIterator]: () => readChunks(path, name, range) },
    };
  }
  if (only.method !== 8) {
    throw new EngineError("file-unreadable", "This ZIP archive uses a compression method that Fantail can't read.", {
      hint: "Unpack it and drop the file inside.",
    });
  }
  return packed(path, name, only.packedBytes, range, createInflateRaw);
}

interface ByteRange {
  readonly from: number;
  readonly to: number;
}

function packed(
  path: string,
  name: string,
  sizeBytes: number,
  range: ByteRange,
  makeUnpacker: (options: { chunkSize: number }) => Transform,
): ByteSource {
  let position = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    position = 0;
    const input = createReadStream(path, { start: range.from, end: range.to, highWaterMark: chunkBytes });
    const unpacker = makeUnpacker({ chunkSize: chunkBytes });
    input.on("data", (chunk) => {
      position += chunk.length;
    });
    input.on("error", (error) => unpacker.destroy(error));
    try {
      for await (const chunk of input.pipe(unpacker)) yield chunk as Uint8Array;
    } catch (error) {
      throw asFileError(error, name);
    } finally {
      input.destroy();
      unpacker.destroy();
    }
  }
  return { name, sizeBytes, chunks: { [Symbol.asyncIterator]: chunks }, positionBytes: () => position };
}

/** Reads into the same memory again and again: whoever takes a chunk has to be done with it before asking for the next. */
async function* readChunks(path: string, name: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  let position = range?.from ?? 0;
  const end = range === undefined ? Number.POSITIVE_INFINITY : range.to + 1;
  const file = await open(path).catch((error: unknown) => {
    throw asFileError(error, name);
  });
  try {
    // A Buffer finds a byte several times as fast as a plain array does.
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    while (position < end) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(chunkBytes, end - position), position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw asFileError(error, name);
  } finally {
    await file.close();
  }
}

function isFolder(name: string): EngineError {
  return new EngineError("file-is-folder", `"${name}" is a folder, not a file.`, { hint: "Drop the files inside it." });
}

function asFileError(error: unknown, name: string): EngineError {
  if (error instanceof EngineError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new EngineError("file-not-found", `"${name}" was not found.`, {
      hint: "It may have been moved or renamed. Choose it again.",
      cause: error,
    });
  }
  if (code === "EISDIR") return isFolder(name);
  if (code === "EACCES" || code === "EPERM") {
    return new EngineError("file-unreadable", `You don't have permission to read "${name}".`, {
      hint: "Ask its owner for permission, or copy it to a folder of your own.",
      cause: error,
    });
  }
  if (code === "EBUSY") {
    return new EngineError("file-unreadable", `"${name}" is locked by another program.`, {
      hint: "Close it there and try again.",
      cause: error,
    });
  }
  if (code.startsWith("Z_")) {
    return new EngineError("file-unreadable", `The archive "${name}" is damaged or was not copied completely.`, {
      hint: "Download it again, or unpack it with another program.",
      cause: error,
    });
  }
  return new EngineError("file-unreadable", `"${name}" could not be read${code === "" ? "" : ` (${code})`}.`, {
    hint: "If it is on a network drive, copy it to this computer and try again.",
    cause: error,
  });
}
