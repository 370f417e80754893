/** What a ZIP archive is: a document of an office program, one packed file, or several tables. */
import type { FileHandle } from "node:fs/promises";
import { EngineError } from "#domain/errors";
import { listed, type ByteSource } from "#engine/ingest";
import { readZipMembers, zipDataStart, type ZipMember } from "#worker/runtime";
import { type ByteRange, inflated, rangeOfFile } from "./packed.ts";
import { requireReadableSheet, tooLarge } from "./sheet-extent.ts";
import { workbookSource } from "./workbook.ts";

const maxFiles = 5_000;
/** Of a workbook, which is unpacked in memory as a whole; a part becomes one text, and a sheet a rectangle of cells. */
const maxUnpackedBytes = 1024 * 1024 * 1024;
const sheetLimits = { bytes: 512 * 1024 * 1024, cells: 60_000_000 };
const tableEnding = /\.(?:csv|tsv|tab|txt|dat|asc|json|jsonl|ndjson|xml)$/i;

/** Documents by a member that only they have, and what they are called. */
const documents: readonly (readonly [RegExp, string, string])[] = [
  [/^xl\/workbook\.bin$/, "This is an Excel workbook in the binary .xlsb format.", "Save it as .xlsx or CSV."],
  [
    /^word\/document\.xml$/,
    "This is a Word document, not a table.",
    "Copy the table into a spreadsheet and save that.",
  ],
  [/^ppt\/presentation\.xml$/, "This is a presentation, not a table.", "Drop the file with its numbers."],
  [/^Index(?:\.zip$|\/Document\.iwa$)/, "This is a document of Numbers or Pages.", "Export it as Excel or CSV."],
  [/^encrypted-package$/, "This document is protected with a password.", "Save it without one."],
];

/** @throws EngineError `file-not-a-table`, `file-unreadable` */
export async function archiveSource(
  path: string,
  name: string,
  sizeBytes: number,
  file: FileHandle,
): Promise<ByteSource> {
  const members = await readZipMembers(file, sizeBytes);
  if (members.some((member) => member.name === "xl/workbook.xml")) {
    await requireReadableSize(path, file, members);
    return workbookSource(path, name, sizeBytes);
  }
  for (const [pattern, message, hint] of documents) {
    if (members.some((member) => pattern.test(member.name)))
      throw new EngineError("file-not-a-table", message, { hint });
  }
  const content = members.find((member) => member.name === "content.xml");
  if (content !== undefined && members.some((member) => member.name === "META-INF/manifest.xml"))
    return documentSource(path, name, file, content);
  const files = members.filter(
    (member) => !member.name.endsWith("/") && !/(?:^|\/)(?:__MACOSX\/|\.)/.test(member.name),
  );
  const [only] = files;
  if (only === undefined)
    throw new EngineError("file-not-a-table", "This ZIP archive is empty.", { hint: "Pack it again." });
  if (files.length === 1) return memberSource(path, name, file, only);
  const tables = files.filter((member) => tableEnding.test(member.name));
  if (tables.length === 0 || tables.length > maxFiles) throw manyFiles(files);
  const sources: ByteSource[] = [];
  for (const member of tables) sources.push(await memberSource(path, member.name, file, member));
  return {
    name,
    sizeBytes,
    files: sources,
    chunks: { [Symbol.asyncIterator]: () => rangeOfFile(path, name, { from: 0, to: sizeBytes - 1 }) },
  };
}

/** By what the archive says, and of sheets by what is in them. Another part that is larger than it says is taken for damaged. */
async function requireReadableSize(path: string, file: FileHandle, members: readonly ZipMember[]): Promise<void> {
  const bytes = members.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (bytes > maxUnpackedBytes || members.some(({ unpackedBytes }) => unpackedBytes > sheetLimits.bytes))
    throw tooLarge();
  // All of them: which parts are sheets, other parts say.
  for (const member of members) {
    if (member.packedBytes === 0) continue;
    const { chunks } = await memberSource(path, member.name, file, member);
    await requireReadableSheet(chunks, sheetLimits);
  }
}

/** The sheets of an OpenDocument file stand in one member. */
async function documentSource(path: string, name: string, file: FileHandle, content: ZipMember): Promise<ByteSource> {
  const source = await memberSource(path, name, file, content);
  for await (const chunk of source.chunks) {
    // What is encrypted is no XML, and says so nowhere else than in a list of its own.
    if (chunk[0] === 0x3c || chunk[0] === 0xef) break;
    throw new EngineError("file-unreadable", "This OpenDocument file is protected with a password or damaged.", {
      hint: "Open it in LibreOffice and save it without a password, or as CSV.",
    });
  }
  return source;
}

async function memberSource(path: string, name: string, file: FileHandle, member: ZipMember): Promise<ByteSource> {
  if (member.isEncrypted) {
    throw new EngineError("file-unreadable", "This ZIP archive is protected with a password.", {
      hint: "Unpack it and drop the file inside.",
    });
  }
  const from = await zipDataStart(file, member);
  const range: ByteRange = { from, to: from + member.packedBytes - 1 };
  if (member.method === 0) {
    return {
      name,
      sizeBytes: member.packedBytes,
      chunks: { [Symbol.asyncIterator]: () => rangeOfFile(path, name, range) },
    };
  }
  if (member.method !== 8) {
    throw new EngineError("file-unreadable", "This ZIP archive uses a compression method that Fantail can't read.", {
      hint: "Unpack it and drop the file inside.",
    });
  }
  return inflated(path, name, member.packedBytes, range);
}

function manyFiles(files: readonly ZipMember[]): EngineError {
  return new EngineError(
    "file-not-a-table",
    `This ZIP archive holds ${files.length} files: ${listed(files.map((member) => member.name))}.`,
    { hint: "Unpack it and drop the file that you want." },
  );
}
