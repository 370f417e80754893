import type { Migration } from "./migration.ts";

/** Datasets that the user wants to stay in the cache whatever else needs room, by their content hash. */
export const datasetPins: Migration = {
  name: "dataset-pins",
  sql: `
    create table dataset_pins (
      dataset text primary key,
      pinned_ms integer not null
    ) strict;
  `,
};
