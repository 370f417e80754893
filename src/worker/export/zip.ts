import { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";
import { EngineError } from "#domain/errors";

export interface ZipEntry {
  readonly path: string;
  /** Its text, one piece after the other. */
  readonly pieces: Iterable<string>;
}

/** 1 January 1980, the earliest date of the format: the same entries give the same bytes on every day. */
const dosDate = 0x21;
/** Of pieces, before they are packed: one call of zlib for each cell of a sheet would take longer than all the rest. */
const blockCharacters = 128 * 1024;
/** What the format's first version can hold. */
const maxBytes = 0xffff_ffff;

/**
 * A ZIP archive (APPNOTE 6.3, without ZIP64), piece by piece: sums and sizes stand behind each entry, so that no entry is ever in memory
 * as a whole.
 *
 * @throws EngineError cannot-write beyond 4 GB
 */
export async function* zip(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path, "utf8");
    const header = Buffer.concat([
      Buffer.from("PK\u0003\u0004", "latin1"),
      factsOf(name.length, { sum: 0, packed: 0, size: 0 }),
      name,
    ]);
    yield header;
    let [sum, size, packed] = [0, 0, 0];
    const blocks = Readable.from(
      blocksOf(entry.pieces, (block) => {
        sum = crc32(block, sum);
        size += block.length;
      }),
    );
    const packer = blocks.pipe(createDeflateRaw());
    // Whatever goes wrong while pieces are made has to end the reading, too.
    blocks.on("error", (error) => packer.destroy(error));
    for await (const chunk of packer) {
      packed += (chunk as Buffer).length;
      yield chunk as Buffer;
    }
    const descriptor = Buffer.alloc(16);
    descriptor.write("PK\u0007\u0008", "latin1");
    descriptor.writeUInt32LE(sum, 4);
    if (size > maxBytes || offset + packed > maxBytes) throw tooLarge();
    descriptor.writeUInt32LE(packed, 8);
    descriptor.writeUInt32LE(size, 12);
    yield descriptor;
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([
        Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"),
        factsOf(name.length, { sum, packed, size }),
        rest,
        name,
      ]),
    );
    offset += header.length + packed + descriptor.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  yield list;
  yield end;
}

/** Shared by the entry's own header and its line in the directory: version, flags (UTF-8 names, sums behind), deflate, time, date, sums. */
function factsOf(
  nameBytes: number,
  { sum, packed, size }: { readonly sum: number; readonly packed: number; readonly size: number },
): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(0x808, 2);
  facts.writeUInt16LE(8, 4);
  facts.writeUInt16LE(dosDate, 8);
  facts.writeUInt32LE(sum, 10);
  facts.writeUInt32LE(packed, 14);
  facts.writeUInt32LE(size, 18);
  facts.writeUInt16LE(nameBytes, 22);
  return facts;
}

function* blocksOf(pieces: Iterable<string>, see: (block: Buffer) => void): Generator<Buffer> {
  let text = "";
  const take = (): Buffer => {
    const block = Buffer.from(text, "utf8");
    text = "";
    see(block);
    return block;
  };
  for (const piece of pieces) {
    text += piece;
    if (text.length >= blockCharacters) yield take();
  }
  if (text !== "") yield take();
}

function tooLarge(): EngineError {
  return new EngineError("cannot-write", "This workbook would be larger than 4 GB.", {
    hint: "Choose .csv or .parquet, or export fewer series.",
  });
}
