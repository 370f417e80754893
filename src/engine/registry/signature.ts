/** Public models come without a manifest of ours; what can be told from their inputs and outputs makes one. */
import { EngineError } from "#engine/errors";
import type { Manifest } from "./manifest.ts";
import type { OnnxFile, OnnxTensor } from "./onnx-file.ts";

/** Levels by their count, as the published models have them; any other count has no agreed meaning. */
const levelsByCount: ReadonlyMap<number, readonly number[]> = new Map([
  // Chronos-Bolt and many others.
  [9, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]],
  // Chronos-2.
  [21, [0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99]],
]);
/** For an input whose length the file leaves open. */
const openContextSteps = 512;
/** ONNX's own operators, the classical ones, and those of ONNX Runtime: what the runtime brings without a plug-in. */
const knownDomains = new Set(["ai.onnx.ml", "com.microsoft"]);
/** Chronos-2's second input: windows of one group see each other. */
const groupIdsName = "group_ids";
const largestContextSteps = 16_384;
const largestHorizonSteps = 1_024;

type Signature = Pick<Manifest, "input" | "output" | "context" | "horizon" | "rollout">;

/**
 * Refuses what must not or cannot run, whatever a manifest says.
 *
 * @throws EngineError "model-refused" with a sentence for the user
 */
export function checkOnnxFile(file: OnnxFile, fileName: string): void {
  const foreign = file.domains.filter((domain) => !knownDomains.has(domain));
  if (foreign.length > 0) {
    throw refuse(`${fileName} needs operators of its own (${foreign.join(", ")}), which Fantail does not load.`);
  }
  if (file.externalFiles.length > 0) {
    throw refuse(`${fileName} keeps its weights in other files (${file.externalFiles.slice(0, 3).join(", ")}).`, {
      hint: "Export the model as a single file.",
    });
  }
}

/**
 * Recognises Chronos-Bolt's signature (`context [B, T] → quantiles [B, 9, H]`), Chronos-2's (the same with `group_ids`, 21
 * levels) and their like with the last two axes swapped.
 *
 * @throws EngineError "model-refused" that says what was found
 */
export function recogniseSignature(file: OnnxFile, fileName: string): Signature {
  const hint = "Put a manifest.json beside the model that describes its input and output.";
  const groupIds = file.inputs.find((input) => input.name === groupIdsName);
  const [input, ...others] = file.inputs.filter((candidate) => candidate !== groupIds);
  if (input === undefined || others.length > 0 || input.type !== "float32" || input.shape.length !== 2) {
    throw refuse(`${fileName} is not a forecasting model that Fantail knows: its inputs are ${listed(file.inputs)}.`, { hint });
  }
  if (groupIds !== undefined && (groupIds.type !== "int64" || groupIds.shape.length !== 1)) {
    throw refuse(`${fileName}: ${listed([groupIds])} is not a list of groups.`, { hint });
  }
  const candidates = file.outputs.filter((output) => output.type === "float32" && output.shape.length === 3);
  const [output] = candidates;
  if (output === undefined || candidates.length > 1) {
    throw refuse(`${fileName} is not a forecasting model that Fantail knows: its outputs are ${listed(file.outputs)}.`, { hint });
  }

  const [, second, third] = output.shape;
  const isLevelsFirst = typeof second === "number" && levelsByCount.has(second);
  const isLevelsLast = typeof third === "number" && levelsByCount.has(third);
  const levels = levelsByCount.get(Number(isLevelsFirst ? second : third));
  const native = isLevelsFirst ? third : second;
  if (isLevelsFirst === isLevelsLast || levels === undefined || typeof native !== "number") {
    throw refuse(`${fileName}: which quantile levels ${listed([output])} holds cannot be told from its shape.`, { hint });
  }
  const [batch, steps] = input.shape;
  const contextSteps = typeof steps === "number" ? steps : openContextSteps;
  if (contextSteps < 8 || contextSteps > largestContextSteps || native < 1 || native > largestHorizonSteps) {
    throw refuse(`${fileName}: a context of ${contextSteps} and a horizon of ${native} steps are outside what Fantail handles.`);
  }
  return {
    input: {
      name: input.name,
      shape: [typeof batch === "number" ? batch : "batch", contextSteps],
      dtype: "float32",
      missing: "nan",
      padding: "left",
      ...(groupIds === undefined ? {} : { groupIds: groupIdsName }),
    },
    output: {
      name: output.name,
      kind: "quantiles",
      layout: isLevelsFirst ? "batch,levels,horizon" : "batch,horizon,levels",
      levels: [...levels],
    },
    context: { min: 1, max: contextSteps },
    horizon: { native, max: largestHorizonSteps },
    rollout: "quantile-paths",
  };
}

function listed(tensors: readonly OnnxTensor[]): string {
  if (tensors.length === 0) return "none";
  return tensors.map(({ name, type, shape }) => `${name} ${type} [${shape.join(", ")}]`).join(", ");
}

function refuse(message: string, details: { hint?: string } = {}): EngineError {
  return new EngineError("model-refused", message, details);
}
