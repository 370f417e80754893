/**
 * Datasets that were read before, on disk: opening the same file again costs one look at its bytes, and no parsing.
 *
 * What decides is the SHA-256 of all of the file's bytes, together with the options and the version of the reader: the
 * same three always give the same dataset. Size is only a hint that saves the hashing where nothing can match. Time
 * stamps decide nothing, except that a file which may have changed while it was read is not kept.
 */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { IngestedDataset, IngestedSeries, IngestOptions, KeepDatasets } from "#contract/worker";
import { CancelledError } from "#engine/errors";

/** Another layout never meets this one's files. */
const magic = "FANTAIL dataset 1\n";
const ending = ".dataset";
const sumBytes = 32;
/** The coarsest time stamps that file systems have; a file this fresh could change again under the same one. */
const freshForMs = 2_000;
/** One file must not push out everything else. */
const largestShare = 0.5;
/** `readFile` ends here. */
const largestBytes = 2 ** 31 - 1;

/** The file as it was when reading began. */
export interface FileState {
  readonly path: string;
  readonly sizeBytes: bigint;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
  readonly inode: bigint;
}

/** The dataset of an earlier reading of the same bytes; null when there is none that can be trusted. */
export async function findKept(path: string, options: IngestOptions, keep: KeepDatasets, signal: AbortSignal): Promise<IngestedDataset | null> {
  try {
    const { size } = await stat(path);
    const names = await namesIn(keep.folder);
    if (!names.some((name) => name.startsWith(`${size}-`))) return null;
    const key = keyOf(await sha256OfFile(path, signal), options, keep.reader);
    const name = names.find((known) => known.startsWith(`${size}-${key}-`));
    if (name === undefined) return null;
    const dataset = decode(await readFile(join(keep.folder, name)), handleOf(name));
    if (dataset === null) {
      await setAside(keep.folder, name);
      return null;
    }
    const now = new Date();
    // The least recently used go first, and this one was used.
    await utimes(join(keep.folder, name), now, now).catch(() => undefined);
    return dataset;
  } catch (error) {
    if (signal.aborted) throw new CancelledError("user");
    // Reading the file itself says in words what is wrong with it; a cache that can't be read is none.
    void error;
    return null;
  }
}

/** To be taken before the first byte is read. */
export async function stateOf(path: string): Promise<FileState | null> {
  const info = await stat(path, { bigint: true }).catch(() => null);
  if (info === null) return null;
  return { path, sizeBytes: info.size, modifiedNs: info.mtimeNs, changedNs: info.ctimeNs, inode: info.ino };
}

/** Keeps a dataset for the next time, and makes room for it. Never fails: what can't be kept is read again. */
export async function keepDataset(dataset: IngestedDataset, before: FileState, startedMs: number, options: IngestOptions, keep: KeepDatasets): Promise<boolean> {
  if (Number(before.modifiedNs / 1_000_000n) > startedMs - freshForMs) return false;
  try {
    const bytes = encode(dataset);
    if (bytes === null || bytes.byteLength > Math.min(largestBytes, keep.maxBytes * largestShare)) return false;
    const key = keyOf(await sha256OfFile(before.path), options, keep.reader);
    // Only now, after its bytes were read a second time, is it sure that they are those that were parsed.
    if (!isDeepStrictEqual(await stateOf(before.path), before)) return false;
    const name = `${before.sizeBytes}-${key}-${dataset.handle}${ending}`;
    await mkdir(keep.folder, { recursive: true });
    const temporary = join(keep.folder, `${name}.${randomBytes(4).toString("hex")}.part`);
    try {
      await writeFile(temporary, bytes);
      await rename(temporary, join(keep.folder, name));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await makeRoom(keep);
    return true;
  } catch {
    return false;
  }
}

async function makeRoom({ folder, maxBytes }: KeepDatasets): Promise<void> {
  const files: { name: string; bytes: number; usedMs: number }[] = [];
  for (const name of await readdir(folder)) {
    const info = await stat(join(folder, name)).catch(() => null);
    if (info?.isFile() === true) files.push({ name, bytes: info.size, usedMs: info.mtimeMs });
  }
  files.sort((a, b) => b.usedMs - a.usedMs);
  let total = 0;
  for (const { name, bytes, usedMs } of files) {
    total += bytes;
    // A young part is being written by another process; an old one was left by one that was killed.
    const isLeftOver = name.endsWith(".part") && usedMs < Date.now() - 600_000;
    if (isLeftOver || (total > maxBytes && name.endsWith(ending))) await rm(join(folder, name), { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(ending));
}

function handleOf(name: string): string {
  return name.slice(0, -ending.length).split("-")[2] ?? "";
}

function keyOf(fileSha256: string, options: IngestOptions, reader: string): string {
  const chosen = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify([fileSha256, chosen, reader])).digest("hex");
}

async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 512 * 1024, ...(signal === undefined ? {} : { signal }) })) {
    hash.update(chunk as Uint8Array);
  }
  return hash.digest("hex");
}

async function setAside(folder: string, name: string): Promise<void> {
  const quarantine = join(folder, "quarantine");
  try {
    await mkdir(quarantine, { recursive: true });
    await rename(join(folder, name), join(quarantine, name));
  } catch {
    await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

/** A series without its numbers: these lie behind the header, each column once however many series share it. */
type Header = Omit<IngestedDataset, "series"> & {
  readonly series: readonly (Omit<IngestedSeries, "times" | "values"> & { readonly times: number; readonly values: number })[];
  readonly lengths: readonly number[];
};

/** Null when the dataset holds what JSON would change. */
function encode(dataset: IngestedDataset): Buffer | null {
  const columns: Float64Array[] = [];
  const places = new Map<Float64Array, number>();
  const place = (column: Float64Array): number => {
    const known = places.get(column);
    if (known !== undefined) return known;
    places.set(column, columns.length);
    columns.push(column);
    return columns.length - 1;
  };
  const series = dataset.series.map((one) => ({ ...one, times: place(one.times), values: place(one.values) }));
  const header: Header = { ...dataset, series, lengths: columns.map(({ length }) => length) };
  const text = JSON.stringify(header);
  if (!isDeepStrictEqual(JSON.parse(text), withoutUndefined(header))) return null;
  const json = Buffer.from(text);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(json.byteLength);
  const parts = [Buffer.from(magic), size, json, ...columns.map((one) => new Uint8Array(one.buffer, one.byteOffset, one.byteLength))];
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return Buffer.concat([...parts, hash.digest()]);
}

/** Null when these are not, bit for bit, the bytes that were written for this dataset. */
function decode(file: Buffer, handle: string): IngestedDataset | null {
  const end = file.byteLength - sumBytes;
  const start = magic.length + 4;
  if (end < start || file.toString("latin1", 0, magic.length) !== magic) return null;
  if (!createHash("sha256").update(file.subarray(0, end)).digest().equals(file.subarray(end))) return null;
  const headerEnd = start + file.readUInt32LE(magic.length);
  const { lengths, series, ...rest } = JSON.parse(file.toString("utf8", start, headerEnd)) as Header;
  if (rest.handle !== handle) return null;
  let at = headerEnd;
  const columns = lengths.map((length) => {
    const column = new Float64Array(length);
    new Uint8Array(column.buffer).set(file.subarray(at, (at += column.byteLength)));
    return column;
  });
  const column = (index: number): Float64Array => columns[index] ?? new Float64Array(0);
  return { ...rest, series: series.map((one) => ({ ...one, times: column(one.times), values: column(one.values) })) };
}

/** A field that is there and undefined says the same as one that is not there. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]) => [key, withoutUndefined(one)]));
}
