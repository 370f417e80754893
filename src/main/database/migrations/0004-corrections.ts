import type { Migration } from "./migration.ts";

/**
 * What was corrected of a file's content, by its content hash, with the history: the first `position` steps are in force, the others can be
 * redone. `path`: of the file it was read from, where later contents of the same file find it, null where unknown. `shape`: hash of the
 * columns' names, `name`: the file's, `corrections`: how many are in force, for the choice of another file's. A step is JSON.
 */
export const corrections: Migration = {
  name: "corrections",
  sql: `
    create table correction_logs (
      id integer primary key,
      dataset text not null unique,
      path text,
      shape text not null,
      name text not null,
      position integer not null,
      next_id integer not null,
      corrections integer not null,
      changed_ms integer not null
    ) strict;
    create index correction_logs_by_path on correction_logs (path, changed_ms) where path is not null;
    create index correction_logs_by_shape on correction_logs (shape, changed_ms);
    create table correction_steps (
      log integer not null references correction_logs (id) on delete cascade,
      place integer not null,
      step text not null check (json_valid(step)),
      primary key (log, place)
    ) strict, without rowid;
  `,
};
