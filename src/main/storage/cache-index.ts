import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Frequency } from "#contract/data";
import type { WrittenFile } from "./checked-file.ts";

/** Part of the folder's name: another layout never meets this one's files. */
export const layoutVersion = 1;

export interface SeriesEntry {
  readonly dataset: string;
  readonly series: string;
  readonly frequency: Frequency;
  readonly steps: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly isNonNegative: boolean;
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

export interface CachedDataset {
  readonly dataset: string;
  readonly series: number;
  readonly forecasts: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedMs: number;
  readonly isPinned: boolean;
}

type Row = Record<string, unknown>;

const tables = `
  create table if not exists series (
    id integer primary key,
    dataset text not null, series text not null,
    unit text not null, count integer not null, steps integer not null,
    start_ms real not null, end_ms real not null, non_negative integer not null,
    file text not null, bytes integer not null, sha256 text not null,
    used_ms real not null, pinned integer not null default 0,
    unique (dataset, series)
  ) strict;
  create index if not exists series_by_time on series (unit, count, non_negative, start_ms);
  create table if not exists columns (
    id integer primary key,
    key text not null unique,
    series_id integer not null references series (id) on delete cascade,
    model text not null, horizon integer not null,
    values_per_forecast integer not null, origin_count integer not null
  ) strict;
  create index if not exists columns_by_series on columns (series_id);
  create table if not exists chunks (
    column_id integer not null references columns (id) on delete cascade,
    chunk integer not null,
    file text not null, bytes integer not null, sha256 text not null,
    present blob not null, forecasts integer not null, used_ms real not null,
    primary key (column_id, chunk)
  ) strict;
  create index if not exists chunks_by_use on chunks (used_ms);
`;

/** What is on disk, where, and with which checksum. Small synchronous statements on a local file, in WAL mode. */
export class CacheIndex {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Throws when the file is not a sound index. */
  constructor(path: string) {
    this.#db = new DatabaseSync(path);
    try {
      this.#db.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma busy_timeout = 2000;");
      const check = this.#db.prepare("pragma quick_check").get() as Row | undefined;
      if (check?.["quick_check"] !== "ok") throw new Error("the cache index is damaged");
      this.#db.exec(tables);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  series(dataset: string, series: string): IndexedSeries | null {
    const row = this.#get("select * from series where dataset = ? and series = ?", dataset, series);
    return row === null ? null : seriesOf(row);
  }

  putSeries(entry: SeriesEntry, file: WrittenFile, nowMs: number): IndexedSeries {
    this.#run(
      `insert into series (dataset, series, unit, count, steps, start_ms, end_ms, non_negative, file, bytes, sha256, used_ms)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (dataset, series) do update set file = excluded.file, bytes = excluded.bytes, sha256 = excluded.sha256, used_ms = excluded.used_ms`,
      entry.dataset,
      entry.series,
      entry.frequency.unit,
      entry.frequency.count,
      entry.steps,
      entry.startMs,
      entry.endMs,
      entry.isNonNegative ? 1 : 0,
      file.file,
      file.bytes,
      file.sha256,
      nowMs,
    );
    const stored = this.series(entry.dataset, entry.series);
    if (stored === null) throw new Error("a series that was just written is not there");
    return stored;
  }

  removeSeries(id: number): void {
    this.#run("delete from series where id = ?", id);
  }

  /** Other series on the same grid that overlap in time: the same name first, then those with the most forecasts. */
  candidates(entry: SeriesEntry, limit: number): IndexedSeries[] {
    return this.#all(
      `select series.*, coalesce(sum(chunks.forecasts), 0) as forecasts
       from series left join columns on columns.series_id = series.id left join chunks on chunks.column_id = columns.id
       where unit = ? and count = ? and non_negative = ? and start_ms <= ? and end_ms >= ?
         and not (dataset = ? and series = ?)
       group by series.id having forecasts > 0
       order by (series = ?) desc, forecasts desc, series.id desc limit ?`,
      entry.frequency.unit,
      entry.frequency.count,
      entry.isNonNegative ? 1 : 0,
      entry.endMs,
      entry.startMs,
      entry.dataset,
      entry.series,
      entry.series,
      limit,
    ).map(seriesOf);
  }

