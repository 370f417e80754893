/** Models beside each other on one series, scored at past origins, and what is left over of a statistical model's fit. */
import { z } from "zod";
import { differenceVerdicts, type LossDifference, type ResidualReport } from "#domain/score";
import { float64, type Received } from "#contract/data";
import { appErrorSchema, horizon, id, seriesId } from "./fields.ts";

const model = z.string().min(1).max(256);
const count = z.int().nonnegative();
/** By ids of metrics; NaN where nothing could be measured. */
const scores = z.record(z.string(), z.number());
const columns = z.record(z.string(), float64);

const lossDifferenceSchema = z.object({
  meanDifference: z.number(),
  statistic: z.number(),
  p: z.number(),
  pairs: count,
  pairedBy: z.enum(["origin", "series"]),
  verdict: z.enum(differenceVerdicts),
}) satisfies z.ZodType<LossDifference>;

const candidateSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** What it does, in a few words. */
  description: z.string(),
  /** Why it does not suit the series, as a sentence; null where it does. */
  reason: z.string().nullable(),
});
export type Candidate = Received<typeof candidateSchema>;

/** What can be compared on a series, group by group, in the order of lists. */
const candidatesSchema = z.object({
  groups: z.array(z.object({ title: z.string(), models: z.array(candidateSchema) })),
});
export type Candidates = Received<typeof candidatesSchema>;

/** What a model's forecasts gave by themselves, whatever it is compared with. */
const ownScoresSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Fits leave residuals, and can be looked into. */
  isStatistical: z.boolean(),
  /** Why it could not be scored; its numbers are then all NaN, and its columns empty. */
  error: appErrorSchema.nullable(),
  scores,
  /** Past steps with a value, and those of them that are not zero: percentage errors can be formed of these only. */
  steps: count,
  nonZeroSteps: count,
  /** That its forecasts took. */
  seconds: z.number(),
});

const comparedSchema = ownScoresSchema.extend({
  /** Origins where no other had a smaller error. */
  wins: count,
  /** Of its losses from the leader's; null for the leader itself, and without scores. */
  difference: lossDifferenceSchema.nullable(),
  /** Each [horizon], [periods] or [origins]. */
  byStep: columns,
  byPeriod: columns,
  byOrigin: columns,
});
export type Compared = Received<typeof comparedSchema>;

/** A model's row before all others are done. */
const earlySchema = ownScoresSchema.extend({
  /** That it is scored at, earliest first. Where another model has fewer, it is scored once more at those that all have. */
  origins: z.array(z.int().nonpositive()),
});
export type EarlyRow = Received<typeof earlySchema>;

const waitingSchema = z.object({ id: z.string(), name: z.string() });
export type WaitingModel = Received<typeof waitingSchema>;

const comparisonSchema = z.object({
  dataset: z.string(),
  series: z.string(),
  horizon: z.int().positive(),
  stride: z.int().positive(),
  /** Earliest first; all models were scored at the same. */
  origins: z.array(z.int().nonpositive()),
  /** The one with the smallest error; null where none could be scored. */
  leader: z.string().nullable(),
  /** The metric that decides who leads and who wins an origin. */
  metric: z.string(),
  /** Calendar periods of the origins, in order of time: `2024-03-05`, `2024-03`, `2024-Q1` or `2024`. */
  periods: z.array(z.string()),
  /** In the order of the request. */
  models: z.array(comparedSchema),
  /** Models that had scores at more origins before, and whose early rows were others. */
  rescored: z.array(z.string()),
});
export type ComparisonReport = Received<typeof comparisonSchema>;

const residualReportSchema = z.object({
  model: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  residuals: float64,
  count,
  mean: z.number(),
  deviation: z.number(),
  autocorrelation: z.object({ values: z.array(z.number()), limit: z.number() }),
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }),
  whiteness: z.object({ statistic: z.number(), lags: count, freedom: count, p: z.number() }).nullable(),
}) satisfies z.ZodType<ResidualReport>;

const residualsSchema = z.object({
  dataset: z.string(),
  series: z.string(),
  /** [steps] wall-clock milliseconds. */
  times: float64,
  report: residualReportSchema,
});
export type ResidualAnswer = Received<typeof residualsSchema>;

export const comparisonRequests = {
  "comparison:candidates": { args: z.object({ dataset: id, series: seriesId, horizon }), value: candidatesSchema },
  /** A model that fails has its error in its row, and the others are compared without it. */
  "comparison:run": {
    args: z.object({
      dataset: id,
      series: seriesId,
      horizon,
      /** At most so many, and the steps between two; the horizon where null. */
      origins: z.int().min(1).max(200),
      stride: z.int().min(1).max(1_000_000).nullable(),
      models: z.array(model).min(1).max(60),
    }),
    value: comparisonSchema,
  },
  "comparison:residuals": { args: z.object({ dataset: id, series: seriesId, model }), value: residualsSchema },
} as const;

export const comparisonEvents = {
  /** How far a running comparison is: once at its start, and whenever a model is done. */
  "comparison:progress": z.object({
    requestId: z.string(),
    total: count,
    /** The first is being scored, and the others come after it in this order. */
    waiting: z.array(waitingSchema),
    /** Of the model that is done; null at the start. */
    row: earlySchema.nullable(),
  }),
} as const;
