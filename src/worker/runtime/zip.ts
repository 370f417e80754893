/** The directory of a ZIP archive: enough of the format to find one member; zlib unpacks it. */
import type { FileHandle } from "node:fs/promises";
import { EngineError } from "#domain/errors";

export interface ZipMember {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly packedBytes: number;
  /** As the archive says, which need not be true. */
  readonly unpackedBytes: number;
  readonly headerOffset: number;
  readonly isEncrypted: boolean;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const maxComment = 65_535;
const maxDirectoryBytes = 64 * 1024 * 1024;

/** @throws EngineError `file-unreadable` when the archive is cut off or larger than the format's first version allows. */
export async function readZipMembers(file: FileHandle, sizeBytes: number): Promise<ZipMember[]> {
  const tail = await readAt(
    file,
    Math.max(0, sizeBytes - endLength - maxComment),
    Math.min(sizeBytes, endLength + maxComment),
  );
  let at = tail.length - endLength;
  while (at >= 0 && tail.readUInt32LE(at) !== endSignature) at -= 1;
  if (at < 0) throw damaged();
  const directoryBytes = tail.readUInt32LE(at + 12);
  const directoryOffset = tail.readUInt32LE(at + 16);
  if (
    directoryOffset === 0xffffffff ||
    directoryBytes > maxDirectoryBytes ||
    directoryOffset + directoryBytes > sizeBytes
  )
    throw damaged();
  const directory = await readAt(file, directoryOffset, directoryBytes);
  const members: ZipMember[] = [];
  for (let entry = 0; entry + 46 <= directory.length && directory.readUInt32LE(entry) === entrySignature;) {
    const nameLength = directory.readUInt16LE(entry + 28);
    members.push({
      name: directory.toString("utf8", entry + 46, entry + 46 + nameLength),
      method: directory.readUInt16LE(entry + 10),
      packedBytes: directory.readUInt32LE(entry + 20),
      unpackedBytes: directory.readUInt32LE(entry + 24),
      headerOffset: directory.readUInt32LE(entry + 42),
      isEncrypted: (directory.readUInt16LE(entry + 8) & 1) === 1,
    });
    entry += 46 + nameLength + directory.readUInt16LE(entry + 30) + directory.readUInt16LE(entry + 32);
  }
  return members;
}

/** Where a member's packed bytes begin: behind its own header, whose length only the header itself says. */
export async function zipDataStart(file: FileHandle, member: ZipMember): Promise<number> {
  const header = await readAt(file, member.headerOffset, 30);
  if (header.length < 30) throw damaged();
  return member.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(): EngineError {
  return new EngineError("file-unreadable", "The ZIP archive is damaged or was not copied completely.", {
    hint: "Download it again, or unpack it with another program.",
  });
}
