import type { Migration } from "./migration.ts";

/**
 * Methods that the user took for series of a dataset, by its content hash. `path`: of the file it was read from, where later contents of
 * the same file find them, null where unknown. `method` null: none, whatever an earlier content had. Scores are in units of `metric`.
 */
export const adoptedMethods: Migration = {
  name: "adopted-methods",
  sql: `
    create table adopted_methods (
      dataset text not null,
      series text not null,
      path text,
      method text,
      source text not null check (source in ('manual', 'search')),
      job text,
      metric text,
      score real,
      honest_score real,
      adopted_ms integer not null,
      primary key (dataset, series)
    ) strict;
    create index adopted_methods_by_path on adopted_methods (path, series) where path is not null;
  `,
};
