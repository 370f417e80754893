import { EngineError } from "#domain/errors";
import { throwIfAborted } from "#engine/concurrency";
import type { ByteSource, IngestPorts } from "#engine/ingest/request";
import { detectDialect, plainDialect } from "./dialect.ts";
import { detectEncoding, TextStream, type Encoding } from "./encoding.ts";
import { judgeLegacyEncoding, type EncodingRival } from "./encoding-guess.ts";
import { binaryKindOf, looksBinary, notATable } from "./file-kind.ts";
import { RowTokenizer, type Dialect } from "./row-tokenizer.ts";

/** Decisions are made on this much of the file; everything in it still counts as evidence, and later rows can overturn it. */
const sampleBytes = 512 * 1024;

/** A file of text whose encoding and dialect are known. */
export interface OpenedText {
  readonly encoding: Encoding;
  /** Another encoding that comes near; null where none does. */
  readonly encodingRival: EncodingRival | null;
  readonly dialect: Dialect;
  readonly stream: TextStream;
  readonly beginning: string;
  readonly tokenizer: RowTokenizer;
}

/** The pieces of a file, one after the other, and what its first ones say about it. */
export class TextFile {
  readonly #source: ByteSource;
  readonly #ports: IngestPorts;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #isRead = false;
  #bytes = 0;

  constructor(source: ByteSource, ports: IngestPorts) {
    this.#source = source;
    this.#ports = ports;
    this.#chunks = source.chunks[Symbol.asyncIterator]();
  }

  /** Whether the first pieces were all of it. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /**
   * @param known null where the bytes have to say it
   * @throws EngineError where the file is no text or has none
   */
  async open(known: Encoding | null): Promise<OpenedText> {
    const head = await this.#readHead();
    const kind = binaryKindOf(head);
    if (kind !== null) throw notATable(kind);
    let encodingRival: EncodingRival | null = null;
    const encoding =
      known ??
      detectEncoding(head, (bytes) => {
        const { label, rival } = judgeLegacyEncoding(bytes);
        encodingRival = rival;
        return label;
      });
    if (!encoding.label.startsWith("utf-16") && looksBinary(head)) throw notATable("binary");
    const stream = new TextStream(encoding);
    const beginning = stream.decode(head);
    if (this.#isRead && beginning.trim() === "") throw emptyFile(head.length);
    // A table that was made from another format is CSV by construction, whatever its cells look like.
    const dialect = this.#source.format === undefined ? detectDialect(beginning) : plainDialect;
    return { encoding, encodingRival, dialect, stream, beginning, tokenizer: new RowTokenizer(dialect) };
  }

  /** @param rows that were read until now */
  async next(rows: number): Promise<Uint8Array | null> {
    throwIfAborted(this.#ports.signal);
    this.#ports.onProgress({
      phase: "reading",
      bytes: this.#source.positionBytes?.() ?? this.#bytes,
      totalBytes: this.#source.sizeBytes,
      rows,
    });
    await this.#ports.yield?.();
    throwIfAborted(this.#ports.signal);
    const { done, value } = await this.#chunks.next();
    if (done === true) return null;
    this.#bytes += value.length;
    return value;
  }

  /** Those of the first pieces, two at least where the file has as many. */
  async firstRows({ tokenizer, beginning, stream }: OpenedText): Promise<string[][]> {
    const rows = tokenizer.push(beginning);
    // A file without a second line end, or with rows longer than the sample: take what there is.
    while (rows.length < 2) {
      const chunk = await this.next(0);
      if (chunk === null) {
        rows.push(...tokenizer.push(stream.end()), ...tokenizer.end());
        break;
      }
      for (const row of tokenizer.push(stream.decode(chunk))) rows.push(row);
    }
    return rows;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #readHead(): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (length < sampleBytes) {
      const chunk = await this.next(0);
      if (chunk === null) {
        this.#isRead = true;
        break;
      }
      parts.push(parts.length === 0 && chunk.length >= sampleBytes ? chunk : new Uint8Array(chunk));
      length += chunk.length;
    }
    if (length === 0) throw emptyFile(0);
    if (parts.length === 1 && parts[0] !== undefined) return parts[0];
    const head = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      head.set(part, at);
      at += part.length;
    }
    return head;
  }
}

/** @param length in bytes */
export function emptyFile(length: number): EngineError {
  return new EngineError(
    "file-empty",
    length === 0 ? "The file is empty." : "The file holds nothing but blank lines.",
    {
      hint: "Export the data again and check that it was saved completely.",
    },
  );
}
