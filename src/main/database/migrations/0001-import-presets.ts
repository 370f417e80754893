import type { Migration } from "./migration.ts";

/** How the user wants files of a shape to be read. `shape` is a hash of the columns' names, `options` is JSON. */
export const importPresets: Migration = {
  name: "import-presets",
  sql: `
    create table import_presets (
      shape text primary key,
      options text not null check (json_valid(options)),
      used_ms integer not null
    ) strict;
    create index import_presets_by_use on import_presets (used_ms);
  `,
};
