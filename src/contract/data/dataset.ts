import { z } from "zod";
import {
  aggregationRules,
  columnRoles,
  dateOrders,
  decimalMarks,
  duplicatePolicies,
  type ColumnInfo,
  type Dataset,
  type FileInfo,
  type ImportedDataset,
  type ImportOptions,
  type ImportProgress,
  type ImportSettings,
  type Preview,
  type Repair,
  type RepairRow,
  type TableChoice,
  type Understood,
  type Warning,
} from "#domain/dataset";
import { frequencySchema, seriesSummarySchema } from "./series.ts";

const columnSchema = z.object({
  name: z.string(),
  role: z.enum(columnRoles),
  type: z.enum(["time", "number", "text"]),
}) satisfies z.ZodType<ColumnInfo>;

const fileInfoSchema = z.object({
  encoding: z.string(),
  delimiter: z.string(),
  decimal: z.string(),
  layout: z.enum(["long", "wide", "records"]),
  vendor: z.string().nullable(),
  dataRows: z.int().nonnegative(),
  dateOrder: z.enum(dateOrders).nullable(),
}) satisfies z.ZodType<FileInfo>;

export const repairRowSchema = z.object({
  row: z.int().positive(),
  column: z.string(),
  from: z.string(),
  to: z.string(),
}) satisfies z.ZodType<RepairRow>;

const repairSchema = z.object({
  code: z.string(),
  count: z.int().positive(),
  examples: z.array(repairRowSchema),
  description: z.string(),
  undo: z.object({ isPossible: z.boolean(), words: z.string() }),
}) satisfies z.ZodType<Repair>;

const warningSchema = z.object({
  code: z.string(),
  series: z.string().exactOptional(),
  message: z.string(),
}) satisfies z.ZodType<Warning>;

const previewSchema = z.object({
  rows: z.array(
    z.object({
      row: z.int().positive(),
      kind: z.enum(["preamble", "header", "data", "left-out"]),
      cells: z.array(z.string()),
      understood: z.array(z.string().nullable()).nullable(),
    }),
  ),
  cellOf: z.array(z.int().nonnegative()),
}) satisfies z.ZodType<Preview>;

const tableChoiceSchema = z.object({
  kind: z.enum(["record", "sheet", "table", "file"]),
  chosen: z.string(),
  tables: z.array(z.object({ name: z.string(), rows: z.int().nonnegative().nullable() })),
}) satisfies z.ZodType<TableChoice>;

const datasetSchema = z.object({
  handle: z.string(),
  name: z.string(),
  zone: z.string().nullable(),
  file: fileInfoSchema,
  columns: z.array(columnSchema),
  series: z.array(seriesSummarySchema),
  otherSeries: z.array(z.string()),
  repairs: z.array(repairSchema),
  undone: z.array(repairSchema.omit({ examples: true, count: true })),
  warnings: z.array(warningSchema),
  preview: previewSchema,
  tables: tableChoiceSchema.nullable(),
}) satisfies z.ZodType<Dataset>;

export const understoodSchema = z.object({
  file: fileInfoSchema.nullable(),
  columns: z.array(columnSchema),
  preview: previewSchema,
  tables: tableChoiceSchema.nullable(),
}) satisfies z.ZodType<Understood>;

const columnName = z.string().max(10_000);
const columnNames = z.array(columnName).max(20_000);

export const importOptionsSchema = z.strictObject({
  timeColumn: columnName.exactOptional(),
  targetColumns: columnNames.min(1).exactOptional(),
  idColumns: columnNames.exactOptional(),
  covariateColumns: columnNames.exactOptional(),
  timezone: z.string().min(1).max(100).exactOptional(),
  duplicates: z.enum(duplicatePolicies).exactOptional(),
  fillGapsUpToSteps: z.int().min(1).max(1000).exactOptional(),
  recordTable: z.string().min(1).max(1000).exactOptional(),
  sheet: z.string().min(1).max(1000).exactOptional(),
  decimalMark: z.enum(decimalMarks).exactOptional(),
  dateOrder: z.enum(dateOrders).exactOptional(),
  missingTokens: z.array(z.string().min(1).max(200)).max(200).exactOptional(),
  frequency: frequencySchema.exactOptional(),
  start: z.string().min(1).max(100).exactOptional(),
  longGaps: z.enum(["missing", "split"]).exactOptional(),
  splitGapsOverSteps: z.int().min(1).max(1_000_000).exactOptional(),
  aggregate: z.strictObject({ frequency: frequencySchema, by: z.enum(aggregationRules) }).exactOptional(),
  leftOutRows: z
    .array(z.strictObject({ from: z.int().min(1), to: z.int().min(1) }))
    .max(10_000)
    .exactOptional(),
  knownFuture: z.boolean().exactOptional(),
  series: z.array(z.string().max(4096)).min(1).max(1_000_000).exactOptional(),
  undo: z.array(z.string().min(1).max(100)).max(100).exactOptional(),
}) satisfies z.ZodType<ImportOptions>;

const importSettingsSchema = z.object({
  options: importOptionsSchema,
  source: z.enum(["evidence", "user", "remembered"]),
  problem: z.string().exactOptional(),
  isOneShot: z.literal(true).exactOptional(),
}) satisfies z.ZodType<ImportSettings>;

export const importedDatasetSchema = datasetSchema.extend({
  settings: importSettingsSchema,
}) satisfies z.ZodType<ImportedDataset>;

export const importProgressSchema = z.object({
  phase: z.enum(["reading", "regularising", "hashing"]),
  bytes: z.number().nonnegative(),
  totalBytes: z.number().nonnegative(),
  rows: z.int().nonnegative(),
}) satisfies z.ZodType<ImportProgress>;
