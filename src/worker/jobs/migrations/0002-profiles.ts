import type { Migration } from "#storage/database";

/**
 * What is known of series and of datasets. `job_series.grid` is JSON, of series that are profiled. A profile is found by a hash of what
 * it was computed from; `changed` grows with every change. Summaries, profiles and correlations are deflated JSON. A profile that
 * failed has an error. `used_ms` is milliseconds since 1970.
 */
export const profiles: Migration = {
  name: "profiles",
  sql: `
    alter table job_series add column grid text;

    create table profiles (
      key text primary key,
      changed integer not null,
      summary blob,
      profile blob,
      failure text check (failure in ('failed', 'timed-out')),
      error text
    ) strict;
    create index profiles_by_change on profiles (changed);

    create table profiled_datasets (
      dataset text primary key,
      version text not null,
      correlations blob,
      used_ms integer not null
    ) strict;

    create table profiled_series (
      dataset text not null references profiled_datasets (dataset) on delete cascade,
      place integer not null,
      series text not null,
      profile_key text not null,
      primary key (dataset, place)
    ) strict, without rowid;
    create index profiled_series_by_profile on profiled_series (profile_key);
    create index profiled_series_by_name on profiled_series (dataset, series);
  `,
};
