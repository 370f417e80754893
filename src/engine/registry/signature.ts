/** Public models come without a manifest of ours; what can be told from their inputs and outputs makes one. */
import { EngineError } from "#domain/errors";
import type { ModelDescription } from "#domain/model";
import { maxHorizonSteps, minContextSteps } from "#domain/series";
import { checkExternalFiles } from "./external-files.ts";
import { maxSampleNumbers, maxSamples, type Manifest } from "./manifest.ts";
import type { OnnxFile, OnnxTensor } from "./onnx-file.ts";
import { isAllowed, isRandom } from "./operators.ts";

/** Levels by their count, as the published models have them; any other count has no agreed meaning. */
const levelsByCount: ReadonlyMap<number, readonly number[]> = new Map([
  // Chronos-Bolt and many others.
  [9, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]],
  // Chronos-2.
  [
    21,
    [
      0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95,
      0.99,
    ],
  ],
]);
/** For an input whose length the file leaves open. */
const openContextSteps = 512;
/** Chronos-2's second input: windows of one group see each other. */
const groupIdsName = "group_ids";
const largestContextSteps = 16_384;
const maxNodes = 200_000;
/** Older files mean other operators by the same names. */
const oldestOpset = 7;

/** What a graph cannot say about itself, as far as the user says it. Steps are of use only where the file leaves the size open. */
export type SignatureChoices = Pick<
  ModelDescription,
  "output" | "levels" | "contextSteps" | "horizonSteps" | "missing"
>;

export type Signature = Pick<Manifest, "input" | "output" | "context" | "horizon" | "rollout" | "stochastic">;

/** Sizes of a model's input and output; null where the file leaves them open. */
export interface SignatureFacts {
  readonly input: OnnxTensor;
  readonly groupIds: OnnxTensor | null;
  readonly output: OnnxTensor;
  readonly batch: number | null;
  readonly contextSteps: number | null;
  /** The output's two axes behind the batch. */
  readonly axes: readonly [number | null, number | null];
}

/**
 * Refuses what must not or cannot run, whatever a manifest says.
 *
 * @throws EngineError "model-refused" with a sentence for the user
 */
export function checkOnnxFile(file: OnnxFile, fileName: string): void {
  const foreign = file.operators.filter((operator) => !isAllowed(operator));
  if (foreign.length > 0) {
    const names = foreign.slice(0, 3).map(({ domain, name }) => (domain === "" ? name : `${domain}.${name}`));
    const more = foreign.length > 3 ? ` and ${foreign.length - 3} more` : "";
    throw refuse(`${fileName} needs operators that Fantail does not run: ${names.join(", ")}${more}.`);
  }
  if (file.opset < oldestOpset) {
    throw refuse(
      `${fileName} is written for opset ${file.opset} of ONNX; Fantail runs opset ${oldestOpset} and later.`,
      "Export the model again, for a later opset.",
    );
  }
  if (file.nodes > maxNodes) {
    throw refuse(`${fileName} has ${file.nodes} operators; Fantail accepts models with up to ${maxNodes}.`);
  }
  checkExternalFiles(file.externalFiles, fileName);
}

/**
 * What every forecasting model has: one input `[batch, context]` of numbers (and at most Chronos-2's groups), one output
 * `[batch, …, …]`.
 *
 * @throws EngineError "model-refused" that says what was found
 */
export function signatureFacts(file: OnnxFile, fileName: string): SignatureFacts {
  const hint = "Put a manifest.json beside the model that describes its input and output.";
  const groupIds = file.inputs.find((input) => input.name === groupIdsName);
  const [input, ...others] = file.inputs.filter((candidate) => candidate !== groupIds);
  if (input === undefined || others.length > 0 || input.type !== "float32" || input.shape.length !== 2) {
    throw refuse(
      `${fileName} is not a forecasting model that Fantail supports: its inputs are ${listed(file.inputs)}.`,
      hint,
    );
  }
  if (groupIds !== undefined && (groupIds.type !== "int64" || groupIds.shape.length !== 1)) {
    throw refuse(`${fileName}: ${listed([groupIds])} is not a list of groups.`, hint);
  }
  const candidates = file.outputs.filter((output) => output.type === "float32" && output.shape.length === 3);
  const [output] = candidates;
  if (output === undefined || candidates.length > 1) {
    throw refuse(
      `${fileName} is not a forecasting model that Fantail supports: its outputs are ${listed(file.outputs)}.`,
      hint,
    );
  }
  const [, second, third] = output.shape;
  return {
    input,
    groupIds: groupIds ?? null,
    output,
    batch: sizeOf(input.shape[0]),
    contextSteps: sizeOf(input.shape[1]),
    axes: [sizeOf(second), sizeOf(third)],
  };
}

/**
 * Recognises Chronos-Bolt's signature (`context [B, T] → quantiles [B, 9, H]`), Chronos-2's (the same with `group_ids`, 21
 * levels), their like with the last two axes swapped, and, with the user's choices, any `[B, T] → [B, H, L]`, `[B, L, H]`
 * (quantiles) or `[B, H, S]` (samples).
 *
 * @throws EngineError "model-refused" that says what was found, or what is still to be said
 */
