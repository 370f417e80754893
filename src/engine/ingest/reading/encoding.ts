import { CodePageDecoder, isCodePage } from "./code-pages.ts";

/** The part of the web standard's decoder that is used; every host of the engine has it, but not the language's own types. */
interface Decoder {
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string;
}
interface DecoderOptions {
  readonly fatal?: boolean;
  readonly ignoreBOM?: boolean;
}
declare const TextDecoder: new (label: string, options?: DecoderOptions) => Decoder;

function decoderOf(label: string, options: DecoderOptions): Decoder {
  return isCodePage(label) ? new CodePageDecoder(label) : new TextDecoder(label, options);
}

export interface Encoding {
  /** A label of the WHATWG encoding standard, or one of the code pages of DOS that it lacks. */
  readonly label: string;
  /** Bytes before the text. */
  readonly bomLength: number;
}

/** Thrown by {@link TextStream} where the bytes do not fit the encoding that the file's beginning suggested. */
export class EncodingContradiction extends Error {
  /** Bytes around the place, to decide anew. */
  readonly evidence: Uint8Array;

  constructor(evidence: Uint8Array) {
    super("the bytes do not fit the encoding");
    this.name = "EncodingContradiction";
    this.evidence = evidence;
  }
}

/** Decides by byte-order mark, zero bytes and validity as UTF-8; `guess` names the encoding of what remains. */
export function detectEncoding(head: Uint8Array, guess: (bytes: Uint8Array) => string): Encoding {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { label: "utf-8", bomLength: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { label: "utf-16le", bomLength: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { label: "utf-16be", bomLength: 2 };
  const utf16 = utf16WithoutMark(head);
  if (utf16 !== null) return { label: utf16, bomLength: 0 };
  if (isUtf8(head)) return { label: "utf-8", bomLength: 0 };
  return { label: guess(head), bomLength: 0 };
}

/** Digits, commas and Latin letters have a zero byte in every pair, always on the same side. */
function utf16WithoutMark(head: Uint8Array): "utf-16le" | "utf-16be" | null {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i += 1) {
    if (head[i] !== 0) continue;
    if (i % 2 === 0) even += 1;
    else odd += 1;
  }
  const pairs = head.length / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.05) return "utf-16le";
  if (even > pairs * 0.4 && odd < pairs * 0.05) return "utf-16be";
  return null;
}

/** A character that the end of `bytes` cuts in two does not count against it. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** The text, or null where the bytes are not valid in this encoding; a character cut off at the end does not count. */
export function decodeStrictly(bytes: Uint8Array, label: string): string | null {
  try {
    return decoderOf(label, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** Decodes chunk by chunk. Zero bytes are dropped: they come from broken exports and mean nothing in a table. */
export class TextStream {
  readonly #decoder: Decoder;
  readonly #isStrict: boolean;
  #skip: number;
  hadZeroBytes = false;

  constructor(encoding: Encoding) {
    this.#isStrict = encoding.label === "utf-8";
    this.#decoder = decoderOf(encoding.label, { fatal: this.#isStrict, ignoreBOM: false });
    this.#skip = encoding.bomLength;
  }

  /** @throws EncodingContradiction when the bytes are not what the label says. */
  decode(bytes: Uint8Array): string {
    let rest = bytes;
    if (this.#skip > 0) {
      rest = bytes.subarray(Math.min(this.#skip, bytes.length));
      this.#skip -= bytes.length - rest.length;
    }
    try {
      return this.#clean(this.#decoder.decode(rest, { stream: true }));
    } catch (error) {
      if (!this.#isStrict) throw error;
      throw new EncodingContradiction(new Uint8Array(rest));
    }
  }

  /** What is left. A character that the end of the file cuts off is dropped: the download broke there. */
  end(): string {
    try {
      return this.#clean(this.#decoder.decode());
    } catch {
      return "";
    }
  }

  #clean(text: string): string {
    if (!text.includes("\0")) return text;
    this.hadZeroBytes = true;
    return text.replaceAll("\0", "");
  }
}

/** Decodes single cells. @throws EncodingContradiction (from the returned function) like {@link TextStream.decode}. */
export function cellDecoder(label: string): (bytes: Uint8Array) => string {
  const decoder = decoderOf(label, { fatal: label === "utf-8", ignoreBOM: true });
  return (bytes) => {
    if (bytes.length < 32) {
      const text = asciiText(bytes);
      if (text !== null) return text;
    }
    try {
      return decoder.decode(bytes);
    } catch {
      throw new EncodingContradiction(new Uint8Array(bytes));
    }
  };
}

/** Short ASCII is quicker without the decoder. */
function asciiText(bytes: Uint8Array): string | null {
  let text = "";
  for (const byte of bytes) {
    if (byte >= 128) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}
