/** Arguments that many requests have. */
import { z } from "zod";
import { type AppError, errorCodes } from "#domain/errors";
import { maxHorizonSteps } from "#domain/series";

export const nothing = z.object({});
export const id = z.string().min(1).max(256);
export const seriesId = z.string().max(4096);
export const horizon = z.int().min(1).max(maxHorizonSteps);
export const origin = z.int().max(0).min(-1_000_000_000);

export const appErrorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  row: z.int().exactOptional(),
  column: z.string().exactOptional(),
  hint: z.string().exactOptional(),
}) satisfies z.ZodType<AppError>;

/** Identifies one forecast. */
export const forecastKeySchema = z.object({ dataset: id, series: seriesId, model: id, horizon, origin });
/** Names all forecasts of one series by one model. */
export const historyKeySchema = forecastKeySchema.omit({ origin: true });

/** A file that was written, by a token that only shows it, or null when the user closed the dialog. */
export const savedFile = z
  .object({
    name: z.string(),
    file: id,
    /** Its ending says what we wrote, so that another program opens it as that. */
    canOpen: z.boolean(),
  })
  .nullable();
