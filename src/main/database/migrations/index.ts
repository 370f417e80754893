/** Every version of the database: its number is the migration's place in this list, counted from 1. */
import { importPresets } from "./0001-import-presets.ts";
import { datasetPins } from "./0002-dataset-pins.ts";
import { adoptedMethods } from "./0003-adopted-methods.ts";
import { corrections } from "./0004-corrections.ts";
import { forecastRecords } from "./0005-forecast-records.ts";
import { sessions } from "./0006-sessions.ts";
import { reportTexts } from "./0007-report-texts.ts";
import { recordsOfCorrectedSeries } from "./0008-records-of-corrected-series.ts";
import { thresholds } from "./0009-thresholds.ts";
import { influences } from "./0010-influences.ts";
import { scenarios } from "./0011-scenarios.ts";
import type { Migration } from "./migration.ts";

export type { Migration } from "./migration.ts";

export const migrations: readonly Migration[] = [
  importPresets,
  datasetPins,
  adoptedMethods,
  corrections,
  forecastRecords,
  sessions,
  reportTexts,
  recordsOfCorrectedSeries,
  thresholds,
  influences,
  scenarios,
];