  column(key: string): IndexedColumn | null {
    const row = this.#get("select * from columns where key = ?", key);
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
    this.#run(
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
    return this.#all(
      "select chunks.*, columns.key from chunks join columns on columns.id = column_id where key = ? order by chunk",
      columnKey,
    ).map(chunkOf);
  }

  chunk(columnKey: string, index: number): IndexedChunk | null {
    const row = this.#get(
      "select chunks.*, columns.key from chunks join columns on columns.id = column_id where key = ? and chunk = ?",
      columnKey,
      index,
    );
    return row === null ? null : chunkOf(row);
  }

  putChunk(columnId: number, index: number, file: WrittenFile, present: Uint8Array, forecasts: number, nowMs: number): void {
    this.#run(
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
    this.#run(
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
        this.#run(
          "update chunks set used_ms = ? where chunk = ? and column_id = (select id from columns where key = ?)",
          usedMs,
          index,
          columnKey,
        );
      }
    });
  }

  touchDataset(dataset: string, nowMs: number): void {
    this.#run("update series set used_ms = ? where dataset = ?", nowMs, dataset);
  }

  transaction(work: () => void): void {
    this.#db.exec("begin immediate");
    try {
      work();
      this.#db.exec("commit");
    } catch (error) {
      this.#db.exec("rollback");
      throw error;
    }
  }

  totalBytes(): number {
    const row = this.#get("select (select coalesce(sum(bytes), 0) from chunks) + (select coalesce(sum(bytes), 0) from series) as total");
    return Number(row?.["total"] ?? 0);
  }

  totals(): { datasets: number; series: number; forecasts: number; files: number } {
    const row = this.#get(
      `select (select count(distinct dataset) from series) as datasets, (select count(*) from series) as series,
        (select coalesce(sum(forecasts), 0) from chunks) as forecasts,
        (select count(*) from chunks) + (select count(*) from series) as files`,
    );
    return {
      datasets: Number(row?.["datasets"] ?? 0),
      series: Number(row?.["series"] ?? 0),
      forecasts: Number(row?.["forecasts"] ?? 0),
      files: Number(row?.["files"] ?? 0),
    };
  }

  /** Chunks of datasets that are not pinned, used longest ago first. */
  leastUsed(limit: number): IndexedChunk[] {
    return this.#all(
      `select chunks.*, columns.key from chunks join columns on columns.id = column_id join series on series.id = series_id
       where pinned = 0 order by chunks.used_ms, chunks.rowid limit ?`,
      limit,
    ).map(chunkOf);
  }

  /** Series files that serve no forecast any more. */
  idleSeries(): IndexedSeries[] {
    return this.#all(
      `select * from series where pinned = 0 and not exists
        (select 1 from columns join chunks on chunks.column_id = columns.id where columns.series_id = series.id)`,
    ).map(seriesOf);
  }

  datasets(): CachedDataset[] {
    return this.#all(
      `select dataset, count(*) as series, sum(bytes + chunk_bytes) as bytes, sum(forecasts) as forecasts,
         max(max(used_ms, chunk_used_ms)) as used_ms, max(pinned) as pinned
       from (
         select series.dataset, series.bytes, series.used_ms, series.pinned, coalesce(sum(chunks.bytes), 0) as chunk_bytes,
           coalesce(sum(chunks.forecasts), 0) as forecasts, coalesce(max(chunks.used_ms), 0) as chunk_used_ms
         from series left join columns on columns.series_id = series.id left join chunks on chunks.column_id = columns.id
         group by series.id
       ) group by dataset order by used_ms desc`,
    ).map((row) => ({
      dataset: String(row["dataset"]),
      series: Number(row["series"]),
      forecasts: Number(row["forecasts"]),
      bytes: Number(row["bytes"]),
      usedMs: Number(row["used_ms"]),
      isPinned: row["pinned"] === 1,
    }));
  }

  /** False when there is no such dataset. */
  pin(dataset: string, isPinned: boolean): boolean {
    return this.#run("update series set pinned = ? where dataset = ?", isPinned ? 1 : 0, dataset) > 0;
  }

  /** Every file that the index knows; of one dataset where it is named. */
  files(dataset?: string): { readonly file: WrittenFile; readonly chunk: IndexedChunk | null; readonly seriesId: number }[] {
    const where = dataset === undefined ? "" : "where dataset = ?";
    const values = dataset === undefined ? [] : [dataset];
    const chunks = this.#all(
      `select chunks.*, columns.key, series_id from chunks join columns on columns.id = column_id join series on series.id = series_id ${where}`,
      ...values,
    ).map((row) => ({ file: fileOf(row), chunk: chunkOf(row), seriesId: Number(row["series_id"]) }));
    const series = this.#all(`select * from series ${where}`, ...values).map((row) => ({
      file: fileOf(row),
      chunk: null,
      seriesId: Number(row["id"]),
    }));
    return [...chunks, ...series];
  }

  removeDataset(dataset?: string): void {
    if (dataset === undefined) this.#run("delete from series");
    else this.#run("delete from series where dataset = ?", dataset);
  }

  close(): void {
    this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #get(sql: string, ...values: (string | number)[]): Row | null {
    return (this.#prepare(sql).get(...values) as Row | undefined) ?? null;
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  #run(sql: string, ...values: (string | number | Uint8Array)[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }
}

function fileOf(row: Row): WrittenFile {
  return { file: String(row["file"]), bytes: Number(row["bytes"]), sha256: String(row["sha256"]) };
}

function seriesOf(row: Row): IndexedSeries {
  return {
    id: Number(row["id"]),
    dataset: String(row["dataset"]),
    series: String(row["series"]),
    frequency: { unit: row["unit"] as Frequency["unit"], count: Number(row["count"]) },
    steps: Number(row["steps"]),
    startMs: Number(row["start_ms"]),
    endMs: Number(row["end_ms"]),
    isNonNegative: row["non_negative"] === 1,
    file: fileOf(row),
  };
}

function chunkOf(row: Row): IndexedChunk {
  return {
    columnKey: String(row["key"]),
    index: Number(row["chunk"]),
    file: fileOf(row),
    present: row["present"] as Uint8Array,
  };
}
