/** Small archives for tests, with sizes in front of each entry, as most programs write them. */
import { crc32, deflateRawSync } from "node:zlib";
import type { Content } from "./write.ts";

interface ZipEntry {
  readonly path: string;
  readonly text: string;
}

/** 1 January 1980, the earliest date of the format: the same entries give the same bytes on every day. */
const dosDate = 0x21;

export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path, "utf8");
    const content = Buffer.from(entry.text, "utf8");
    const packed = deflateRawSync(content);
    // Shared by the entry's own header and its line in the directory: version, flags (UTF-8 names), deflate, time, date, sums.
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x800, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt16LE(dosDate, 8);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const header = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), facts, name]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), facts, rest, name]));
    chunks.push(header, packed);
    offset += header.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, list, end]);
}

/** All of what a file would hold. */
export async function wholeOf(content: Content): Promise<Buffer> {
  if (typeof content === "string") return Buffer.from(content, "utf8");
  return content instanceof Uint8Array ? Buffer.from(content) : Buffer.concat(await Array.fromAsync(content));
}
