/** The manifest: everything that Fantail believes about a model before it has run it once. */
import { EngineError } from "#domain/errors";
import { missingRules, outputKinds, type ModelFrequencies } from "#domain/model";
import { frequencyUnits, quantities } from "#domain/series";
import { z } from "zod";
import { isInnerPath } from "./external-files.ts";

/** Samples per step that are worth drawing from, and numbers of one forecast that a cache of many can hold. */
export const maxSamples = 1_000;
export const maxSampleNumbers = 65_536;
/** A frequency as people write it: an optional count and a unit. */
const frequencyText = z
  .string()
  .regex(new RegExp(`^([1-9][0-9]{0,4} )?(${frequencyUnits.join("|")})$`), 'must be like "5 minute" or "hour"');
const fraction = z.number().gt(0, "must lie between 0 and 1").lt(1, "must lie between 0 and 1");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits");
/** A manifest can never point outside its own folder. */
const plainFileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be a plain file name without a folder")
  .refine((name) => !name.includes(".."), "must be a plain file name without a folder");

export const outputLayouts = [
  "batch,levels,horizon",
  "batch,horizon,levels",
  "batch,horizon,samples",
  "batch,samples,horizon",
] as const;
export type OutputLayout = (typeof outputLayouts)[number];

export const manifestSchema = z
  .object({
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, "must be lower-case letters, digits, dots and hyphens"),
    name: z.string().min(1).max(80),
    version: z.string().min(1).max(40),
    licence: z.string().min(1).max(80),
    file: plainFileName,
    sha256,
    parameters: z.int().positive(),
    sizeBytes: z.int().positive(),
    /** Files beside the model's own that hold a part of its weights, as the ONNX file names them. */
    externalFiles: z
      .array(
        z.object({
          file: z.string().refine(isInnerPath, "must be a plain file of the model's folder"),
          sha256,
          sizeBytes: z.int().nonnegative(),
        }),
      )
      .optional(),
    /** The same model with matrices of 16 bits: smaller, and faster on devices that compute with these. */
    fp16: z.object({ file: plainFileName, sha256, sizeBytes: z.int().positive() }).optional(),
    /**
     * The same model for windows whose values all stand in their newest `steps`: less to compute, and the same forecast but for rounding.
     * Used on the processor, with the fewest steps that suit a window.
     */
    shorter: z
      .array(z.object({ steps: z.int().positive(), file: plainFileName, sha256, sizeBytes: z.int().positive() }))
      .max(4)
      .optional(),
    opset: z.int().positive(),
    input: z.object({
      name: z.string().min(1),
      /** A number instead of "batch": the model takes exactly so many windows at once. */
      shape: z.tuple([z.union([z.literal("batch"), z.int().positive().max(256)]), z.int().positive()]),
      dtype: z.literal("float32"),
      missing: z.enum(missingRules),
      padding: z.literal("left"),
      /** Name of a second input, int64 [batch]: every window becomes a group of its own. */
      groupIds: z.string().min(1).optional(),
      /** Name of another input, int64 [batch]: what the model draws random numbers from. The same window gets the same seed. */
      seed: z.string().min(1).optional(),
    }),
    output: z.object({
      name: z.string().min(1),
      kind: z.enum(outputKinds),
      layout: z.enum(outputLayouts),
      /** Of a model that gives samples: those that forecasts are shown at; none for the usual ones. */
      levels: z.array(fraction).max(999),
      /** Samples per step. */
      samples: z.int().min(2).max(maxSamples).optional(),
      /** Output of the samples' shape with the variance that the model itself claims for each, or its natural logarithm. */
      variance: z.object({ name: z.string().min(1), scale: z.enum(["linear", "log"]) }).optional(),
    }),
    /** Observed steps: fewer than `min` is no basis for a forecast, more than `max` is cut off at the old end. */
    context: z.object({ min: z.int().positive(), max: z.int().positive() }),
    /** Steps that one run gives, and the most that the rollout may be asked for. */
    horizon: z.object({ native: z.int().positive(), max: z.int().positive() }),
    rollout: z.enum(["quantile-paths", "sample-paths", "none"]),
    /** The steps that it was made for, such as "5 minute" or "hour"; series with other steps are refused. */
    frequencies: z.union([z.literal("any"), z.array(frequencyText).min(1)]) satisfies z.ZodType<ModelFrequencies>,
    /** The quantity that it was made for; anything when absent. */
    quantity: z.enum(quantities).optional(),
    stochastic: z.boolean(),
    /** Version of what happens to a window before the model sees it; part of every cache key. */
    preprocessing: z.string().min(1),
  })
  .superRefine((manifest, context) => {
    const refuse = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: "custom", path, message });
    };
    const { levels, kind, layout } = manifest.output;
    if (kind === "quantiles") {
      if (levels.length < 3) refuse(["output", "levels"], "must name at least three quantile levels");
      if (!layout.includes("levels")) refuse(["output", "layout"], "must have an axis of levels");
      if (manifest.output.samples !== undefined) refuse(["output", "samples"], "belongs to models that give samples");
      if (manifest.output.variance !== undefined) refuse(["output", "variance"], "belongs to models that give samples");
      if (manifest.rollout === "sample-paths")
        refuse(["rollout"], "must not be sample-paths for a model that gives quantiles");
    } else {
      if (!layout.includes("samples")) refuse(["output", "layout"], "must have an axis of samples");
      const { samples, variance } = manifest.output;
      if (samples === undefined) refuse(["output", "samples"], "must say how many samples the model gives");
      const numbers = (samples ?? 0) * (variance === undefined ? 1 : 2) * manifest.horizon.max;
      if (numbers > maxSampleNumbers) {
        refuse(
          ["horizon", "max"],
          `must be smaller: one forecast would be ${numbers} numbers, and the maximum is ${maxSampleNumbers}`,
        );
      }
      if (levels.length === 1 || levels.length === 2)
        refuse(["output", "levels"], "must name no levels, or at least three");
      if (manifest.rollout === "quantile-paths")
        refuse(["rollout"], "must be sample-paths or none for a model that gives samples");
    }
    if (levels.some((level, index) => index > 0 && level <= (levels[index - 1] ?? 1))) {
      refuse(["output", "levels"], "must rise from first to last");
    }
    if (manifest.fp16?.file === manifest.file)
      refuse(["fp16", "file"], "must be a different file from the model's own");
    const [batch, contextSteps] = manifest.input.shape;
    for (const [index, { steps }] of (manifest.shorter ?? []).entries()) {
      if (steps <= (manifest.shorter?.[index - 1]?.steps ?? 0) || steps >= contextSteps)
        refuse(["shorter", index, "steps"], "must rise, and stay below the length of the input");
    }
    if (
      manifest.shorter !== undefined &&
      (batch !== "batch" || manifest.input.missing !== "nan" || manifest.stochastic)
    )
      refuse(["shorter"], "belongs to models that take any batch and NaN, and draw no random numbers");
    if (manifest.context.min > manifest.context.max) refuse(["context", "min"], "must not exceed context.max");
    if (manifest.context.max > manifest.input.shape[1]) {
      refuse(["context", "max"], "must not exceed the length of the input");
    }
    if (manifest.horizon.max < manifest.horizon.native) {
      refuse(["horizon", "max"], "must not be below horizon.native");
    }
    if (manifest.rollout === "none" && manifest.horizon.max !== manifest.horizon.native) {
      refuse(["horizon", "max"], "must equal horizon.native for a model without a rollout rule");
    }
  });

export type Manifest = z.infer<typeof manifestSchema>;

/** Levels of forecasts whose model gives samples and names none: the bundled models' own. */
export const standardLevels: readonly number[] = [
  0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975,
];

/** The levels that a model's forecasts are shown at. */
export function reportedLevels({ kind, levels }: Manifest["output"]): readonly number[] {
  return kind === "samples" && levels.length === 0 ? standardLevels : levels;
}

/**
 * Reads a manifest.
 *
 * @param text the file's content
 * @param fileName how the file is called in the message
 * @throws EngineError "model-damaged" that names the file and the first field that is wrong
 */
export function parseManifest(text: string, fileName: string): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new EngineError("model-damaged", `${fileName} is not valid JSON.`, { cause: error });
  }
  const parsed = manifestSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  const place = field === "" ? fileName : `${fileName}: "${field}"`;
  throw new EngineError("model-damaged", `${place}: ${issue?.message ?? "is not a manifest"}.`);
}
