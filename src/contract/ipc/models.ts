/** Models and devices, as the window manages them. */
import { z } from "zod";
import { deviceNames, frequencySchema, modelSchema, providerReportSchema } from "#contract/data";

const id = z.string().min(1).max(256);
const steps = z.int().min(1).max(100_000);

export const deviceSettingSchema = z.enum(["auto", ...deviceNames]);
export type DeviceSetting = z.infer<typeof deviceSettingSchema>;

/** Everything that is known about models and what runs them. */
export const modelsStateSchema = z.object({
  models: z.array(modelSchema),
  /** Used where no other is chosen. */
  defaultModel: z.string(),
  /** The user's own choices; null: for every frequency that has none of its own. */
  defaults: z.array(z.object({ frequency: frequencySchema.nullable(), model: z.string() })),
  /** Folders among the user's models that hold none, and why. */
  unreadable: z.array(z.object({ folder: z.string(), message: z.string() })),
  device: deviceSettingSchema,
  providers: z.array(providerReportSchema),
});
export type ModelsState = z.infer<typeof modelsStateSchema>;

/** What a file says about itself, for a person who has to say the rest. */
export const modelCandidateSchema = z.object({
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
      output: z.enum(["quantiles", "samples"]),
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
export type ModelCandidate = z.infer<typeof modelCandidateSchema>;

/** What the user says of a model; whatever is absent is taken from its file. */
export const modelDescriptionSchema = z.strictObject({
  name: z.string().trim().min(1).max(80).exactOptional(),
  licence: z.string().trim().min(1).max(80).exactOptional(),
  output: z.enum(["quantiles", "samples"]).exactOptional(),
  levels: z.array(z.number()).max(999).exactOptional(),
  contextSteps: steps.exactOptional(),
  horizonSteps: steps.exactOptional(),
  missing: z.enum(["nan", "last", "zero"]).exactOptional(),
  frequency: frequencySchema.exactOptional(),
});
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

const nothing = z.object({});

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
