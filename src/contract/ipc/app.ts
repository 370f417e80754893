/** What the window has to know before it shows anything: nothing that waits for a model. */
import { z } from "zod";
import { commandIds } from "#domain/commands";
import { nothing } from "./fields.ts";
import { grantSchema, sampleSchema } from "./files.ts";
import { doctorPolicySchema as policySchema } from "#contract/data";
import { recommendedSchema, settingKeySchema, settingValuesSchema } from "./settings.ts";

export const appRequests = {
  "app:info": {
    args: nothing,
    value: z.object({
      version: z.string(),
      platform: z.string(),
      samples: z.array(sampleSchema),
      settings: settingValuesSchema,
      /** Settings that whoever manages the computer has decided. */
      managed: z.array(settingKeySchema),
      /** Defaults that they recommend instead of the usual ones. */
      recommended: recommendedSchema,
      /** Everything that they have decided, settings or not. */
      policies: z.array(policySchema),
      /** The system's, for numbers and dates: a BCP 47 tag. */
      locale: z.string(),
      /** Files that were opened while there was no page, on the command line or by a second start; in order, each granted. */
      openFiles: z.array(grantSchema),
    }),
  },
  /** What the models and methods of a forecast are called. */
  "app:methods": {
    args: nothing,
    value: z.object({
      /** Models without a file, `auto` first: it chooses for each series and origin. */
      composedModels: z.array(z.object({ id: z.string(), name: z.string(), description: z.string() })),
      /** Every statistical model with what its methods are named by, those that are only asked for by name, too. */
      forecasters: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          space: z.array(z.object({ name: z.string(), label: z.string() })),
        }),
      ),
    }),
  },
  /** Opens one more window beside this one, with nothing in it. */
  "window:open": { args: nothing, value: nothing },
  /** Closes the window that asks. */
  "window:close": { args: nothing, value: nothing },
} as const;

export const appEvents = {
  notice: z.object({ level: z.enum(["info", "warning", "error"]), message: z.string() }),
  /** Menu commands that act on the window's own state. */
  command: z.object({ name: z.enum(commandIds) }),
} as const;
