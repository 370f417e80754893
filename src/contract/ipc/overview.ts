/** The table of series: columns of rows, for as many series at a time as the window wants. */
import { z } from "zod";
import { bandsSchema, float32, float64, uint8 } from "#contract/data";
import {
  maxComputedRows,
  maxOverviewRows,
  overviewPaces,
  type OverviewEvidence,
  type OverviewFacts,
  type OverviewForecasts,
  type OverviewProblem,
  type OverviewSparks,
} from "#domain/overview";
import { rangeVerdicts } from "#domain/score";
import { appErrorSchema, horizon, id } from "./fields.ts";

const place = z.int().nonnegative();
const problems = z.array(z.object({ row: place, error: appErrorSchema }) satisfies z.ZodType<OverviewProblem>);

/** Series by their places in the dataset. All are forecast by one model, over one horizon. */
const computed = z.object({
  dataset: id,
  model: id,
  horizon,
  bands: bandsSchema,
  places: z.array(place).min(1).max(maxComputedRows),
});

export const overviewRequests = {
  /** Of all series at once: nothing is computed for it. */
  "overview:facts": {
    args: z.object({ dataset: id }),
    value: z.object({
      lastTime: float64,
      last: float64,
      before: float64,
      beforeTime: float64,
      lowest: float64,
      highest: float64,
    }) satisfies z.ZodType<OverviewFacts>,
  },
  /** `horizon`: decides how many steps a point stands for, so that past and forecast are on one scale. */
  "overview:sparks": {
    args: z.object({ dataset: id, horizon, places: z.array(place).min(1).max(maxOverviewRows) }),
    value: z.object({ history: float32 }) satisfies z.ZodType<OverviewSparks>,
  },
  /** Origin 0 of each, behind all that users wait for. Cancelled, what nobody else needs of it is not computed any more. */
  "overview:forecasts": {
    args: computed.extend({ isRounded: z.boolean().exactOptional() }),
    value: z.object({
      time: float64,
      median: float64,
      lower: float64,
      upper: float64,
      base: float64,
      baseTime: float64,
      sparks: float32,
      models: z.array(z.string()),
      problems,
    }) satisfies z.ZodType<OverviewForecasts>,
  },
  /** The same figures as `forecast:coverage` gives, of the same past forecasts. */
  "overview:evidence": {
    args: computed.extend({ pace: z.enum(overviewPaces) }),
    value: z.object({
      isKnown: uint8,
      error: float64,
      skill: float64,
      coverage: float64,
      steps: float64,
      origins: float64,
      verdicts: z.array(z.enum(rangeVerdicts).nullable()),
      problems,
    }) satisfies z.ZodType<OverviewEvidence>,
  },
} as const;
