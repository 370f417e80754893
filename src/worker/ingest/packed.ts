/** A file's bytes piece by piece, as they are or unpacked; errors in words. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip, createInflateRaw } from "node:zlib";
import type { Transform } from "node:stream";
import { EngineError } from "#domain/errors";
import type { ByteSource } from "#engine/ingest";

/** Large enough that PapaParse's overhead per chunk is small, small enough that cancel is noticed within a few milliseconds. */
const chunkBytes = 512 * 1024;

/** Of a file, both included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export function gunzipped(path: string, name: string, sizeBytes: number): ByteSource {
  return packed(path, name, sizeBytes, { from: 0, to: sizeBytes - 1 }, createGunzip);
}

/** @param sizeBytes packed, as the progress counts */
export function inflated(path: string, name: string, sizeBytes: number, range: ByteRange): ByteSource {
  return packed(path, name, sizeBytes, range, createInflateRaw);
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
export async function* rangeOfFile(path: string, name: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
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

export function isFolder(name: string): EngineError {
  return new EngineError("file-is-folder", `"${name}" is a folder, not a file.`, { hint: "Drop the files inside it." });
}

export function asFileError(error: unknown, name: string): EngineError {
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
