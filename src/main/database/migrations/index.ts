/** Every version of the database: its number is the migration's place in this list, counted from 1. */
import { importPresets } from "./0001-import-presets.ts";
import { datasetPins } from "./0002-dataset-pins.ts";
import { adoptedMethods } from "./0003-adopted-methods.ts";
import { corrections } from "./0004-corrections.ts";
import { forecastRecords } from "./0005-forecast-records.ts";
import type { Migration } from "./migration.ts";

export type { Migration } from "./migration.ts";

export const migrations: readonly Migration[] = [
  importPresets,
  datasetPins,
  adoptedMethods,
  corrections,
  forecastRecords,
];
