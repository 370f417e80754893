import type { Migration } from "./migration.ts";

/**
 * What was forecast of a file, by its path, for when the file is read again with more rows. `seen_ms` and `times` (float64) are
 * wall-clock milliseconds, `made_ms` those since 1970, `horizon` is in steps. `quantiles` (float32) are [levels × horizon],
 * row-major, in the series' unit. `bytes`: size of the two, so that nobody has to read them to know it.
 */
export const forecastRecords: Migration = {
  name: "forecast-records",
  sql: `
    create table forecast_records (
      id integer primary key,
      path text not null,
      series text not null,
      model text not null,
      model_version text not null,
      model_sha256 text not null,
      horizon integer not null,
      seen_ms real not null,
      frequency text not null,
      bands text not null check (bands in ('native', 'calibrated')),
      levels text not null check (json_valid(levels)),
      times blob not null,
      quantiles blob not null,
      bytes integer not null,
      made_ms integer not null,
      unique (path, series, model, horizon, seen_ms)
    ) strict;
    create index forecast_records_by_age on forecast_records (made_ms, id, bytes);
  `,
};
