/**
 * Thresholds of an open dataset, what its forecasts say about them, and how such chances did. They belong to a file's content, and are
 * found again for a later content of the same file; every window that has it open is told when they change.
 */
import { z } from "zod";
import {
  bandsSchema,
  float64,
  limitReliabilitySchema,
  thresholdAnswersSchema,
  thresholdEditSchema,
  thresholdSchema,
  thresholdsStateSchema,
} from "#contract/data";
import { maxComputedRows } from "#domain/overview";
import { thresholdLimits, type ThresholdRisks } from "#domain/threshold";
import { forecastKeySchema, horizon, id } from "./fields.ts";

const dataset = z.object({ dataset: id });
/** One that is only tried has the id 0. */
const tried = thresholdSchema.extend({ id: z.int().nonnegative() });
const shown = forecastKeySchema.extend({ bands: bandsSchema, isRounded: z.boolean().exactOptional() });

export const thresholdRequests = {
  "thresholds:list": { args: dataset, value: thresholdsStateSchema },
  /**
   * One step of the history, all of it or nothing: `wrong-arguments` says what is wrong with one; `user-data-unavailable` where it would be
   * forgotten.
   */
  "thresholds:change": {
    args: dataset.extend({
      add: z.array(thresholdEditSchema).max(thresholdLimits.thresholds),
      /** Those that are not there any more are passed over. */
      change: z.array(thresholdSchema).max(thresholdLimits.thresholds),
      remove: z.array(z.int().positive()).max(thresholdLimits.thresholds),
    }),
    value: thresholdsStateSchema,
  },
  "thresholds:undo": { args: dataset, value: thresholdsStateSchema },
  "thresholds:redo": { args: dataset, value: thresholdsStateSchema },
  /** What the forecast says about these thresholds, in their order, whether they are kept or only tried. */
  "thresholds:chances": {
    args: shown.extend({ thresholds: z.array(tried).max(thresholdLimits.thresholds) }),
    value: thresholdAnswersSchema,
  },
  /** How chances of a limit did at past origins. */
  "thresholds:reliability": { args: shown.extend({ threshold: tried }), value: limitReliabilitySchema },
  /** Of series by their places in the dataset: how likely the threshold that is crossed most likely is, and when first. */
  "thresholds:risks": {
    args: z.object({
      dataset: id,
      model: id,
      horizon,
      bands: bandsSchema,
      places: z.array(z.int().nonnegative()).min(1).max(maxComputedRows),
    }),
    value: z.object({
      /** [places] chances; NaN where a series has no limit, or no forecast. */
      chance: float64,
      /** [places] wall-clock milliseconds of the step at which it is most likely to happen first; NaN where it never does. */
      first: float64,
      /** [places] id of that threshold; 0 where there is none. */
      threshold: float64,
      /** Those that rows name. */
      thresholds: z.array(thresholdSchema),
      /** Why a row has none although it has a limit. */
      problems: z.array(z.object({ row: z.int().nonnegative(), message: z.string() })),
    }) satisfies z.ZodType<ThresholdRisks>,
  },
} as const;

export const thresholdEvents = {
  /** The thresholds of this content, a file's own, changed in whatever window. */
  "thresholds:changed": z.object({ base: z.string() }),
} as const;
