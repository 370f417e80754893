import type { CachedDataset, CacheTier, CacheTiers } from "#domain/cache";
import type { Frequency } from "#domain/series";
import type { SqlRow } from "#storage/database";
import type { WrittenFile } from "./checked-file.ts";
import type { IndexDatabase } from "./index-database.ts";

export interface SeriesEntry {
  readonly dataset: string;
  readonly series: string;
  readonly frequency: Frequency;
  readonly steps: number;
  readonly startMs: number;
  readonly endMs: number;
}

export interface IndexedSeries extends SeriesEntry {
  readonly id: number;
  readonly file: WrittenFile;
}

export interface ColumnEntry {
  readonly key: string;
  readonly seriesId: number;
  readonly model: string;
  readonly horizonSteps: number;
  readonly valuesPerForecast: number;
  readonly originCount: number;
}

export interface IndexedColumn extends ColumnEntry {
  readonly id: number;
}

export interface IndexedChunk {
  readonly columnKey: string;
  readonly index: number;
  readonly file: WrittenFile;
  readonly present: Uint8Array;
}

export interface IndexedFile {
  /** Its place among the files of its kind. */
  readonly row: number;
  readonly file: WrittenFile;
  /** Null for a file of a series. */
  readonly chunk: IndexedChunk | null;
  readonly seriesId: number;
}

/** What a view looked at, and had computed for its whole past. */
export interface LookedAt {
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
}

/** Names of series that a list shows of each dataset. */
const namesShown = 3;

/** Something on disk that may go when room is needed. */
export type Evictable =
  | { readonly kind: "chunk"; readonly bytes: number; readonly usedMs: number; readonly chunk: IndexedChunk }
  | {
      readonly kind: "dataset";
      readonly bytes: number;
      readonly usedMs: number;
      readonly key: string;
      readonly file: WrittenFile;
    }
  | { readonly kind: "query"; readonly bytes: number; readonly usedMs: number; readonly key: string };

/** The rows of what is on disk: datasets, their series, and columns of forecasts in chunks. */
export class CacheIndex {
  readonly #db: IndexDatabase;

  constructor(db: IndexDatabase) {
    this.#db = db;
  }