export function recogniseSignature(file: OnnxFile, fileName: string, choices: SignatureChoices = {}): Signature {
  const facts = signatureFacts(file, fileName);
  const contextSteps = agreed(
    facts.contextSteps,
    choices.contextSteps,
    openContextSteps,
    `${fileName} takes`,
    "context",
  );
  if (contextSteps < minContextSteps || contextSteps > largestContextSteps) {
    throw refuse(
      `${fileName}: a context of ${contextSteps} steps is outside the supported range (${minContextSteps} to ${largestContextSteps}).`,
    );
  }
  const isRandomised = file.operators.some(isRandom);
  const described =
    choices.output === "samples"
      ? samplesOf(facts, fileName, choices)
      : quantilesOf(facts, fileName, choices, isRandomised);
  const { native } = described.horizon;
  if (native < 1 || native > maxHorizonSteps) {
    throw refuse(`${fileName}: a horizon of ${native} steps is outside the supported range (1 to ${maxHorizonSteps}).`);
  }
  const numbers = native * (described.output.samples ?? 0);
  if (numbers > maxSampleNumbers) {
    throw refuse(
      `${fileName} returns ${numbers} numbers for one forecast; Fantail accepts up to ${maxSampleNumbers}.`,
      "Export the model with fewer samples or a shorter horizon.",
    );
  }
  return {
    input: {
      name: facts.input.name,
      shape: [facts.batch ?? "batch", contextSteps],
      dtype: "float32",
      missing: choices.missing ?? "nan",
      padding: "left",
      ...(facts.groupIds === null ? {} : { groupIds: groupIdsName }),
    },
    context: { min: 1, max: contextSteps },
    stochastic: isRandomised,
    ...described,
  };
}

type Described = Pick<Signature, "output" | "horizon" | "rollout">;

function quantilesOf(
  facts: SignatureFacts,
  fileName: string,
  choices: SignatureChoices,
  isRandomised: boolean,
): Described {
  const { axes, output } = facts;
  if (isRandomised) {
    throw refuse(
      `${fileName} draws random numbers, so its quantiles would change with every run.`,
      "Only a model that returns samples may do that.",
    );
  }
  const hint = "Say which quantile levels the output holds, or that it holds samples.";
  const unclear = (): EngineError =>
    refuse(`${fileName}: the shape of ${listed([output])} does not tell which quantile levels it holds.`, hint);
  if (choices.levels !== undefined) checkLevels(choices.levels);
  const isLevelsAxis = (size: number | null): boolean =>
    size !== null && (choices.levels === undefined ? levelsByCount.has(size) : size === choices.levels.length);
  let [isFirst, isLast] = axes.map(isLevelsAxis) as [boolean, boolean];
  if (isFirst && isLast && choices.horizonSteps !== undefined) {
    // Two axes that could be it: the horizon tells which is not.
    isFirst = axes[1] === choices.horizonSteps;
    isLast = axes[0] === choices.horizonSteps;
  }
  if (isFirst === isLast) {
    if (choices.levels === undefined || isFirst) throw unclear();
    throw refuse(`${fileName}: ${choices.levels.length} quantile levels do not fit its output, ${listed([output])}.`);
  }
  const size = isFirst ? axes[0] : axes[1];
  const levels = choices.levels ?? levelsByCount.get(size ?? 0);
  if (levels === undefined) throw unclear();
  const native = horizonOf(isFirst ? axes[1] : axes[0], fileName, choices);
  return {
    output: {
      name: output.name,
      kind: "quantiles",
      layout: isFirst ? "batch,levels,horizon" : "batch,horizon,levels",
      levels: [...levels],
    },
    horizon: { native, max: Math.max(native, maxHorizonSteps) },
    rollout: "quantile-paths",
  };
}

function samplesOf({ axes, output }: SignatureFacts, fileName: string, choices: SignatureChoices): Described {
  const [, samples] = axes;
  if (samples === null)
    throw refuse(
      `${fileName}: ${listed([output])} does not fix its number of samples.`,
      "Export the model with a fixed number of samples.",
    );
  if (samples < 2 || samples > maxSamples)
    throw refuse(`${fileName}: ${samples} samples are outside the supported range (2 to ${maxSamples}).`);
  const native = horizonOf(axes[0], fileName, choices);
  return {
    output: { name: output.name, kind: "samples", layout: "batch,horizon,samples", levels: [], samples },
    horizon: { native, max: native },
    rollout: "none",
  };
}

/** Levels that published models with such an output hold; null where two axes, or none, could be theirs. */
export function suggestLevels(axes: SignatureFacts["axes"]): readonly number[] | null {
  const found = axes.map((size) => levelsByCount.get(size ?? 0)).filter((levels) => levels !== undefined);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function horizonOf(size: number | null, fileName: string, { horizonSteps }: SignatureChoices): number {
  if (size === null && horizonSteps === undefined) {
    throw refuse(`${fileName} does not fix its horizon.`, "Say how many steps it forecasts in one run.");
  }
  return agreed(size, horizonSteps, 0, `${fileName} answers`, "horizon");
}

/** What the file says must be what the user says; where it says nothing, the user does. */
function agreed(
  found: number | null,
  said: number | undefined,
  otherwise: number,
  subject: string,
  word: string,
): number {
  if (found !== null && said !== undefined && found !== said) {
    throw refuse(`${subject} a ${word} of ${found} steps, not of ${said}.`);
  }
  return found ?? said ?? otherwise;
}

function checkLevels(levels: readonly number[]): void {
  const isRising = levels.every((level, index) => level > 0 && level < 1 && level > (levels[index - 1] ?? 0));
  // Charts and scores rest on the median.
  if (levels.length >= 3 && isRising && levels.includes(0.5)) return;
  throw refuse(
    "Quantile levels must be at least three rising fractions between 0 and 1, with 0.5 among them.",
    "For example 0.1, 0.5, 0.9.",
  );
}

const sizeOf = (size: number | string | undefined): number | null => (typeof size === "number" ? size : null);

function listed(tensors: readonly OnnxTensor[]): string {
  if (tensors.length === 0) return "none";
  return tensors.map(({ name, type, shape }) => `${name} ${type} [${shape.join(", ")}]`).join(", ");
}

function refuse(message: string, hint?: string): EngineError {
  return new EngineError("model-refused", message, hint === undefined ? {} : { hint });
}
