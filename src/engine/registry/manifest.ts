/** The manifest: everything that Fantail believes about a model before it has run it once. */
import { EngineError } from "#engine/errors";
import { z } from "zod";
import { isInnerPath } from "./external-files.ts";

const fraction = z.number().gt(0, "must lie between 0 and 1").lt(1, "must lie between 0 and 1");
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits");
/** A manifest can never point outside its own folder. */
const plainFileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be a plain file name without a folder")
  .refine((name) => !name.includes(".."), "must be a plain file name without a folder");

/** How a model wants missing values: as NaN, or filled with the last value before them, or with zero. */
export const missingRules = ["nan", "last", "zero"] as const;
export type MissingRule = (typeof missingRules)[number];

export const outputLayouts = ["batch,levels,horizon", "batch,horizon,levels", "batch,horizon,samples"] as const;
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
      .array(z.object({ file: z.string().refine(isInnerPath, "must be a plain file of the model's folder"), sha256, sizeBytes: z.int().nonnegative() }))
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
    }),
    output: z.object({
      name: z.string().min(1),
      kind: z.enum(["quantiles", "samples"]),
      layout: z.enum(outputLayouts),
      levels: z.array(fraction).max(999),
    }),
    /** Observed steps: fewer than `min` is no basis for a forecast, more than `max` is cut off at the old end. */
    context: z.object({ min: z.int().positive(), max: z.int().positive() }),
    /** Steps that one run gives, and the most that the rollout may be asked for. */
    horizon: z.object({ native: z.int().positive(), max: z.int().positive() }),
    rollout: z.enum(["quantile-paths", "none"]),
    frequencies: z.union([z.literal("any"), z.array(z.string().min(1)).min(1)]),
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
    } else if (layout !== "batch,horizon,samples") {
      refuse(["output", "layout"], "must be batch,horizon,samples for a model that gives samples");
    }
    if (levels.some((level, index) => index > 0 && level <= (levels[index - 1] ?? 1))) {
      refuse(["output", "levels"], "must rise from first to last");
    }
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
    if (manifest.rollout === "quantile-paths" && kind !== "quantiles") {
      refuse(["rollout"], "must be none for a model that gives samples");
    }
  });

export type Manifest = z.infer<typeof manifestSchema>;

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
