/** The text of a file that is read as a whole, or again and again. */
import { EngineError } from "#domain/errors";
import { type Signal, throwIfAborted } from "#engine/concurrency";
import {
  decodeStrictly,
  detectEncoding,
  type Encoding,
  EncodingContradiction,
  guessLegacyEncoding,
  TextStream,
} from "#engine/ingest/reading";
import type { ByteSource } from "#engine/ingest/request";

const headBytes = 4096;

/** The first characters, "" where they are no text; a wrong encoding does not matter to whoever looks for ASCII. */
export async function headText(source: ByteSource): Promise<string> {
  const head = new Uint8Array(headBytes);
  let length = 0;
  for await (const chunk of source.chunks) {
    const part = chunk.subarray(0, headBytes - length);
    head.set(part, length);
    length += part.length;
    if (length === headBytes) break;
  }
  const encoding = detectEncoding(head.subarray(0, length), () => "windows-1252");
  return decodeStrictly(head.subarray(encoding.bomLength, length), encoding.label) ?? "";
}

/** Decoded piece by piece. @throws EncodingContradiction */
export async function* textPieces(source: ByteSource, encoding: Encoding, signal: Signal): AsyncGenerator<string> {
  const stream = new TextStream(encoding);
  for await (const chunk of source.chunks) {
    throwIfAborted(signal);
    yield stream.decode(chunk);
  }
  const rest = stream.end();
  if (rest !== "") yield rest;
}

/** Lines without their ends. */
export async function* textLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + piece).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/**
 * Reads the file with the encoding that its bytes show; what the file itself declares counts where they are no UTF-8.
 * @param pass reads the whole text, and again where the first encoding turns out to be wrong
 */
export async function withEncoding<T>(
  source: ByteSource,
  declared: string | null,
  pass: (encoding: Encoding) => Promise<T>,
): Promise<{ encoding: Encoding; result: T }> {
  const legacy = (bytes: Uint8Array): string =>
    declared !== null && isKnownLegacy(declared) ? declared : guessLegacyEncoding(bytes);
  let encoding = await encodingOf(source, legacy);
  try {
    return { encoding, result: await pass(encoding) };
  } catch (error) {
    if (!(error instanceof EncodingContradiction)) throw error;
    encoding = { label: legacy(error.evidence), bomLength: 0 };
    return { encoding, result: await pass(encoding) };
  }
}

/** By what a few pieces hold, each a copy: its memory belongs to its reader. */
async function encodingOf(source: ByteSource, legacy: (bytes: Uint8Array) => string): Promise<Encoding> {
  const parts: number[] = [];
  for await (const chunk of source.chunks) {
    if (parts.length === 0 && chunk.length >= headBytes) return detectEncoding(chunk, legacy);
    for (const byte of chunk) parts.push(byte);
    if (parts.length >= headBytes) break;
  }
  return detectEncoding(Uint8Array.from(parts), legacy);
}

function isKnownLegacy(label: string): boolean {
  return !/^utf|ucs/i.test(label) && decodeStrictly(new Uint8Array(0), label) !== null;
}

/** @throws EngineError `file-too-large` */
export async function wholeText(
  source: ByteSource,
  signal: Signal,
  { maxBytes, tooLarge }: { readonly maxBytes: number; readonly tooLarge: string },
): Promise<string> {
  const { result } = await withEncoding(source, null, async (encoding) => {
    let text = "";
    for await (const piece of textPieces(limited(source, maxBytes, tooLarge), encoding, signal)) text += piece;
    return text;
  });
  return result;
}

function limited(source: ByteSource, maxBytes: number, tooLarge: string): ByteSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let length = 0;
    for await (const chunk of source.chunks) {
      length += chunk.length;
      if (length > maxBytes)
        throw new EngineError("file-too-large", tooLarge, { hint: "Export the data as CSV or Parquet." });
      yield chunk;
    }
  }
  return { ...source, chunks: { [Symbol.asyncIterator]: chunks } };
}
