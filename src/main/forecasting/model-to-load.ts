/** A manifest as the inference process wants it. */
import type { ModelToLoad } from "#contract/worker";
import { EngineError } from "#engine/errors";
import type { Manifest } from "#engine/registry";

/** @throws EngineError "model-refused" for a model of a kind that this version does not run */
export function modelToLoad(manifest: Manifest, path: string): ModelToLoad {
  const { id, sha256, input, output, horizon } = manifest;
  if (output.kind !== "quantiles" || output.layout === "batch,horizon,samples") {
    throw new EngineError("model-refused", `Model ${id} gives samples; this version of Fantail runs models that give quantiles.`);
  }
  const [batch, contextSteps] = input.shape;
  return {
    id,
    path,
    sha256,
    inputName: input.name,
    outputName: output.name,
    contextSteps,
    nativeHorizonSteps: horizon.native,
    levels: output.levels,
    layout: output.layout,
    ...(batch === "batch" ? {} : { fixedBatch: batch }),
    ...(input.groupIds === undefined ? {} : { groupIdsName: input.groupIds }),
    ...(input.missing === "nan" ? {} : { missing: input.missing }),
    ...(manifest.externalFiles === undefined ? {} : { externalFiles: manifest.externalFiles }),
  };
}
