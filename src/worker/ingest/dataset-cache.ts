/**
 * Datasets that were read before, on disk: opening the same file again costs one look at its bytes, and no parsing.
 *
 * What decides is the SHA-256 of all of the file's bytes, together with the options and the version of the reader: the
 * same three always give the same dataset. Size is only a hint that saves the hashing where nothing can match. Time
 * stamps decide nothing, except that a file which may have changed while it was read is not cached. Main owns the index: it
 * sends the candidates, and receives what was written, used or refused.
 */
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { DatasetCaching, CacheEvent, CachedFile } from "#contract/worker";
import type { decodeDataset } from "./arrow.ts";
import { CancelledError } from "#domain/errors";

/** The coarsest time stamps that file systems have; a file this fresh could change again under the same one. */
const freshForMs = 2_000;
/** `readFile` ends here. */
const largestBytes = 2 ** 31 - 1;

interface Codec {
  readonly decodeDataset: typeof decodeDataset;
}

/** The file as it was when reading began. */
export interface FileState {
  readonly path: string;
  readonly sizeBytes: bigint;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
  readonly inode: bigint;
}

/** How a file is to be read, which for a file of unknown shape is any of several ways. */
export interface Reading {
  readonly options: IngestOptions;
  /** In place of `options`, by the shape of the file. */
  readonly presets: ReadonlyMap<string, IngestOptions>;
}

/**
 * The dataset of an earlier reading of the same bytes, as a new one would give it; null when there is none that can be trusted.
 */
export async function findCached(
  path: string,
  { options, presets }: Reading,
  caching: DatasetCaching,
  signal: AbortSignal,
  tell: (event: CacheEvent) => void,
): Promise<IngestedDataset | null> {
  if (caching.known.length === 0) return null;
  try {
    // Loaded while the file is hashed.
    const codec = import("./arrow.ts");
    codec.catch(() => undefined);
    const source = await sha256OfFile(path, signal);
    const keyFor = (chosen: IngestOptions): string => keyOf(source, chosen, caching.reader);
    for (const key of new Set([...presets.values(), options].map(keyFor))) {
      const known = caching.known.find((one) => one.key === key);
      const dataset = known === undefined ? null : await readCached(known, caching.folder, await codec, tell);
      // Only a dataset says what shape its file has; with another shape's preset this file is not to be read.
      if (dataset === null || keyFor(presets.get(dataset.shape) ?? options) !== key) continue;
      tell({ what: "used", key });
      return dataset;
    }
    return null;
  } catch (error) {
    if (signal.aborted) throw new CancelledError("user");
    // Reading the file itself says in words what is wrong with it; a cache that can't be read is none.
    void error;
    return null;
  }
}

/** Null where it is gone or damaged, which is told. */
export async function readCached(
  known: CachedFile,
  folder: string,
  { decodeDataset }: Codec,
  tell: (event: CacheEvent) => void,
): Promise<IngestedDataset | null> {
  const { key, file } = known;
  const bytes = await readFile(join(folder, file)).catch(() => null);
  if (bytes === null) {
    tell({ what: "refused", key, file, why: "gone" });
    return null;
  }
  const isSound = bytes.byteLength === known.bytes && createHash("sha256").update(bytes).digest("hex") === known.sha256;
  const dataset = isSound ? decodeDataset(bytes, known) : null;
  if (dataset === null) tell({ what: "refused", key, file, why: "damaged" });
  return dataset;
}

/** To be taken before the first byte is read. Null where the file is not there, or lies in the application's own archive, where files have no times. */
export async function stateOf(path: string): Promise<FileState | null> {
  const info = await stat(path, { bigint: true }).catch(() => null);
  // What Electron says of a file in an archive is in numbers, whatever it is asked.
  if (info === null || typeof info.mtimeNs !== "bigint") return null;
  return { path, sizeBytes: info.size, modifiedNs: info.mtimeNs, changedNs: info.ctimeNs, inode: info.ino };
}

/** Writes a dataset to the cache. Never fails: what cannot be cached is parsed again next time. */
export async function cacheDataset(
  dataset: IngestedDataset,
  before: FileState,
  startedMs: number,
  options: IngestOptions,
  caching: DatasetCaching,
  tell: (event: CacheEvent) => void,
): Promise<void> {
  if (Number(before.modifiedNs / 1_000_000n) > startedMs - freshForMs) return;
  const numbers = new Set(dataset.series.flatMap(({ times, values }) => [times, values]));
  const atLeast = [...numbers].reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (atLeast > Math.min(largestBytes, caching.maxFileBytes)) return;
  const key = keyOf(await sha256OfFile(before.path).catch(() => ""), options, caching.reader);
  // Only now, after its bytes were read a second time, is it sure that they are those that were parsed.
  if (!isDeepStrictEqual(await stateOf(before.path), before)) return;
  const file = `${key.slice(0, 32)}-${randomBytes(4).toString("hex")}.arrow`;
  const part = join(caching.folder, `${file}.part`);
  try {
    const pieces = (await import("./arrow.ts")).encodeDataset(dataset, key);
    if (pieces === null) return;
    await mkdir(caching.folder, { recursive: true });
    const { bytes, sha256 } = await write(part, pieces);
    await rename(part, join(caching.folder, file));
    tell({
      what: "written",
      entry: { key, handle: dataset.handle, sourceBytes: Number(before.sizeBytes), file, bytes, sha256 },
    });
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    tell({ what: "failed", code: (error as NodeJS.ErrnoException).code ?? "unknown" });
  }
}

async function write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const target = await open(path, "wx");
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.byteLength;
      await target.writeFile(piece);
    }
  } finally {
    await target.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

function keyOf(fileSha256: string, options: IngestOptions, reader: string): string {
  const chosen = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([fileSha256, chosen, reader]))
    .digest("hex");
}

async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, {
    highWaterMark: 512 * 1024,
    ...(signal === undefined ? {} : { signal }),
  })) {
    hash.update(chunk as Uint8Array);
  }
  return hash.digest("hex");
}
