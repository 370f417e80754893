/** A path as the engine's byte source, with the failures of a file system put into words. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { EngineError } from "#engine/errors";
import type { ByteSource } from "#engine/ingest";

/** Large enough that PapaParse's overhead per chunk is small, small enough that cancel is noticed within a few milliseconds. */
const chunkBytes = 512 * 1024;

/** @throws EngineError `file-not-found`, `file-is-folder`, `file-unreadable` or `file-empty`. */
export async function openSource(path: string): Promise<ByteSource> {
  const name = basename(path);
  const info = await stat(path).catch((error: unknown) => {
    throw asFileError(error, name);
  });
  if (info.isDirectory()) {
    throw new EngineError("file-is-folder", `"${name}" is a folder, not a file.`, { hint: "Drop the files inside it." });
  }
  if (info.isFile() && info.size === 0) {
    throw new EngineError("file-empty", "The file is empty.", {
      hint: "Export the data again and check that it was saved completely.",
    });
  }
  return { name, sizeBytes: info.size, chunks: { [Symbol.asyncIterator]: () => readChunks(path, name) } };
}

async function* readChunks(path: string, name: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: chunkBytes });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw asFileError(error, name);
  } finally {
    stream.destroy();
  }
}

function asFileError(error: unknown, name: string): EngineError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new EngineError("file-not-found", `There is no file "${name}" at this place.`, {
      hint: "It may have been moved or renamed. Choose it again.",
      cause: error,
    });
  }
  if (code === "EISDIR") {
    return new EngineError("file-is-folder", `"${name}" is a folder, not a file.`, { hint: "Drop the files inside it." });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new EngineError("file-unreadable", `You may not read "${name}".`, {
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
  return new EngineError("file-unreadable", `"${name}" could not be read${code === undefined ? "" : ` (${String(code)})`}.`, {
    hint: "If it lies on a network drive, copy it to this computer and try again.",
    cause: error,
  });
}
