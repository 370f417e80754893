import { existsSync, renameSync } from "node:fs";
import { SqliteConnection } from "#storage/database";

/** Part of the folder's name: another layout never meets this one's files. */
export const layoutVersion = 2;

/**
 * `datasets.pinned` is where earlier versions had what is the user's, and not the cache's. `series.non_negative` is what they
 * compared, when one value below zero made another series of all that was before it.
 */
const tables = `
  create table if not exists datasets (
    handle text primary key, name text not null default '',
    used_ms real not null, pinned integer not null default 0
  ) strict;
  create table if not exists kept (
    key text primary key,
    dataset text not null references datasets (handle) on delete cascade,
    source_bytes integer not null,
    file text not null, bytes integer not null, sha256 text not null, used_ms real not null
  ) strict;
  create index if not exists kept_by_source on kept (source_bytes);
  create index if not exists kept_by_dataset on kept (dataset);
  create table if not exists series (
    id integer primary key,
    dataset text not null references datasets (handle) on delete cascade, series text not null,
    unit text not null, count integer not null, steps integer not null,
    start_ms real not null, end_ms real not null, non_negative integer not null default 0,
    file text not null, bytes integer not null, sha256 text not null,
    unique (dataset, series)
  ) strict;
  drop index if exists series_by_time;
  create index if not exists series_by_start on series (unit, count, start_ms);
  create table if not exists columns (
    id integer primary key,
    key text not null unique,
    series_id integer not null references series (id) on delete cascade,
    model text not null, horizon integer not null,
    values_per_forecast integer not null, origin_count integer not null,
    forecasts integer not null default 0, bytes integer not null default 0, used_ms real not null default 0
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
  create table if not exists looked_at (
    dataset text not null references datasets (handle) on delete cascade, series text not null,
    model text not null, horizon integer not null, is_unfinished integer not null, looked_ms real not null,
    primary key (dataset, series, model, horizon)
  ) strict, without rowid;
  create table if not exists queries (
    key text primary key, dataset text not null,
    value text not null, bytes integer not null, sha256 text not null,
    ttl_ms real not null, written_ms real not null, used_ms real not null, fresh_ms real
  ) strict;
  drop index if exists queries_by_dataset;
  create index if not exists queries_by_dataset_size on queries (dataset, bytes);
  drop index if exists queries_by_use;
  create index if not exists queries_by_use_size on queries (used_ms, bytes);
  -- Sums over whole tables are asked for with every write, in main: without these each reads every row and answer.
  drop index if exists chunks_by_size;
  create index if not exists series_by_size on series (bytes);
  create index if not exists queries_by_size on queries (bytes);
`;

/**
 * What the chunks of a column come to stands with the column: there are a hundred times as many chunks, and what they come to
 * together is asked for with every write. Triggers keep it, whichever process writes.
 */
const sums = `
  create index if not exists columns_by_size on columns (bytes, forecasts);
  create trigger if not exists chunk_came after insert on chunks begin
    update columns set forecasts = forecasts + new.forecasts, bytes = bytes + new.bytes, used_ms = max(used_ms, new.used_ms)
      where id = new.column_id;
  end;
  create trigger if not exists chunk_changed after update on chunks begin
    update columns set forecasts = forecasts - old.forecasts + new.forecasts, bytes = bytes - old.bytes + new.bytes,
      used_ms = max(used_ms, new.used_ms) where id = new.column_id;
  end;
  create trigger if not exists chunk_went after delete on chunks begin
    update columns set forecasts = forecasts - old.forecasts, bytes = bytes - old.bytes where id = old.column_id;
  end;
`;

/** Of an index from before there were such sums. */
const addSums = `
  alter table columns add column forecasts integer not null default 0;
  alter table columns add column bytes integer not null default 0;
  alter table columns add column used_ms real not null default 0;
  update columns set (forecasts, bytes, used_ms) =
    (select coalesce(sum(chunks.forecasts), 0), coalesce(sum(chunks.bytes), 0), coalesce(max(chunks.used_ms), 0)
     from chunks where column_id = id);
`;

/** What is on disk, where, and with which checksum. Small synchronous statements on a local file, in WAL mode. */
export class IndexDatabase extends SqliteConnection {
  /**
   * Throws when the file is not a sound index.
   * @param isSound whether it was found to be intact already, which takes a look at all of it
   */
  constructor(path: string, isSound?: boolean) {
    super(
      path,
      "pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma busy_timeout = 2000;",
    );
    try {
      if (!(isSound ?? this.isSound())) throw new Error("the cache index is damaged");
      this.exec(tables);
      this.transaction(() => {
        // Answers of earlier versions were fresh as long as they lived.
        if (!this.#has("queries", "fresh_ms")) this.exec("alter table queries add column fresh_ms real");
        if (!this.#has("columns", "forecasts")) this.exec(addSums);
        this.exec(sums);
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #has(table: string, column: string): boolean {
    return this.get("select 1 from pragma_table_info(?) where name = ?", table, column) !== null;
  }
}

/** A damaged index, where somebody can look at it. */
export function setIndexAside(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    const file = `${path}${suffix}`;
    if (existsSync(file)) renameSync(file, `${path}.damaged${suffix}`);
  }
}
