/**
 * Everything the window may say to the main process, declared once. Handler, preload and renderer types all follow from
 * these tables; both ends check the same schemas, so a channel can't drift.
 */
import { z } from "zod";
import { commandIds } from "#domain/commands";
import {
  bandsSchema,
  datasetSchema,
  doctorSchema,
  forecastSchema,
  healthSchema,
  importOptionsSchema,
  importProgressSchema,
  importSettingsSchema,
  modelSchema,
  repairRowSchema,
  seriesValuesSchema,
  understoodSchema,
  type Outcome,
} from "#contract/data";
import { cacheRequests } from "./cache.ts";
import { checkedRequests } from "./checked.ts";
import { drawRequests } from "./draw.ts";
import { modelRequests, modelsStateSchema } from "./models.ts";

export * from "./cache.ts";
export * from "./checked.ts";
export * from "./models.ts";

const id = z.string().min(1).max(256);
const horizon = z.int().min(1).max(1024);
const origin = z.int().max(0).min(-1_000_000_000);

/** A file that the user chose. The path itself stays in the main process. */
export const grantSchema = z.object({ grant: id, name: z.string(), sizeBytes: z.number().nonnegative() });
export type Grant = z.infer<typeof grantSchema>;

export const themeSchema = z.enum(["system", "light", "dark"]);
export type Theme = z.infer<typeof themeSchema>;

export const sampleSchema = z.object({ id, title: z.string(), description: z.string() });
export type Sample = z.infer<typeof sampleSchema>;

export const exportFormats = ["csv", "xlsx", "parquet", "json", "svg", "png", "html"] as const;
export const exportFormatSchema = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** What the window gets of an import: the dataset, and how its file was read. */
export const importedDatasetSchema = datasetSchema.extend({ settings: importSettingsSchema });
export type ImportedDataset = z.infer<typeof importedDatasetSchema>;

const forecastKeySchema = z.object({ dataset: id, series: z.string().max(4096), model: id, horizon, origin });

const coverageSchema = z.object({
  /** Share of the past steps within each central interval. */
  coverage: z.object({ "0.5": z.number(), "0.8": z.number(), "0.95": z.number() }),
  steps: z.int().positive(),
  origins: z.int().positive(),
  /** Share of quantile loss saved against seasonal naive, negative where it did better; null where that says nothing. */
  skill: z.number().nullable(),
});
export type MeasuredCoverage = z.infer<typeof coverageSchema>;

