/**
 * The messages of an Arrow file or stream, each checked before the reader gets it: what a damaged file claims to hold
 * would keep it busy for hours. A file is a stream between a mark in front and an index behind it.
 * Format: arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format, and Message.fbs and Schema.fbs beside it.
 */
import type { FileHandle } from "node:fs/promises";

const fileMark = "ARROW1";
/** Place, lengths of metadata and of body. */
const blockBytes = 24;
const metadataVersion5 = 4;
const continuation = 0xffffffff;
const maxMetadataBytes = 16 * 1024 * 1024;
/** Of one batch; its columns are in memory together. */
const maxBodyBytes = 2 ** 31 - 1;
const maxNesting = 16;

/** What the union of message headers may hold. */
const headerKinds = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;

/** @param head the first eight bytes: `ARROW1`, or the mark and length of a stream's first message */
export function isArrow(head: Buffer): boolean {
  if (head.toString("latin1", 0, fileMark.length) === fileMark) return true;
  const length = head.readInt32LE(4);
  return head.readInt32LE(0) === -1 && length > 0 && length <= maxMetadataBytes && length % 8 === 0;
}

/** @param onPosition how much of the file was read. @throws RangeError where a message is not whole */
export async function* arrowMessages(
  file: FileHandle,
  sizeBytes: number,
  onPosition: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const begin = await readAt(file, 0, Math.min(sizeBytes, fileMark.length));
  if (begin.toString("latin1") === fileMark) yield* messagesOfFile(file, sizeBytes, onPosition);
  else {
    for (let at = 0; at < sizeBytes;) {
      const message = await messageAt(file, at, sizeBytes);
      if (message === null) break;
      yield* message.parts;
      at = message.end;
      onPosition(at);
    }
  }
  yield prefixOf(0);
}

/** Not every writer puts the schema in front, so it is taken from the index, with the places of all batches. */
async function* messagesOfFile(
  file: FileHandle,
  sizeBytes: number,
  onPosition: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const tail = await readAt(file, Math.max(0, sizeBytes - 10), 10);
  const length = tail.readUInt32LE(0);
  if (tail.toString("latin1", 4) !== fileMark || length > Math.min(maxMetadataBytes, sizeBytes - 10))
    throw new RangeError("the file has no index at its end");
  const bytes = await readAt(file, sizeBytes - 10 - length, length);
  const index = new FlatTable(bytes, bytes.readUInt32LE(0));
  const schema = index.table(1);
  if (schema === null) throw new RangeError("the index has no schema");
  yield* schemaMessage(bytes, schema.at);
  for (const slot of [2, 3]) {
    const blocks = index.vector(slot, blockBytes);
    for (let i = 0; i < blocks.length; i += 1) {
      const at = Number(index.longAt(blocks.at + i * blockBytes));
      if (!(at >= 0 && at + 8 <= sizeBytes)) throw new RangeError("a batch lies outside of the file");
      const message = await messageAt(file, at, sizeBytes);
      if (message === null) throw new RangeError("a batch is empty");
      yield* message.parts;
      onPosition(message.end);
    }
  }
}

/** A message whose header is the table that lies in `bytes`: tables of FlatBuffers refer only to what is behind them. */
function schemaMessage(bytes: Buffer, schemaAt: number): Buffer[] {
  const front = Buffer.alloc(32);
  front.writeUInt32LE(16, 0);
  // The places of version, kind of header and header in the table that follows.
  for (const [i, value] of [12, 12, 4, 6, 8, 0].entries()) front.writeUInt16LE(value, 4 + i * 2);
  front.writeInt32LE(12, 16);
  front.writeInt16LE(metadataVersion5, 20);
  front.writeUInt8(headerKinds.schema, 22);
  front.writeUInt32LE(front.length + schemaAt - 24, 24);
  const metadata = Buffer.concat([front, bytes]);
  checkMessage(metadata);
  return [prefixOf(metadata.length), metadata];
}

function prefixOf(length: number): Buffer {
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(continuation, 0);
  prefix.writeUInt32LE(length, 4);
  return prefix;
}

/** null at the end of a stream. */
async function messageAt(
  file: FileHandle,
  at: number,
  sizeBytes: number,
): Promise<{ readonly parts: readonly Buffer[]; readonly end: number } | null> {
  const prefix = await readAt(file, at, 8);
  const length = prefix.readUInt32LE(4);
  if (prefix.readUInt32LE(0) !== continuation) throw new RangeError("a message does not begin where it should");
  if (length === 0) return null;
  if (length > maxMetadataBytes) throw new RangeError("a message is too long");
  const metadata = await readAt(file, at + 8, length);
  const bodyBytes = checkMessage(metadata);
  const end = at + 8 + length + bodyBytes;
  if (end > sizeBytes) throw new RangeError("a message is cut off");
  const body = bodyBytes === 0 ? [] : [await readAt(file, at + 8 + length, bodyBytes)];
  return { parts: [prefix, metadata, ...body], end };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new RangeError("a message is cut off");
  return buffer;
}