  /** Makes a dataset known, or used again; under this name, where it has one. */
  putDataset(handle: string, nowMs: number, name = ""): void {
    this.#db.run(
      `insert into datasets (handle, name, used_ms) values (?, ?, ?)
       on conflict (handle) do update set used_ms = excluded.used_ms, name = case excluded.name when '' then name else excluded.name end`,
      handle,
      name,
      nowMs,
    );
  }

  /** Those of which nothing is left. */
  removeEmptyDatasets(): void {
    this.#db.run(
      `delete from datasets where not exists (select 1 from series where dataset = handle)
         and not exists (select 1 from kept where dataset = handle)`,
    );
  }

  series(dataset: string, series: string): IndexedSeries | null {
    const row = this.#db.get("select * from series where dataset = ? and series = ?", dataset, series);
    return row === null ? null : seriesOf(row);
  }

  putSeries(entry: SeriesEntry, file: WrittenFile, nowMs: number): IndexedSeries {
    this.putDataset(entry.dataset, nowMs);
    this.#db.run(
      `insert into series (dataset, series, unit, count, steps, start_ms, end_ms, non_negative, file, bytes, sha256)
       values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
       on conflict (dataset, series) do update set file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256`,
      entry.dataset,
      entry.series,
      entry.frequency.unit,
      entry.frequency.count,
      entry.steps,
      entry.startMs,
      entry.endMs,
      file.file,
      file.bytes,
      file.sha256,
    );
    const stored = this.series(entry.dataset, entry.series);
    if (stored === null) throw new Error("a series that was just written is not there");
    return stored;
  }

  removeSeries(id: number): void {
    this.#db.run("delete from series where id = ?", id);
  }

  /**
   * Series of other datasets on the same grid that overlap in time: the same name first, then those with the most forecasts. Those of
   * the same dataset share nothing with each other, and there may be thousands of them.
   */
  candidates(entry: SeriesEntry, limit: number): IndexedSeries[] {
    return this.#db
      .all(
        `select series.*, coalesce(sum(columns.forecasts), 0) as forecasts
       from series left join columns on columns.series_id = series.id
       where unit = ? and count = ? and start_ms <= ? and end_ms >= ?
         and dataset <> ?
       group by series.id having forecasts > 0
       order by (series = ?) desc, forecasts desc, series.id desc limit ?`,
        entry.frequency.unit,
        entry.frequency.count,
        entry.endMs,
        entry.startMs,
        entry.dataset,
        entry.series,
        limit,
      )
      .map(seriesOf);
  }

  column(key: string): IndexedColumn | null {
    const row = this.#db.get("select * from columns where key = ?", key);
    if (row === null) return null;
    return {
      id: Number(row["id"]),
      key,
      seriesId: Number(row["series_id"]),
      model: String(row["model"]),
      horizonSteps: Number(row["horizon"]),
      valuesPerForecast: Number(row["values_per_forecast"]),
      originCount: Number(row["origin_count"]),
    };
  }

  putColumn(entry: ColumnEntry): IndexedColumn {
    this.#db.run(
      `insert into columns (key, series_id, model, horizon, values_per_forecast, origin_count) values (?, ?, ?, ?, ?, ?)
       on conflict (key) do nothing`,
      entry.key,
      entry.seriesId,
      entry.model,
      entry.horizonSteps,
      entry.valuesPerForecast,
      entry.originCount,
    );
    const stored = this.column(entry.key);
    if (stored === null) throw new Error("a column that was just written is not there");
    return stored;
  }

  chunks(columnKey: string): IndexedChunk[] {
    return this.#db
      .all(
        "select chunks.*, columns.key from chunks join columns on columns.id = column_id where key = ? order by chunk",
        columnKey,
      )
      .map(chunkOf);
  }

  chunk(columnKey: string, index: number): IndexedChunk | null {
    const row = this.#db.get(
      "select chunks.*, columns.key from chunks join columns on columns.id = column_id where key = ? and chunk = ?",
      columnKey,
      index,
    );
    return row === null ? null : chunkOf(row);
  }

  putChunk(
    columnId: number,
    index: number,
    file: WrittenFile,
    present: Uint8Array,
    forecasts: number,
    nowMs: number,
  ): void {
    this.#db.run(
      `insert into chunks (column_id, chunk, file, bytes, sha256, present, forecasts, used_ms) values (?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (column_id, chunk) do update set file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256,
         present = excluded.present, forecasts = excluded.forecasts, used_ms = excluded.used_ms`,
      columnId,
      index,
      file.file,
      file.bytes,
      file.sha256,
      present,
      forecasts,
      nowMs,
    );
  }

  /** Only while the index still names this file: another process may have written a newer one. */
  removeChunk({ columnKey, index, file }: IndexedChunk): void {
    this.#db.run(
      "delete from chunks where chunk = ? and file = ? and column_id = (select id from columns where key = ?)",
      index,
      file.file,
      columnKey,
    );
  }

  /** Remembers when chunks were last used; in one transaction, because single ones would each wait for the disk. */
  touch(used: Iterable<readonly [columnKey: string, index: number, usedMs: number]>): void {
    this.transaction(() => {
      for (const [columnKey, index, usedMs] of used) {
        this.#db.run(
          "update chunks set used_ms = ? where chunk = ? and column_id = (select id from columns where key = ?)",
          usedMs,
          index,
          columnKey,
        );
      }
    });
  }

  transaction(work: () => void): void {
    this.#db.transaction(work);
  }

  totalBytes(): number {
    const row = this.#db.get(
      `select (select coalesce(sum(bytes), 0) from columns) + (select coalesce(sum(bytes), 0) from series)
        + (select coalesce(sum(bytes), 0) from kept) + (select coalesce(sum(bytes), 0) from queries) as total`,
    );
    return Number(row?.["total"] ?? 0);
  }

  totals(): CacheTiers {
    const total = (sql: string): CacheTier => {
      const row = this.#db.get(sql);
      return { items: Number(row?.["items"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
    };
    return {
      forecasts: total("select coalesce(sum(forecasts), 0) as items, coalesce(sum(bytes), 0) as bytes from columns"),
      series: total("select count(*) as items, coalesce(sum(bytes), 0) as bytes from series"),
      datasets: total("select count(*) as items, coalesce(sum(bytes), 0) as bytes from kept"),
      answers: total("select count(*) as items, coalesce(sum(bytes), 0) as bytes from queries"),
    };
  }

  /** Files, and datasets with anything on disk. */
  counts(): { readonly files: number; readonly datasets: number } {
    const row = this.#db.get(
      `select (select count(*) from chunks) + (select count(*) from series) + (select count(*) from kept) as files,
         (select count(*) from datasets where exists (select 1 from series where dataset = handle)
           or exists (select 1 from kept where dataset = handle)) as datasets`,
    );
    return { files: Number(row?.["files"] ?? 0), datasets: Number(row?.["datasets"] ?? 0) };
  }

  /** What belongs to none of the pinned datasets, used longest ago first. */
  leastUsed(limit: number, pinned: readonly string[]): Evictable[] {
    const spared = JSON.stringify(pinned);
    const chunks = this.#db
      .all(
        `select chunks.*, columns.key from chunks join columns on columns.id = column_id join series on series.id = series_id
         where dataset not in (select value from json_each(?)) order by chunks.used_ms, chunks.rowid limit ?`,
        spared,
        limit,
      )
      .map((row): Evictable => ({
        kind: "chunk",
        bytes: Number(row["bytes"]),
        usedMs: Number(row["used_ms"]),
        chunk: chunkOf(row),
      }));
    const datasets = this.#db
      .all(
        `select * from kept where dataset not in (select value from json_each(?)) order by used_ms, rowid limit ?`,
        spared,
        limit,
      )
      .map((row): Evictable => {
        const file = fileOf(row);
        return { kind: "dataset", bytes: file.bytes, usedMs: Number(row["used_ms"]), key: String(row["key"]), file };
      });
    const queries = this.#db
      .all(
        `select * from queries where dataset not in (select value from json_each(?)) order by used_ms, rowid limit ?`,
        spared,
        limit,
      )
      .map((row): Evictable => ({
        kind: "query",
        bytes: Number(row["bytes"]),
        usedMs: Number(row["used_ms"]),
        key: String(row["key"]),
      }));
    return [...chunks, ...datasets, ...queries].sort((a, b) => a.usedMs - b.usedMs).slice(0, limit);
  }

  /** Series files that serve no forecast any more. */
  idleSeries(pinned: readonly string[]): IndexedSeries[] {
    return this.#db
      .all(
        `select * from series where dataset not in (select value from json_each(?)) and not exists
        (select 1 from columns join chunks on chunks.column_id = columns.id where columns.series_id = series.id)`,
        JSON.stringify(pinned),
      )
      .map(seriesOf);
  }

  /** A view looks at it now, and at what is done no more of this dataset. */
  putLookedAt({ dataset, series, model, horizon }: LookedAt, isUnfinished: boolean, nowMs: number): void {
    this.transaction(() => {
      this.#db.run("delete from looked_at where dataset = ? and is_unfinished = 0", dataset);
      this.#db.run(
        `insert into looked_at (dataset, series, model, horizon, is_unfinished, looked_ms) select handle, ?, ?, ?, ?, ?
           from datasets where handle = ?
         on conflict (dataset, series, model, horizon) do update set is_unfinished = excluded.is_unfinished,
           looked_ms = excluded.looked_ms`,
        series,
        model,
        horizon,
        Number(isUnfinished),
        nowMs,
        dataset,
      );
    });
  }

  /** All of its forecasts are there, or are not wanted any more. */
  finishLookedAt({ dataset, series, model, horizon }: LookedAt): void {
    this.#db.run(
      "update looked_at set is_unfinished = 0 where dataset = ? and series = ? and model = ? and horizon = ?",
      dataset,
      series,
      model,
      horizon,
    );
  }

  /** Of one dataset, the last first: that one in any case, of the others those that are unfinished. */
  lookedAt(dataset: string): (LookedAt & { readonly isUnfinished: boolean })[] {
    return this.#db.all("select * from looked_at where dataset = ? order by looked_ms desc", dataset).map((row) => ({
      dataset,
      series: String(row["series"]),
      model: String(row["model"]),
      horizon: Number(row["horizon"]),
      isUnfinished: row["is_unfinished"] === 1,
    }));
  }

  has(dataset: string): boolean {
    return this.#db.get("select 1 from datasets where handle = ?", dataset) !== null;
  }

  /** Pins of earlier versions, which lay here. */
  formerPins(): string[] {
    return this.#db.all("select handle from datasets where pinned = 1").map(({ handle }) => String(handle));
  }

  removeFormerPins(): void {
    this.#db.run("update datasets set pinned = 0 where pinned = 1");
  }

  /** The next files of forecasts that the index knows, in an order that neither writing nor deleting disturbs. */
  chunkFilesAfter(row: number, limit: number): IndexedFile[] {
    // That of the table itself: without the hints another index would be read to its end, and sorted.
    return this.#db
      .all(
        `select chunks.rowid as row, chunks.*, columns.key, series_id
         from chunks not indexed cross join columns on columns.id = column_id
         where chunks.rowid > ? order by chunks.rowid limit ?`,
        row,
        limit,
      )
      .map(chunkFileOf);
  }

  /** The same of series; of one dataset where it is named. */
  seriesFilesAfter(row: number, limit: number, dataset?: string): IndexedFile[] {
    const [named, values] = dataset === undefined ? ["", [row, limit]] : ["and dataset = ?", [row, dataset, limit]];
    return this.#db
      .all(`select * from series where id > ? ${named} order by id limit ?`, ...values)
      .map((one) => ({ row: Number(one["id"]), file: fileOf(one), chunk: null, seriesId: Number(one["id"]) }));
  }

  /** Files of the forecasts of one series. */
  filesOf(seriesId: number): IndexedFile[] {
    return this.#db
      .all(
        `select chunks.rowid as row, chunks.*, columns.key, series_id
         from columns join chunks on chunks.column_id = columns.id where series_id = ?`,
        seriesId,
      )
      .map(chunkFileOf);
  }

  /** With everything that belongs to it. */
  removeDataset(dataset?: string): void {
    if (dataset === undefined) this.#db.run("delete from datasets");
    else this.#db.run("delete from datasets where handle = ?", dataset);
  }
}

