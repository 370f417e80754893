import { z } from "zod";
import { doctorSchema, healthSchema } from "#contract/data";
import { checkedRequests } from "./checked.ts";
import { nothing } from "./fields.ts";

export const diagnosticsRequests = {
  "diagnostics:get": { args: nothing, value: doctorSchema },
  /** An answer came damaged: main writes that down. */
  "transit:damaged": { args: z.object({ name: z.enum(checkedRequests) }), value: nothing },
} as const;

export const diagnosticsEvents = { health: healthSchema } as const;