/** Request name → shape of its argument and of its value. Every answer is an Outcome of the value. */
export const requests = {
  "app:info": {
    args: z.object({}),
    value: z.object({
      version: z.string(),
      platform: z.string(),
      models: z.array(modelSchema),
      defaultModel: z.string(),
      modelDefaults: modelsStateSchema.shape.defaults,
      samples: z.array(sampleSchema),
      theme: themeSchema,
      /** Models without a file, `auto` first: it chooses for each series and origin. */
      composedModels: z.array(z.object({ id: z.string(), name: z.string() })),
      bands: bandsSchema,
      isRounded: z.boolean(),
      /** Files that were opened while there was no page, on the command line or by a second start; in order, each granted. */
      openFiles: z.array(grantSchema),
    }),
  },
  "file:choose": { args: z.object({}), value: grantSchema.nullable() },
  "sample:open": { args: z.object({ id }), value: grantSchema },
  "dataset:import": {
    args: z.object({
      grant: id,
      /**
       * Given, they are used as they are and remembered for files with the same columns; empty ones end that. Absent, the
       * remembered ones apply. The grant stays valid: the same file can be read again with other options.
       */
      options: importOptionsSchema.optional(),
    }),
    value: importedDatasetSchema,
  },
  /** What was understood of a file whose import failed last; null when it did not fail, or nothing was understood. */
  "import:understood": { args: z.object({ grant: id }), value: understoodSchema.nullable() },
  /** Rows of one repair, in the file's order as far as they were kept. */
  "repairs:list": {
    args: z.object({
      dataset: id,
      code: z.string().min(1).max(100),
      from: z.int().nonnegative(),
      count: z.int().min(1).max(1000),
    }),
    value: z.object({
      rows: z.array(repairRowSchema),
      /** Rows that can be listed. */
      listed: z.int().nonnegative(),
    }),
  },
  /** The stretch of a series that a row of the file is shown by, in wall-clock milliseconds; null where it has none. */
  "row:place": {
    args: z.object({ dataset: id, row: z.int().positive(), column: z.string().max(10_000) }),
    value: z.object({ series: z.string(), from: z.number(), to: z.number() }).nullable(),
  },
  "dataset:close": { args: z.object({ dataset: id }), value: z.object({}) },
  "series:values": { args: z.object({ dataset: id, series: z.string().max(4096) }), value: seriesValuesSchema },
  "forecast:get": {
    args: forecastKeySchema.extend({
      /** Requests of one view supersede each other: only the latest matters. */
      view: id,
      density: z.boolean(),
      /** Native where absent, here and below. */
      bands: bandsSchema.exactOptional(),
      /** Quantiles of a series that counts things as whole numbers. */
      isRounded: z.boolean().exactOptional(),
    }),
    value: forecastSchema,
  },
  ...drawRequests,
  /** How the bands and the median did at past origins that are computed already; null where none is. */
  "forecast:coverage": {
    args: forecastKeySchema.omit({ origin: true }).extend({ bands: bandsSchema.exactOptional() }),
    value: coverageSchema.nullable(),
  },
  /** Says where the user looks, so that background work radiates from there. */
  "background:focus": { args: forecastKeySchema, value: z.object({}) },
  "export:save": {
    args: forecastKeySchema.extend({
      format: exportFormatSchema,
      bands: bandsSchema.exactOptional(),
      isRounded: z.boolean().exactOptional(),
    }),
    /** The file's name, or null when the user closed the dialog. */
    value: z.object({ name: z.string() }).nullable(),
  },
  /** What an import did, as CSV or JSON by the ending that the user chooses. */
  "report:save": {
    args: z.object({ dataset: id }),
    /** The file's name, or null when the user closed the dialog. */
    value: z.object({ name: z.string() }).nullable(),
  },
  "settings:set": {
    args: z.object({ theme: themeSchema.optional(), bands: bandsSchema.optional(), isRounded: z.boolean().optional() }),
    value: z.object({}),
  },
  ...cacheRequests,
  /** An answer came damaged: main writes that down. */
  "transit:damaged": { args: z.object({ name: z.enum(checkedRequests) }), value: z.object({}) },
  "diagnostics:get": { args: z.object({}), value: doctorSchema },
  ...modelRequests,
} as const satisfies Record<string, { args: z.ZodType; value: z.ZodType }>;

export type RequestName = keyof typeof requests;
export type RequestArgs<N extends RequestName> = z.infer<(typeof requests)[N]["args"]>;
export type RequestValue<N extends RequestName> = z.infer<(typeof requests)[N]["value"]>;
/** Answers with many numbers come with a checksum over `checkedOfAnswer`. */
export type RequestOutcome<N extends RequestName> = Outcome<RequestValue<N>> & { readonly checksum?: string };

/** Event name → shape of its payload (main → renderer). */
export const events = {
  "import:progress": importProgressSchema,
  /** How much of the history of one series is computed for one model and horizon. */
  "background:progress": forecastKeySchema
    .omit({ origin: true })
    .extend({ computed: z.int().nonnegative(), reused: z.int().nonnegative(), total: z.int().nonnegative() }),
  health: healthSchema,
  "models:changed": modelsStateSchema,
  notice: z.object({ level: z.enum(["info", "warning", "error"]), message: z.string() }),
  "file:opened": grantSchema,
  "theme:changed": z.object({ theme: themeSchema, dark: z.boolean() }),
  /** Menu commands that act on the window's own state. */
  command: z.object({ name: z.enum(commandIds) }),
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;
export type AnyEvent = { [N in EventName]: { readonly name: N; readonly payload: EventPayload<N> } }[EventName];

/** A DOM File, named by what the contract may know of it. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
}

/** What the preload script puts on `window.fantail`. */
export interface FantailApi {
  request<N extends RequestName>(requestId: string, name: N, args: RequestArgs<N>): Promise<RequestOutcome<N>>;
  cancel(requestId: string): void;
  /** Grants a file that the user dropped. A File without a real path is refused. */
  grantDropped(file: DroppedFile): Promise<Outcome<Grant>>;
  /** The same for a model, which may be a folder. */
  grantDroppedModel(file: DroppedFile): Promise<Outcome<Grant>>;
  /** Returns the function that unsubscribes. */
  onEvent(listener: (event: AnyEvent) => void): () => void;
}
