import type { Migration } from "./migration.ts";

/**
 * What a forecast was asked for by, which for a choice such as `auto` is not the model that made it; null = the model's id. `corrected`:
 * SHA-256 of the values that were corrected when it was made, null where the series was as its file has it.
 */
export const recordsOfCorrectedSeries: Migration = {
  name: "records-of-corrected-series",
  sql: `
    alter table forecast_records add column asked text;
    alter table forecast_records add column corrected text;
  `,
};
