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
  create table if not exists queries (
    key text primary key, dataset text not null,
    value text not null, bytes integer not null, sha256 text not null,
    ttl_ms real not null, written_ms real not null, used_ms real not null, fresh_ms real
  ) strict;
  create index if not exists queries_by_dataset on queries (dataset);
  create index if not exists queries_by_use on queries (used_ms);
  -- Sums over whole tables are asked for with every write, in main: without these each reads every row and answer.
  create index if not exists chunks_by_size on chunks (bytes, forecasts);
  create index if not exists series_by_size on series (bytes);
  create index if not exists queries_by_size on queries (bytes);
`;

/** What is on disk, where, and with which checksum. Small synchronous statements on a local file, in WAL mode. */
export class IndexDatabase extends SqliteConnection {
  /** Throws when the file is not a sound index. */
  constructor(path: string) {
    super(
      path,
      "pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma busy_timeout = 2000;",
    );
    try {
      if (!this.isSound()) throw new Error("the cache index is damaged");
      this.exec(tables);
      // An index of an earlier version, whose answers were fresh as long as they lived.
      if (this.get("select 1 from pragma_table_info('queries') where name = 'fresh_ms'") === null)
        this.exec("alter table queries add column fresh_ms real");
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

/** A damaged index, where somebody can look at it. */
export function setIndexAside(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) {
    const file = `${path}${suffix}`;
    if (existsSync(file)) renameSync(file, `${path}.damaged${suffix}`);
  }
}
