/** Influences as users set them, in messages and in projects. */
import { z } from "zod";
import { type InfluenceEvent, type InfluenceSettings, influenceUses, type KeptInfluences } from "#domain/influence";

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);

export const influenceEventSchema = z.object({
  name: z.string().min(1).max(80),
  from: day,
  to: day,
}) satisfies z.ZodType<InfluenceEvent>;

export const influenceSettingsSchema = z.object({
  holidays: z.string().min(2).max(20).nullable(),
  events: z.array(influenceEventSchema).max(5_000),
  columns: z.array(z.string().max(10_000)).max(50),
}) satisfies z.ZodType<InfluenceSettings>;

export const keptInfluencesSchema = z.object({
  settings: influenceSettingsSchema,
  use: z.enum(influenceUses),
}) satisfies z.ZodType<KeptInfluences>;