/** @returns the length of the body behind it */
function checkMessage(bytes: Buffer): number {
  const message = new FlatTable(bytes, bytes.readUInt32LE(0));
  const kind = message.byte(1);
  const header = message.table(2);
  const bodyBytes = Number(message.long(3));
  if (!(bodyBytes >= 0 && bodyBytes <= maxBodyBytes)) throw new RangeError("a message has a body of no length");
  checkMetadata(message, 4);
  if (header === null) throw new RangeError("a message has no header");
  if (kind === headerKinds.schema) {
    checkFields(header, 1, 0);
    checkMetadata(header, 2);
    header.vector(3, 8);
  } else if (kind === headerKinds.recordBatch) checkBatch(header, bodyBytes);
  else if (kind === headerKinds.dictionaryBatch) {
    const batch = header.table(1);
    if (batch === null) throw new RangeError("a dictionary has no content");
    checkBatch(batch, bodyBytes);
  } else throw new RangeError("a message of an unknown kind");
  return bodyBytes;
}

function checkFields(table: FlatTable, slot: number, depth: number): void {
  if (depth > maxNesting) throw new RangeError("columns are nested too deep");
  for (const field of table.tables(slot)) {
    field.text(0);
    field.table(3);
    field.table(4)?.table(1);
    checkFields(field, 5, depth + 1);
    checkMetadata(field, 6);
  }
}

function checkMetadata(table: FlatTable, slot: number): void {
  for (const pair of table.tables(slot)) {
    pair.text(0);
    pair.text(1);
  }
}

function checkBatch(batch: FlatTable, bodyBytes: number): void {
  batch.vector(1, 16);
  batch.vector(4, 8);
  batch.table(3);
  const buffers = batch.vector(2, 16);
  for (let i = 0; i < buffers.length; i += 1) {
    const [offset, length] = [batch.longAt(buffers.at + i * 16), batch.longAt(buffers.at + i * 16 + 8)];
    if (offset < 0n || length < 0n || offset + length > BigInt(bodyBytes))
      throw new RangeError("a buffer lies outside of its message");
  }
}

/** A table of FlatBuffers: its fields by their slots, every place checked to lie in the message. */
class FlatTable {
  readonly #bytes: Buffer;
  /** Where it lies. */
  readonly at: number;
  readonly #slots: number;
  readonly #slotBytes: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
    this.#slots = at - bytes.readInt32LE(at);
    this.#slotBytes = bytes.readUInt16LE(this.#slots);
  }

  byte(slot: number): number {
    const at = this.#place(slot);
    return at === 0 ? 0 : this.#bytes.readUInt8(at);
  }

  long(slot: number): bigint {
    const at = this.#place(slot);
    return at === 0 ? 0n : this.#bytes.readBigInt64LE(at);
  }

  longAt(at: number): bigint {
    return this.#bytes.readBigInt64LE(at);
  }

  table(slot: number): FlatTable | null {
    const at = this.#place(slot);
    return at === 0 ? null : new FlatTable(this.#bytes, at + this.#bytes.readUInt32LE(at));
  }

  text(slot: number): void {
    this.vector(slot, 1);
  }

  /** Of structures or numbers of so many bytes. */
  vector(slot: number, itemBytes: number): { readonly at: number; readonly length: number } {
    const at = this.#place(slot);
    if (at === 0) return { at: 0, length: 0 };
    const start = at + this.#bytes.readUInt32LE(at);
    const length = this.#bytes.readUInt32LE(start);
    if (start + 4 + length * itemBytes > this.#bytes.length) throw new RangeError("a list reaches beyond its message");
    return { at: start + 4, length };
  }

  *tables(slot: number): Generator<FlatTable> {
    const { at, length } = this.vector(slot, 4);
    for (let i = 0; i < length; i += 1) {
      const item = at + i * 4;
      yield new FlatTable(this.#bytes, item + this.#bytes.readUInt32LE(item));
    }
  }

  /** 0 for a field that is not there. */
  #place(slot: number): number {
    const entry = 4 + slot * 2;
    if (entry + 2 > this.#slotBytes) return 0;
    const offset = this.#bytes.readUInt16LE(this.#slots + entry);
    return offset === 0 ? 0 : this.at + offset;
  }
}
