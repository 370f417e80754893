import type { Migration } from "./migration.ts";

/**
 * What is put on top of a file's forecasts, and its scenarios, by its content hash, with the history: the first `position` steps are in force,
 * the others can be redone. `path`: of the file it was read from, where later contents of the same file find it, null where unknown;
 * `name`: the file's. A step is JSON.
 */
export const scenarios: Migration = {
  name: "scenarios",
  sql: `
    create table scenario_logs (
      id integer primary key,
      dataset text not null unique,
      path text,
      name text not null,
      position integer not null,
      next_id integer not null,
      changed_ms integer not null
    ) strict;
    create index scenario_logs_by_path on scenario_logs (path, changed_ms) where path is not null;
    create table scenario_steps (
      log integer not null references scenario_logs (id) on delete cascade,
      place integer not null,
      step text not null check (json_valid(step)),
      primary key (log, place)
    ) strict, without rowid;
  `,
};