/** Every dataset of which anything is on disk, that used last first. It takes milliseconds: not for the thread of main. */
export const listDatasets = `
  with
    of_columns as (select dataset, sum(columns.forecasts) as forecasts, sum(columns.bytes) as bytes,
      max(columns.used_ms) as used_ms, json_group_array(distinct model) as models
      from columns join series on series.id = series_id group by dataset),
    of_series as (select dataset, count(*) as series, sum(bytes) as bytes from series group by dataset),
    of_kept as (select dataset, sum(bytes) as bytes, max(used_ms) as used_ms from kept group by dataset),
    of_queries as (select dataset, sum(bytes) as bytes from queries group by dataset)
  select handle, name, coalesce(of_series.series, 0) as series, coalesce(models, '[]') as models,
    (select json_group_array(series) from (select series from series where dataset = handle order by +id limit ${namesShown})) as names,
    coalesce(of_columns.forecasts, 0) as forecasts,
    coalesce(of_columns.bytes, 0) + coalesce(of_series.bytes, 0) + coalesce(of_kept.bytes, 0)
      + coalesce(of_queries.bytes, 0) as bytes,
    max(datasets.used_ms, coalesce(of_columns.used_ms, 0), coalesce(of_kept.used_ms, 0)) as used_ms
  from datasets left join of_columns on of_columns.dataset = handle left join of_series on of_series.dataset = handle
    left join of_kept on of_kept.dataset = handle left join of_queries on of_queries.dataset = handle
  order by used_ms desc`;

