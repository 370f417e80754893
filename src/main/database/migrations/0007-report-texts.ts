import type { Migration } from "./migration.ts";

/** What the author of a report says: by the content of its dataset, and the file that it came from last. */
export const reportTexts: Migration = {
  name: "report-texts",
  sql: `
    create table report_texts (
      dataset text primary key,
      path text,
      title text not null,
      author text not null,
      comments text not null,
      changed_ms integer not null
    ) strict, without rowid;
    create index report_texts_path on report_texts (path, changed_ms);
  `,
};
