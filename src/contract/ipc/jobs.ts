/** The queue of jobs, searches and adopted methods. */
import { z } from "zod";
import {
  jobChanges,
  jobKinds,
  jobPriorities,
  jobStates,
  searchPresets,
  winnerStandings,
  type AdoptedMethod,
  type Job,
  type JobLogLine,
  type SearchResult,
  type SearchSettings,
  type Submitted,
} from "#domain/job";
import { transforms } from "#domain/method";
import { differenceVerdicts } from "#domain/score";
import { appErrorSchema, horizon, id, nothing, seriesId } from "./fields.ts";

const jobId = z.string().min(1).max(64);
const count = z.int().nonnegative();
const trialCountsSchema = z.object({ total: count, completed: count, failed: count, timedOut: count, reused: count });

const jobSchema = z.object({
  id: jobId,
  kind: z.enum(jobKinds),
  name: z.string(),
  about: z.string(),
  state: z.enum(jobStates),
  priority: z.enum(jobPriorities),
  batch: z.string().nullable(),
  createdMs: z.number(),
  startedMs: z.number().nullable(),
  finishedMs: z.number().nullable(),
  runningSeconds: z.number(),
  trials: trialCountsSchema,
  etaSeconds: z.number().nullable(),
  current: z.array(z.string()),
  error: appErrorSchema.nullable(),
  retryAtMs: z.number().nullable(),
  merged: count,
  dataset: z.string(),
}) satisfies z.ZodType<Job>;

const settingsSchema = z.object({
  horizon,
  metric: z.string().min(1).max(32),
  preset: z.enum(searchPresets),
  models: z.array(id).min(1).max(200).nullable(),
  origins: z.int().min(1).max(200),
  stride: z.int().min(1).max(1_000_000).nullable(),
  budget: z.union([z.object({ seconds: z.number().positive() }), z.object({ trials: z.int().positive() })]).nullable(),
  isPooled: z.boolean(),
}) satisfies z.ZodType<SearchSettings>;

const methodSchema = z.object({
  forecaster: id,
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  transform: z.enum(transforms),
  seasonLength: z.int().positive().nullable(),
});

const scoresSchema = z.record(z.string(), z.number());
const score = z.number().nullable();

const resultSchema = z.object({
  job: jobId,
  state: z.enum(jobStates),
  dataset: z.string(),
  settings: settingsSchema,
  metric: z.string(),
  seconds: z.number(),
  trials: trialCountsSchema,
  winners: z.array(
    z.object({
      series: z.string(),
      method: methodSchema,
      id: z.string(),
      score,
      honestScore: score,
      baselineScore: score,
      standing: z.enum(winnerStandings),
      origins: count,
      honestOrigins: count,
    }),
  ),
  leaderboard: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      scores: scoresSchema,
      score,
      skill: score,
      seconds: z.number(),
      trials: count,
      wins: count,
      againstBest: z.enum(differenceVerdicts).nullable(),
      methods: z.array(z.string().nullable()),
    }),
  ),
  notTried: z.array(z.object({ id: z.string(), name: z.string(), series: count, reason: z.string() })),
  tooShort: z.array(z.string()),
}) satisfies z.ZodType<SearchResult>;

const rankingSchema = z.union([
  z.object({ metric: z.string().min(1).max(32) }),
  z.object({ weights: z.record(z.string(), z.number().nonnegative()) }),
]);

const adoptedSchema = z.object({
  dataset: z.string(),
  series: z.string(),
  method: z.string(),
  source: z.enum(["manual", "search"]),
  job: z.string().nullable(),
  metric: z.string().nullable(),
  score: z.number().nullable(),
  honestScore: z.number().nullable(),
  adoptedMs: z.number(),
}) satisfies z.ZodType<AdoptedMethod>;

const submittedSchema = z.object({ job: jobId, isMerged: z.boolean() }) satisfies z.ZodType<Submitted>;
const logLineSchema = z.object({ atMs: z.number(), text: z.string() }) satisfies z.ZodType<JobLogLine>;

export const jobRequests = {
  "jobs:list": { args: nothing, value: z.array(jobSchema) },
  "jobs:change": {
    args: z.object({ job: jobId, to: z.enum(jobChanges) }),
    value: nothing,
  },
  /** Completed, failed and cancelled ones leave the list. */
  "jobs:clear-finished": { args: nothing, value: nothing },
  "jobs:prioritise": { args: z.object({ job: jobId, priority: z.enum(jobPriorities) }), value: nothing },
  "jobs:log": { args: z.object({ job: jobId }), value: z.array(logLineSchema) },
  /** Ranked by the job's own metric, or by another: from scores that are kept, without a fit. */
  "jobs:result": { args: z.object({ job: jobId, ranking: rankingSchema.nullable() }), value: resultSchema },
  "search:start": {
    args: settingsSchema.extend({
      dataset: id,
      /** All of the dataset where null. */
      series: z.array(seriesId).min(1).max(100_000).nullable(),
      priority: z.enum(jobPriorities),
    }),
    value: submittedSchema,
  },
  "methods:list": { args: z.object({ dataset: id }), value: z.array(adoptedSchema) },
  /** What stood there before comes back, so that it can be undone. A null method gives the series back to the model of the toolbar. */
  "methods:adopt": {
    args: z.object({
      dataset: id,
      choices: z
        .array(z.object({ series: seriesId, method: z.string().min(1).max(256).nullable() }))
        .min(1)
        .max(100_000),
      job: jobId.nullable(),
    }),
    value: z.object({ before: z.array(adoptedSchema) }),
  },
} as const;

export const jobEvents = {
  "jobs:changed": z.object({ jobs: z.array(jobSchema), removed: z.array(jobId) }),
  /** Of an open dataset: forecasts of these series by the adopted method are not what they were. */
  "methods:changed": z.object({ dataset: z.string(), series: z.array(z.string()) }),
} as const;
