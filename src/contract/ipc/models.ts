/** Models and devices, as the window manages them. */
import { z } from "zod";
import { frequencySchema, modelSchema, providerReportSchema, type Received } from "#contract/data";
import { deviceSettings, type DeviceSetting } from "#domain/device";
import { missingRules, outputKinds, type ModelDescription, type ModelsState } from "#domain/model";
import { id, nothing } from "./fields.ts";

const steps = z.int().min(1).max(100_000);

export const deviceSettingSchema = z.enum(deviceSettings) satisfies z.ZodType<DeviceSetting>;

export const modelsStateSchema = z.object({
  models: z.array(modelSchema),
  defaultModel: z.string(),
  defaults: z.array(z.object({ frequency: frequencySchema.nullable(), model: z.string() })),
  unreadable: z.array(z.object({ folder: z.string(), message: z.string() })),
  device: deviceSettingSchema,
  providers: z.array(providerReportSchema),
}) satisfies z.ZodType<ModelsState>;

/** What a file says about itself, for a person who has to say the rest. */
const modelCandidateSchema = z.object({
  fileName: z.string(),
  sizeBytes: z.number().nonnegative(),
  parameters: z.number().nonnegative(),
  input: z.string(),
  output: z.string(),
  /** Set where a manifest lies beside the file: nothing is left to say then. */
  manifest: z
    .object({
      id: z.string(),
      version: z.string(),
      licence: z.string(),
      horizonSteps: z.int(),
      output: z.enum(outputKinds),
    })
    .nullable(),
  name: z.string(),
  /** null where the file leaves it open. */
  contextSteps: z.number().nullable(),
  /** The output's two axes behind the batch. */
  axes: z.tuple([z.number().nullable(), z.number().nullable()]),
  /** Levels that models with such an output have; null where there is no custom. */
  levels: z.array(z.number()).nullable(),
});
export type ModelCandidate = Received<typeof modelCandidateSchema>;

const modelDescriptionSchema = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  licence: z.string().trim().min(1).max(80).optional(),
  output: z.enum(outputKinds).optional(),
  levels: z.array(z.number()).max(999).optional(),
  contextSteps: steps.optional(),
  horizonSteps: steps.optional(),
  missing: z.enum(missingRules).optional(),
  frequency: frequencySchema.optional(),
}) satisfies z.ZodType<ModelDescription>;

export const modelRequests = {
  "models:list": { args: nothing, value: modelsStateSchema },
  /** Lets the user choose a model's file; null when the dialog was closed. */
  "models:choose": {
    args: nothing,
    value: z.object({ grant: id, name: z.string(), sizeBytes: z.number() }).nullable(),
  },
  "models:inspect": { args: z.object({ grant: id }), value: modelCandidateSchema },
  "models:import": { args: z.object({ grant: id, description: modelDescriptionSchema }), value: modelSchema },
  /** Of the user's own; until the application ends it can be restored. */
  "models:remove": { args: z.object({ id }), value: nothing },
  "models:restore": { args: z.object({ id }), value: nothing },
  "models:rename": { args: z.object({ id, name: z.string().trim().min(1).max(80) }), value: nothing },
  /** Checks the hash and tries the model in a process of its own. */
  "models:verify": { args: z.object({ id }), value: modelSchema },
  /** `frequency` null: for every frequency that has none of its own; `model` null: none. */
  "models:default": { args: z.object({ frequency: frequencySchema.nullable(), model: id.nullable() }), value: nothing },
  "device:set": { args: z.object({ device: deviceSettingSchema }), value: nothing },
} as const;

export const modelEvents = { "models:changed": modelsStateSchema } as const;
