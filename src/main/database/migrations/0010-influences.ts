import type { Migration } from "./migration.ts";

/** What is known to move the series of a file, as its user set it, and for which series it helps: by the content, and the file's path. */
export const influences: Migration = {
  name: "influences",
  sql: `
    create table influences (
      dataset text primary key,
      path text,
      settings text not null,
      used text not null,
      verdicts text not null,
      changed_ms integer not null
    ) strict, without rowid;
    create index influences_path on influences (path, changed_ms);
  `,
};
