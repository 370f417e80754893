/** Arrow's files (also called Feather) and streams as tables, one record batch after the other. */
import { open, type FileHandle } from "node:fs/promises";
import { zstdDecompressSync } from "node:zlib";
import {
  compressionRegistry,
  CompressionType,
  DataType,
  RecordBatchReader,
  type Data,
  type Field,
  type RecordBatch,
  type Vector,
} from "apache-arrow";
import { EngineError } from "#domain/errors";
import { type ByteSource, csvChunks, csvLine, listed } from "#engine/ingest";
import { arrowMessages } from "./arrow-messages.ts";
import { unpackLz4Frame } from "./lz4.ts";

/** Of one buffer, unpacked: the writers' batches are a thousand times smaller. */
const maxBufferBytes = 1024 * 1024 * 1024;

compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (packed) => unpackLz4Frame(packed, maxBufferBytes) });
compressionRegistry.set(CompressionType.ZSTD, {
  decode: (packed) => zstdDecompressSync(packed, { maxOutputLength: maxBufferBytes }),
});

/** @throws EngineError `file-unreadable` when the file is damaged or uses what the reader does not know. */
export async function arrowSource(path: string, name: string, sizeBytes: number): Promise<ByteSource> {
  const file = await open(path);
  try {
    const reader = await readerOf(file);
    if (!reader.schema.fields.some(isFlat))
      throw new EngineError("file-not-a-table", "This Arrow file has no columns of numbers, times or texts.");
    await reader.cancel();
  } catch (error) {
    throw unreadable(error);
  } finally {
    await file.close();
  }
  let nested: readonly string[] = [];
  let position = 0;
  return {
    name,
    sizeBytes,
    format: "arrow",
    chunks: {
      [Symbol.asyncIterator]: () =>
        csvChunks(
          lines(
            path,
            (names) => (nested = names),
            (bytes) => (position = bytes),
          ),
        ),
    },
    positionBytes: () => position,
    report: (log) => {
      if (nested.length > 0)
        log.warn("nested-columns", `Columns of lists and structures were left out: ${listed(nested)}.`);
    },
  };
}

async function readerOf(file: FileHandle, onPosition: (bytes: number) => void = () => {}): Promise<RecordBatchReader> {
  const reader = await RecordBatchReader.from(arrowMessages(file, (await file.stat()).size, onPosition));
  await reader.open();
  return reader;
}

async function* lines(
  path: string,
  noteNested: (names: readonly string[]) => void,
  onPosition: (bytes: number) => void,
): AsyncGenerator<string> {
  const file = await open(path);
  try {
    const reader = await readerOf(file, onPosition);
    const { fields } = reader.schema;
    const kept = fields.flatMap((field, at) => (isFlat(field) ? [{ field, at, textOf: textFor(field.type) }] : []));
    noteNested(fields.filter((field) => !isFlat(field)).map((field) => field.name));
    yield csvLine(kept.map(({ field }) => field.name));
    for await (const batch of reader) {
      requireWhole(batch);
      const columns = kept.flatMap(({ at, textOf }) => {
        const vector = batch.getChildAt(at);
        return vector === null ? [] : [{ vector: vector as Vector, textOf }];
      });
      for (let row = 0; row < batch.numRows; row += 1) {
        yield csvLine(
          columns.map(({ vector, textOf }) => {
            const value: unknown = vector.get(row);
            return value === null || value === undefined ? null : textOf(value);
          }),
        );
      }
    }
  } catch (error) {
    throw unreadable(error);
  } finally {
    await file.close();
  }
}

function isFlat({ type }: Field): boolean {
  return !(
    DataType.isList(type) ||
    DataType.isFixedSizeList(type) ||
    DataType.isStruct(type) ||
    DataType.isMap(type) ||
    DataType.isUnion(type) ||
    DataType.isBinary(type) ||
    DataType.isLargeBinary(type) ||
    DataType.isFixedSizeBinary(type) ||
    DataType.isInterval(type)
  );
}

/** How a value becomes a cell; times as a wall clock, those of a zone as the instants that they are. */
function textFor(type: DataType): (value: unknown) => unknown {
  if (DataType.isDictionary(type)) return textFor(type.dictionary);
  if (DataType.isTimestamp(type)) {
    const hasZone = typeof type.timezone === "string" && type.timezone !== "";
    return (value) => (hasZone ? instant(Number(value)) : new Date(Number(value)));
  }
  if (DataType.isDate(type)) {
    return (value) => {
      const text = new Date(Number(value)).toISOString();
      return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : new Date(Number(value));
    };
  }
  if (DataType.isTime(type)) {
    const perSecond = [1, 1e3, 1e6, 1e9][type.unit] ?? 1;
    return (value) => new Date((Number(value) / perSecond) * 1000).toISOString().slice(11, 23).replace(".000", "");
  }
  if (DataType.isDecimal(type)) return (value) => decimalOf(value as Uint32Array, type.scale);
  if (DataType.isDuration(type)) return (value) => Number(value) / ([1, 1e3, 1e6, 1e9][type.unit] ?? 1);
  return (value) => value;
}

function instant(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}

/** Little-endian two's complement in words of 32 bits. */
function decimalOf(words: Uint32Array, scale: number): number {
  let whole = 0n;
  for (let at = words.length - 1; at >= 0; at -= 1) whole = (whole << 32n) | BigInt(words[at] ?? 0);
  return Number(BigInt.asIntN(words.length * 32, whole)) / 10 ** scale;
}

/** The reader takes the lengths of a damaged file as they are, and what is not there as missing. @throws RangeError */
function requireWhole({ data }: RecordBatch): void {
  for (const column of data.children) {
    if (column.length !== data.length || !isWhole(column)) throw new RangeError("a column is cut off");
  }
}

function isWhole({ type, length, values, valueOffsets, nullBitmap, nullCount, stride }: Data): boolean {
  if (DataType.isNull(type)) return length <= 1e9;
  if (nullCount > 0 && nullBitmap !== undefined && nullBitmap.length * 8 < length) return false;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    return (
      length === 0 ||
      (valueOffsets.length > length &&
        Number(valueOffsets[length]) <= ((values as Uint8Array | undefined) ?? []).length)
    );
  }
  const held = (values as ArrayLike<number> | undefined)?.length ?? 0;
  if (DataType.isBool(type)) return held * 8 >= length;
  return !ArrayBuffer.isView(values) || held >= length * (stride || 1);
}

function unreadable(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  return new EngineError("file-unreadable", "This Arrow file cannot be read; it may be damaged.", {
    hint: "Write it again, or export the data as CSV or Parquet.",
    cause,
  });
}
