/** What is known to move the series of an open dataset, whether forecasts are better for it, and what a forecast is made of. */
import { z } from "zod";
import { bandsSchema, float64, influenceEventSchema, influenceSettingsSchema } from "#contract/data";
import {
  type ForecastExplanation,
  type HolidayPlace,
  influenceKinds,
  type InfluencesState,
  influenceUses,
  type InfluenceVerdict,
} from "#domain/influence";
import { forecastKeySchema, id, nothing, seriesId } from "./fields.ts";

const number = z.number().or(z.nan());

const verdictSchema = z.object({
  helps: z.boolean(),
  change: number,
  changeSince: number,
  origins: z.int().nonnegative(),
  horizon: z.int().positive(),
  reason: z.string(),
  notes: z.array(z.string()),
}) satisfies z.ZodType<InfluenceVerdict>;

const use = z.enum(influenceUses);

const stateSchema = z.object({
  settings: influenceSettingsSchema,
  use,
  columns: z.array(z.string()),
  verdicts: z.array(verdictSchema.extend({ series: seriesId, model: id })),
  marks: z.array(z.object({ name: z.string(), from: z.number(), to: z.number(), kind: z.enum(["holiday", "event"]) })),
}) satisfies z.ZodType<InfluencesState>;

const named = { name: z.string(), kind: z.enum(influenceKinds) };

const explanationSchema = z.object({
  times: float64,
  parts: z.object({
    horizon: z.int().positive(),
    median: float64,
    level: number,
    trend: float64,
    season: float64,
    influences: z.array(z.object({ ...named, values: float64 })),
    rest: float64,
  }),
  effects: z.array(
    z.object({
      ...named,
      effect: z.number(),
      error: z.number(),
      isRelative: z.boolean(),
      seen: z.int().nonnegative(),
      ahead: z.array(z.number()),
    }),
  ),
  notes: z.array(z.string()),
  since: z
    .object({
      seen: z.number(),
      newSteps: z.int().positive(),
      judged: z.int().nonnegative(),
      bias: z.number().nullable(),
      worst: z
        .object({ time: z.number(), value: z.number(), expected: z.number(), influence: z.string().nullable() })
        .nullable(),
      common: z.int().nonnegative(),
      moved: z.number().nullable(),
      levelMoved: z.number().nullable(),
      influencesMoved: z.number().nullable(),
    })
    .nullable(),
}) satisfies z.ZodType<ForecastExplanation>;

export const influenceRequests = {
  "influences:get": { args: z.object({ dataset: id }), value: stateSchema },
  /** Countries and regions with holidays, and the one of the system, which is only a suggestion. */
  "influences:places": {
    args: nothing,
    value: z.object({
      places: z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          english: z.string().exactOptional(),
        }) satisfies z.ZodType<HolidayPlace>,
      ),
      suggested: z.string().nullable(),
    }),
  },
  /** All of them at once; what was judged before is forgotten. */
  "influences:set": { args: z.object({ dataset: id, settings: influenceSettingsSchema, use }), value: stateSchema },
  /** Whether the past forecasts of one series were better with them; from then on they are used where they were. */
  "influences:judge": { args: forecastKeySchema, value: verdictSchema },
  /** A file of events, as text. */
  "influences:read-events": {
    args: z.object({ text: z.string().max(2_000_000) }),
    value: z.object({ events: z.array(influenceEventSchema) }),
  },
  "influences:explain": { args: forecastKeySchema.extend({ bands: bandsSchema }), value: explanationSchema },
} as const;

export const influenceEvents = {
  /** Forecasts of the dataset are others now. */
  "influences:changed": z.object({ dataset: z.string() }),
  /** Columns that a file just opened knows ahead were put in use without being asked for; no series was judged yet. */
  "influences:found": z.object({ dataset: z.string(), columns: z.array(z.string()) }),
} as const;
