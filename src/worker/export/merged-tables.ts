/** The rows of several files of one kind as those of one, a part at a time. */
import type { ExportManifest } from "#domain/export";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { EngineError } from "#domain/errors";

const lineEnd = "\r\n";
/** Rows of a row group that are in memory at once. */
const rowsAtOnce = 100_000;

/** A column that only some parts have is empty for the others. */
export async function* mergedCsv(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  const headers: (readonly string[])[] = [];
  for (const path of paths) headers.push(await headerOf(path));
  const columns = unionOf(headers);
  yield Buffer.from(`${columns.join(",")}${lineEnd}`);
  for (const [at, path] of paths.entries()) {
    const own = headers[at] ?? [];
    const places = columns.map((name) => own.indexOf(name));
    let lines: string[] = [];
    for await (const cells of records(path)) {
      lines.push(places.map((place) => cells[place] ?? "").join(","));
      if (lines.length < 4_096) continue;
      yield Buffer.from(`${lines.join(lineEnd)}${lineEnd}`);
      lines = [];
    }
    if (lines.length > 0) yield Buffer.from(`${lines.join(lineEnd)}${lineEnd}`);
  }
}

async function headerOf(path: string): Promise<readonly string[]> {
  for await (const cells of cellsOf(path)) return cells;
  throw new EngineError("file-empty", `${basename(path)} is empty.`);
}

async function* records(path: string): AsyncGenerator<readonly string[]> {
  let isHeader = true;
  for await (const cells of cellsOf(path)) {
    if (!isHeader) yield cells;
    isHeader = false;
  }
}

/** Each record's cells as they are written, with their quotes. */
async function* cellsOf(path: string): AsyncGenerator<readonly string[]> {
  let [rest, cells, isQuoted, at]: [string, string[], boolean, number] = ["", [], false, 0];
  for await (const chunk of createReadStream(path, "utf8")) {
    rest += chunk as string;
    let from = 0;
    // The last character waits for the next piece: it may be the first half of a line's end.
    for (; at < rest.length - 1; at++) {
      const character = rest[at];
      if (character === '"') isQuoted = !isQuoted;
      if (isQuoted) continue;
      const isEnd = character === "\r" && rest[at + 1] === "\n";
      if (character !== "," && !isEnd) continue;
      cells.push(rest.slice(from, at));
      if (isEnd) {
        at += 1;
        yield cells;
        cells = [];
      }
      from = at + 1;
    }
    rest = rest.slice(from);
    at -= from;
  }
  // Every line that Fantail writes ends: what follows the last end was cut off.
  if (cells.length > 0 || rest.trim() !== "")
    throw new EngineError("unexpected-data", `${basename(path)} ends in the middle of a row.`);
}

/** Of all, as the long table orders them. */
function unionOf(headers: readonly (readonly string[])[]): readonly string[] {
  const named = ["series", "model", "origin", "timestamp", "median", "plain_median"];
  const rank = (name: string): number => {
    const place = named.indexOf(name);
    if (place >= 0) return place;
    const level = /^q(0\.\d+(?:e-\d+)?)$/.exec(name)?.[1];
    return level === undefined ? named.length + (name === "actual" ? 2 : 3) : named.length + Number(level);
  };
  return [...new Set(headers.flat())].sort((one, other) => rank(one) - rank(other));
}

export async function* mergedParquet(
  paths: readonly string[],
  metadata: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array> {
  const elements = new Map<string, SchemaElement>();
  for (const path of paths) {
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
    for (const element of schema.slice(1)) {
      const known = elements.get(element.name);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(element))
        throw new EngineError(
          "unexpected-data",
          `The column “${element.name}” of ${basename(path)} is of another type.`,
        );
      elements.set(element.name, element);
    }
  }
  const names = unionOf([[...elements.keys()]]);
  const columns = names.flatMap((name) => elements.get(name) ?? []);
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [{ name: "root", num_children: columns.length }, ...columns],
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    createdBy: "Fantail",
  });
  const taken = (): Uint8Array => {
    const bytes = new Uint8Array(writer.buffer.slice(0, writer.index));
    writer.index = 0;
    return bytes;
  };
  for (const path of paths) {
    const buffer = await asyncBufferFromFile(path);
    const about = await parquetMetadataAsync(buffer);
    const total = Number(about.num_rows);
    for (let from = 0; from < total; from += rowsAtOnce) {
      const range = { rowStart: from, rowEnd: Math.min(total, from + rowsAtOnce) };
      const rows = await parquetReadObjects({ file: buffer, metadata: about, ...range });
      const columnData = names.map((name) => ({ name, data: rows.map((row) => row[name] ?? null) }));
      await file.write({ columnData });
      yield taken();
    }
  }
  await file.finish();
  yield taken();
}

interface Document {
  readonly manifest: ExportManifest;
  readonly forecasts: readonly unknown[];
  readonly warnings: readonly unknown[];
}

/** @param join makes one of what parts say beside their forecasts */
export async function* mergedJson(
  paths: readonly string[],
  manifest: ExportManifest,
  join: (all: readonly Readonly<Record<string, unknown>>[]) => Readonly<Record<string, unknown>>,
): AsyncGenerator<Uint8Array> {
  const warnings: unknown[] = [];
  const others: Readonly<Record<string, unknown>>[] = [];
  yield Buffer.from(`{"manifest":${JSON.stringify(manifest)},"forecasts":[`);
  let isFirst = true;
  for (const path of paths) {
    const { manifest: _, forecasts, warnings: own, ...rest } = JSON.parse(await readFile(path, "utf8")) as Document;
    for (const forecast of forecasts) {
      yield Buffer.from(`${isFirst ? "" : ","}${JSON.stringify(forecast)}`);
      isFirst = false;
    }
    for (const warning of own) warnings.push(warning);
    others.push(rest);
  }
  const tail = Object.entries({ warnings, ...join(others) }).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  yield Buffer.from(`],${tail.join(",")}}\n`);
}
