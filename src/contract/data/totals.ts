import { z } from "zod";
import { totalScopes, totalStatistics, type TotalsLook, type WantedStretch } from "#domain/totals";

export const wantedStretchSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("horizon") }),
  z.object({ kind: z.literal("next"), steps: z.int().positive() }),
  z.object({
    kind: z.literal("period"),
    unit: z.enum(["week", "month", "quarter", "year"]),
    place: z.int().nonnegative(),
  }),
  z.object({ kind: z.literal("times"), from: z.number(), to: z.number() }),
]) satisfies z.ZodType<WantedStretch>;

export const totalColumnsSchema = z.array(z.string().max(256)).max(20);

export const totalsLookSchema = z.object({
  stretch: wantedStretchSchema,
  statistic: z.enum(totalStatistics),
  scope: z.enum(totalScopes),
  columns: totalColumnsSchema,
  isReconciled: z.boolean(),
  plans: z.record(z.string().max(4096), z.number()),
}) satisfies z.ZodType<TotalsLook>;
