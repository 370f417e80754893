/** Parquet files as tables, one row group after the other. */
import { open } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
} from "hyparquet";
import { EngineError } from "#domain/errors";
import { type ByteSource, csvChunks, csvLine } from "#engine/ingest";
import { unpackFramedLz4, unpackLz4 } from "./lz4.ts";

/** Rows that are held as objects at a time. */
const rowsAtOnce = 20_000;

/** A page that unpacks to more than it says is damaged. */
const upTo = (bytes: number): { readonly maxOutputLength: number } => ({ maxOutputLength: Math.max(1, bytes) });

const compressors: Compressors = {
  GZIP: (input, bytes) => gunzipSync(input, upTo(bytes)),
  BROTLI: (input, bytes) => brotliDecompressSync(input, upTo(bytes)),
  ZSTD: (input, bytes) => zstdDecompressSync(input, upTo(bytes)),
  LZ4: unpackFramedLz4,
  LZ4_RAW: unpackLz4,
};
/** Those above, and what the reader itself knows. */
const knownCodecs = new Set(["UNCOMPRESSED", "SNAPPY", ...Object.keys(compressors)]);

/** Columns say by themselves how they are packed. */
function requireKnownCodecs(metadata: FileMetaData): void {
  const codecs = metadata.row_groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data }) => (meta_data === undefined ? [] : [meta_data.codec])),
  );
  const unknown = codecs.find((codec) => !knownCodecs.has(codec));
  if (unknown === undefined) return;
  throw new EngineError(
    "file-unreadable",
    `This Parquet file is compressed with ${unknown}, which Fantail can't read.`,
    {
      hint: "Write it with Snappy, Zstandard, gzip, Brotli or LZ4, or uncompressed.",
    },
  );
}

/** @throws EngineError `file-unreadable` when the file is damaged or uses what the reader does not know. */
export async function parquetSource(path: string, name: string, sizeBytes: number): Promise<ByteSource> {
  const probe = await fileBuffer(path, sizeBytes);
  try {
    const metadata = await parquetMetadataAsync(probe.buffer).catch((cause: unknown) => {
      throw unreadable(cause);
    });
    requireKnownCodecs(metadata);
  } finally {
    await probe.close();
  }
  return {
    name,
    sizeBytes,
    format: "parquet",
    chunks: { [Symbol.asyncIterator]: () => csvChunks(lines(path, sizeBytes)) },
  };
}

async function* lines(path: string, sizeBytes: number): AsyncGenerator<string> {
  const { buffer, close } = await fileBuffer(path, sizeBytes);
  try {
    const metadata = await parquetMetadataAsync(buffer);
    const names = metadata.schema
      .filter(({ num_children }) => num_children === undefined)
      .map((element) => element.name);
    yield csvLine(names);
    const rows = Number(metadata.num_rows);
    for (let from = 0; from < rows; from += rowsAtOnce) {
      const objects = await parquetReadObjects({
        file: buffer,
        metadata,
        compressors,
        rowStart: from,
        rowEnd: Math.min(rows, from + rowsAtOnce),
      });
      for (const object of objects) yield csvLine(names.map((column) => object[column]));
    }
  } catch (error) {
    throw unreadable(error);
  } finally {
    await close();
  }
}

/** @returns the file as hyparquet wants it: slices by position. */
async function fileBuffer(
  path: string,
  byteLength: number,
): Promise<{ buffer: AsyncBuffer; close: () => Promise<void> }> {
  const file = await open(path);
  const slice = async (start: number, end = byteLength): Promise<ArrayBuffer> => {
    // What the file says of its places may be anything.
    if (!(start >= 0 && end <= byteLength)) throw new RangeError("a place beyond the file's end");
    const bytes = new Uint8Array(Math.max(0, end - start));
    await file.read(bytes, 0, bytes.length, start);
    return bytes.buffer;
  };
  return { buffer: { byteLength, slice }, close: () => file.close() };
}

function unreadable(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  return new EngineError("file-unreadable", "This Parquet file cannot be read; it may be damaged.", {
    hint: "Write it again, or export the data as CSV.",
    cause,
  });
}
