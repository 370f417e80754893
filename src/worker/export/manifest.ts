/** The manifest within each kind of export, and how it is found there again. */
import type { ExportManifest } from "#domain/export";
import { open, readFile } from "node:fs/promises";
import { extname } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import { parquetMetadata } from "hyparquet";
import { EngineError } from "#domain/errors";
import { type SeriesNotes, workbookManifest } from "#engine/export";
import { readZipMembers } from "#worker/runtime";

const keyword = "fantail";

/** Beside a table of plain text, which has no place for it: the name is that of CSV on the Web (W3C, 2015). */
export function sidecarPath(path: string): string {
  return `${path}-metadata.json`;
}

/** @param decisions what was asked and decided, as documents hold it: a table of steps has no place for it either */
export function csvMetadata(
  name: string,
  manifest: ExportManifest,
  notes: readonly SeriesNotes[],
  decisions: Readonly<Record<string, unknown>> = {},
): string {
  const table = { "@context": "http://www.w3.org/ns/csvw", url: name, [keyword]: manifest };
  const isDecided = Object.keys(decisions).length > 0;
  return `${JSON.stringify({ ...table, ...(notes.length === 0 ? {} : { notes }), ...(isDecided ? { decisions } : {}) })}\n`;
}

export function withSvgManifest(svg: string, manifest: ExportManifest): string {
  const end = svg.lastIndexOf("</svg>");
  return `${svg.slice(0, end)}<metadata id="${keyword}">${asciiJson(manifest)}</metadata>${svg.slice(end)}`;
}

/** As a tEXt chunk before the end of the picture (PNG, ISO/IEC 15948). */
export function withPngManifest(png: Uint8Array, manifest: ExportManifest): Uint8Array {
  const body = Buffer.from(`tEXt${keyword}\0${asciiJson(manifest)}`, "latin1");
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  const end = png.length - 12;
  return Buffer.concat([png.subarray(0, end), chunk, png.subarray(end)]);
}

/** @throws EngineError where the file holds none */
export async function readManifest(path: string): Promise<ExportManifest> {
  let found: unknown;
  try {
    found = await findManifest(path, extname(path).toLowerCase());
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") {
      throw new EngineError("file-not-found", `${(cause as NodeJS.ErrnoException).path ?? path} can't be found.`, {
        cause,
      });
    }
    throw noManifest(cause);
  }
  if (isManifest(found)) return found;
  throw noManifest(undefined);
}

async function findManifest(path: string, ending: string): Promise<unknown> {
  switch (ending) {
    case ".csv":
      return (JSON.parse(await readFile(sidecarPath(path), "utf8")) as Record<string, unknown>)[keyword];
    case ".json":
      return (JSON.parse(await readFile(path, "utf8")) as { manifest?: unknown }).manifest;
    case ".svg":
      return JSON.parse(/<metadata id="fantail">([^<]*)<\/metadata>/.exec(await readFile(path, "utf8"))?.[1] ?? "null");
    case ".html":
      return JSON.parse(
        /<script type="application\/json" id="manifest">([^<]*)<\/script>/.exec(await readFile(path, "utf8"))?.[1] ??
          "null",
      );
    case ".png":
      return ofPng(await readFile(path));
    case ".parquet": {
      const { buffer, byteOffset, byteLength } = await readFile(path);
      const metadata = parquetMetadata(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer);
      return JSON.parse(metadata.key_value_metadata?.find(({ key }) => key === keyword)?.value ?? "null");
    }
    case ".xlsx":
      return ofWorkbook(path);
    case ".pdf":
      throw new EngineError("wrong-arguments", "A PDF says how it was made to people only, at its end.", {
        hint: "Export the same forecast in another format to have it made again.",
      });
    default:
      throw new EngineError("wrong-arguments", `Fantail does not write ${ending} files.`);
  }
}

function ofPng(bytes: Buffer): unknown {
  for (let at = 8; at + 12 <= bytes.length; at += bytes.readUInt32BE(at) + 12) {
    const body = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    const isText = bytes.toString("latin1", at + 4, at + 8) === "tEXt";
    if (isText && body.toString("latin1", 0, keyword.length + 1) === `${keyword}\0`) {
      return JSON.parse(body.toString("latin1", keyword.length + 1));
    }
  }
  return null;
}

/** The last rows of its sheet hold the whole of it. */
async function ofWorkbook(path: string): Promise<unknown> {
  const file = await open(path);
  try {
    const members = await readZipMembers(file, (await file.stat()).size);
    const member = members.find(({ name }) => name === workbookManifest.path);
    if (member === undefined) return null;
    const header = Buffer.alloc(30);
    await file.read(header, 0, 30, member.headerOffset);
    const packed = Buffer.alloc(member.packedBytes);
    const from = member.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    await file.read(packed, 0, packed.length, from);
    const text = inflateRawSync(packed).toString("utf8");
    const row = new RegExp(`<t[^>]*>${workbookManifest.row}</t></is></c><c[^>]*><is><t[^>]*>([^<]*)</t>`, "g");
    const cells = [...text.matchAll(row)].map((found) => found[1] ?? "");
    if (cells.length === 0) return null;
    return JSON.parse(
      cells
        .join("")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&"),
    );
  } finally {
    await file.close();
  }
}

/** JSON that any text format takes as it is: no markup, no letter beyond ASCII. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isManifest(value: unknown): value is ExportManifest {
  const manifest = value as Partial<ExportManifest> | null;
  const texts = [
    manifest?.app,
    manifest?.dataHash,
    manifest?.executionProvider,
    manifest?.preprocessing,
    manifest?.model?.id,
    manifest?.model?.version,
    manifest?.model?.sha256,
  ];
  return (
    texts.every((text) => typeof text === "string") &&
    typeof manifest?.settings === "object" &&
    manifest.settings !== null
  );
}

function noManifest(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause;
  return new EngineError("file-unreadable", "This file does not say how it was made.", {
    hint: "Every export of Fantail has a manifest. For a CSV file it is beside it, in the file that ends in .csv-metadata.json.",
    ...(cause === undefined ? {} : { cause }),
  });
}
