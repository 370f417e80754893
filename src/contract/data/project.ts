import { z } from "zod";
import { arrangementLimits, type FileArrangement, type FileLook, type WindowLook } from "#domain/project";
import { maxHorizonSteps } from "#domain/series";
import { importOptionsSchema } from "./dataset.ts";
import { frequencySchema } from "./series.ts";
import { totalsLookSchema } from "./totals.ts";

const zoomSchema = z.union([z.enum(["all", "recent"]), z.object({ from: z.number(), to: z.number() })]);

const fileLookSchema = z.object({
  series: z.string().max(4096),
  model: z.string().max(1000),
  isModelDecided: z.boolean(),
  horizon: z.int().min(1).max(maxHorizonSteps),
  origin: z.int().min(-1_000_000_000).max(0),
  end: z.string().max(100),
  frequency: frequencySchema,
  zoom: zoomSchema.nullable(),
  totals: totalsLookSchema.exactOptional(),
}) satisfies z.ZodType<FileLook>;

export const fileArrangementSchema = z.object({
  options: importOptionsSchema,
  source: z.enum(["evidence", "user", "remembered"]),
  look: fileLookSchema.nullable(),
  isReadAgain: z.boolean(),
}) satisfies z.ZodType<FileArrangement>;

/** Whoever uses it checks each of its fields; here it is only kept small. */
export const windowLookSchema = z
  .record(z.string().max(100), z.unknown())
  .refine((view) => JSON.stringify(view).length <= arrangementLimits.view, {
    error: "is too large",
  }) satisfies z.ZodType<WindowLook>;
