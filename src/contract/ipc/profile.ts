/** What can be said of the series of an open dataset, as far as it is known: it is computed by a job of the queue. */
import { z } from "zod";
import {
  correlationReportSchema,
  datasetProfileSchema,
  decompositionSchema,
  seriesProfileSchema,
  valueSummarySchema,
} from "#contract/data";
import {
  profilingStates,
  type DatasetProfiling,
  type ProfiledRows,
  type ProfiledSeriesRow,
  type Profiling,
} from "#domain/job";
import { appErrorSchema, id, seriesId } from "./fields.ts";

const count = z.int().nonnegative();

const progressSchema = z.object({
  dataset: z.string(),
  state: z.enum(profilingStates),
  job: z.string().nullable(),
  series: count,
  summarised: count,
  profiled: count,
  failed: count,
  share: z.number(),
  etaSeconds: z.number().nullable(),
  error: appErrorSchema.nullable(),
}) satisfies z.ZodType<Profiling>;

const profilingSchema = z.object({
  progress: progressSchema,
  overall: datasetProfileSchema.nullable(),
  correlations: correlationReportSchema.nullable(),
}) satisfies z.ZodType<DatasetProfiling>;

const rowSchema = z.object({
  series: z.string(),
  summary: valueSummarySchema.nullable(),
  profile: seriesProfileSchema.nullable(),
  error: appErrorSchema.nullable(),
}) satisfies z.ZodType<ProfiledSeriesRow>;

const rowsSchema = z.object({
  rows: z.array(rowSchema),
  next: z.string(),
  isMore: z.boolean(),
}) satisfies z.ZodType<ProfiledRows>;

const ofSeries = z.object({ dataset: id, series: seriesId });

export const profileRequests = {
  /**
   * What is known by now. With `isWanted`, whoever asks waits for it: it is computed before whatever an import put into the queue, and
   * started where nothing is known of it. What the user paused, cancelled or what failed stays so: `jobs:change` goes on with it.
   */
  "profile:request": { args: z.object({ dataset: id, isWanted: z.boolean() }), value: profilingSchema },
  /** At most `maxProfiledRows` series that changed after a place, `firstRow` at first: all of what is known comes, and then what is new. */
  "profile:rows": { args: z.object({ dataset: id, after: z.string().max(64) }), value: rowsSchema },
  /** All of one series' profile: as it is stored, or computed at once where it is not there yet. */
  "profile:series": { args: ofSeries, value: seriesProfileSchema },
  /** Computed when asked for. */
  "profile:decomposition": { args: ofSeries, value: decompositionSchema },
} as const;

export const profileEvents = {
  /** Of an open dataset, at most four times a second: how far its profile is. What is new, `profile:rows` says. */
  "profile:changed": progressSchema,
} as const;
