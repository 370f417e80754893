import { z } from "zod";
import { bandsSchema } from "#contract/data";
import { nothing } from "./fields.ts";

export const themeSchema = z.enum(["system", "light", "dark"]);
export type Theme = z.output<typeof themeSchema>;

export const settingsRequests = {
  "settings:set": {
    args: z.object({
      theme: themeSchema.exactOptional(),
      bands: bandsSchema.exactOptional(),
      isRounded: z.boolean().exactOptional(),
    }),
    value: nothing,
  },
} as const;

export const settingsEvents = { "theme:changed": z.object({ theme: themeSchema, dark: z.boolean() }) } as const;
