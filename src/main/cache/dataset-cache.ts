import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CachedFile } from "#contract/worker";
import type { Logger } from "#main/platform";
import type { SqlRow } from "#storage/database";
import type { CacheIndex } from "./cache-index.ts";
import { quarantine, type WrittenFile } from "./checked-file.ts";
import type { DiskNotice } from "./disk-notice.ts";
import type { IndexDatabase } from "./index-database.ts";

export interface DatasetCacheOptions {
  readonly root: string;
  readonly db: IndexDatabase;
  readonly index: CacheIndex;
  readonly wallNow: () => number;
  readonly logger: Logger;
  readonly notice: DiskNotice;
  readonly makeRoom: () => Promise<void>;
}

/** Below the archive's root. */
export const datasetFolder = "datasets";

/**
 * The index of cached datasets. The ingest processes read and write the files; main owns the index of what exists, with
 * checksums and times of use. Nothing here fails: without an index a file is parsed again.
 */
export class DatasetCache {
  readonly #options: DatasetCacheOptions;

  constructor(options: DatasetCacheOptions) {
    this.#options = options;
  }

  get folder(): string {
    return join(this.#options.root, datasetFolder);
  }

  /** What may be the dataset of this file, as far as its size tells. */
  async candidates(path: string): Promise<readonly CachedFile[]> {
    const size = (await stat(path).catch(() => null))?.size;
    if (size === undefined) return [];
    return this.#ifSound([], (db) => db.all("select * from kept where source_bytes = ?", size).map(cachedFileOf));
  }

  used(key: string): void {
    this.#ifSound(0, (db) => db.run("update kept set used_ms = ? where key = ?", this.#options.wallNow(), key));
  }

  /** A file that an ingest process has written. */
  async add(entry: CachedFile): Promise<void> {
    const { db, index, wallNow, notice, makeRoom } = this.#options;
    const before = this.#ifSound(null, () => db.get("select file from kept where key = ?", entry.key));
    try {
      db.transaction(() => {
        index.putDataset(entry.handle, wallNow());
        db.run(
          `insert into kept (key, dataset, source_bytes, file, bytes, sha256, used_ms) values (?, ?, ?, ?, ?, ?, ?)
           on conflict (key) do update set dataset = excluded.dataset, file = excluded.file, bytes = excluded.bytes,
             sha256 = excluded.sha256, used_ms = excluded.used_ms`,
          entry.key,
          entry.handle,
          entry.sourceBytes,
          entry.file,
          entry.bytes,
          entry.sha256,
          wallNow(),
        );
      });
    } catch (error) {
      await removeFile(this.#pathOf(entry.file));
      notice.failed("datasets", error);
      return;
    }
    notice.worked("datasets");
    if (before !== null && before["file"] !== entry.file) await removeFile(this.#pathOf(String(before["file"])));
    await makeRoom();
  }

  failed(error: { readonly code: string }): void {
    this.#options.logger.error("cache-write-failed", { kind: "dataset", code: error.code });
    this.#options.notice.failed("datasets", error);
  }

  /** What can't be trusted is moved aside; what is gone is struck off. */
  async refuse({ key, file }: Pick<CachedFile, "key" | "file">, why: "gone" | "damaged"): Promise<void> {
    this.#unlist(key, file);
    if (why === "gone") return;
    this.#options.logger.error("cache-file-damaged", { kind: "dataset" });
    await quarantine(this.#options.root, `${datasetFolder}/${file}`);
  }

  async remove({ key, file }: Pick<CachedFile, "key" | "file">): Promise<void> {
    this.#unlist(key, file);
    await removeFile(this.#pathOf(file));
  }

  /** One file of each of these datasets, that used last first. */
  ofDatasets(datasets: readonly string[]): readonly CachedFile[] {
    return this.#ifSound([], (db) =>
      db
        .all(
          `select kept.*, max(used_ms) from kept where dataset in (select value from json_each(?))
             group by dataset order by max(used_ms) desc`,
          JSON.stringify(datasets),
        )
        .map(cachedFileOf),
    );
  }

  /** Datasets of files, those used last first. */
  recent(limit: number): readonly string[] {
    return this.#ifSound([], (db) =>
      db
        .all(
          `select dataset from kept join datasets on handle = dataset
             group by dataset order by max(max(kept.used_ms), max(datasets.used_ms)) desc limit ?`,
          limit,
        )
        .map(({ dataset }) => String(dataset)),
    );
  }

  /** Every one, or those of one dataset; their files relative to the archive's root. */
  list(dataset?: string): readonly { readonly entry: CachedFile; readonly file: WrittenFile }[] {
    const rows = this.#ifSound([], (db) =>
      dataset === undefined ? db.all("select * from kept") : db.all("select * from kept where dataset = ?", dataset),
    );
    return rows.map(cachedFileOf).map((entry) => ({
      entry,
      file: { file: `${datasetFolder}/${entry.file}`, bytes: entry.bytes, sha256: entry.sha256 },
    }));
  }

  #unlist(key: string, file: string): void {
    this.#ifSound(0, (db) => db.run("delete from kept where key = ? and file = ?", key, file));
  }

  #pathOf(file: string): string {
    return join(this.folder, file);
  }

  #ifSound<T>(otherwise: T, work: (db: IndexDatabase) => T): T {
    try {
      return work(this.#options.db);
    } catch (error) {
      this.#options.logger.error("cache-index-failed", {
        message: error instanceof Error ? error.message : String(error),
      });
      return otherwise;
    }
  }
}

/** A file that can't be removed now is swept later. */
async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}

function cachedFileOf(row: SqlRow): CachedFile {
  return {
    key: String(row["key"]),
    handle: String(row["dataset"]),
    sourceBytes: Number(row["source_bytes"]),
    file: String(row["file"]),
    bytes: Number(row["bytes"]),
    sha256: String(row["sha256"]),
  };
}
