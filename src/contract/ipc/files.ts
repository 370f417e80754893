/** Files that the user chose. */
import { z } from "zod";
import type { Received } from "#contract/data";
import { id, nothing } from "./fields.ts";

/** The path itself stays in the main process. */
export const grantSchema = z.object({ grant: id, name: z.string(), sizeBytes: z.number().nonnegative() });
export type Grant = Received<typeof grantSchema>;

export const sampleSchema = z.object({ id, title: z.string(), description: z.string() });
export type Sample = Received<typeof sampleSchema>;

export const fileRequests = {
  "file:choose": { args: nothing, value: grantSchema.nullable() },
  "sample:open": { args: z.object({ id }), value: grantSchema },
} as const;

export const fileEvents = { "file:opened": grantSchema } as const;
