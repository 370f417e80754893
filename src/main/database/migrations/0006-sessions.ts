import type { Migration } from "./migration.ts";

/**
 * What each window had open (`state` is JSON; `closed_ms` null: open), files that were opened earlier by their path (`about` is JSON), and files
 * whose opening had not ended well when this was written. Times are milliseconds since 1970.
 */
export const sessions: Migration = {
  name: "sessions",
  sql: `
    create table sessions (
      id integer primary key,
      state text not null check (json_valid(state)),
      saved_ms integer not null,
      closed_ms integer
    ) strict;
    create table recent_files (
      id integer primary key,
      path text not null unique,
      about text not null check (json_valid(about)),
      is_pinned integer not null check (is_pinned in (0, 1)),
      opened_ms integer not null
    ) strict;
    create index recent_files_by_use on recent_files (is_pinned, opened_ms);
    create table unsettled_files (
      path text primary key,
      began_ms integer not null
    ) strict;
  `,
};
