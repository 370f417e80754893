import type { Migration } from "./migration.ts";

/**
 * Thresholds of a file, by the content hash that it had when they were changed last, and the file's path, where later contents of it find
 * them, null where unknown. `log`: the history as JSON, of which the first `position` steps are in force.
 */
export const thresholds: Migration = {
  name: "thresholds",
  sql: `
    create table threshold_logs (
      dataset text primary key,
      path text,
      log text not null check (json_valid(log)),
      changed_ms integer not null
    ) strict, without rowid;
    create index threshold_logs_by_path on threshold_logs (path, changed_ms) where path is not null;
  `,
};