/** @param rows of `listDatasets` */
export function cachedDatasets(rows: readonly SqlRow[], pinned: readonly string[]): CachedDataset[] {
  const isPinned = new Set(pinned);
  return rows
    .map((row) => ({
      dataset: String(row["handle"]),
      name: String(row["name"]),
      series: Number(row["series"]),
      seriesNames: JSON.parse(String(row["names"])) as string[],
      models: JSON.parse(String(row["models"])) as string[],
      forecasts: Number(row["forecasts"]),
      bytes: Number(row["bytes"]),
      usedMs: Number(row["used_ms"]),
      isPinned: isPinned.has(String(row["handle"])),
    }))
    .filter(({ bytes }) => bytes > 0);
}

export function fileOf(row: SqlRow): WrittenFile {
  return { file: String(row["file"]), bytes: Number(row["bytes"]), sha256: String(row["sha256"]) };
}

function seriesOf(row: SqlRow): IndexedSeries {
  return {
    id: Number(row["id"]),
    dataset: String(row["dataset"]),
    series: String(row["series"]),
    frequency: { unit: row["unit"] as Frequency["unit"], count: Number(row["count"]) },
    steps: Number(row["steps"]),
    startMs: Number(row["start_ms"]),
    endMs: Number(row["end_ms"]),
    file: fileOf(row),
  };
}

function chunkFileOf(row: SqlRow): IndexedFile {
  return { row: Number(row["row"]), file: fileOf(row), chunk: chunkOf(row), seriesId: Number(row["series_id"]) };
}

function chunkOf(row: SqlRow): IndexedChunk {
  return {
    columnKey: String(row["key"]),
    index: Number(row["chunk"]),
    file: fileOf(row),
    present: row["present"] as Uint8Array,
  };
}
