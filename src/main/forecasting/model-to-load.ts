/** A manifest as the inference process wants it. */
import type { ModelToLoad } from "#contract/worker";
import { reportedLevels, type Manifest } from "#engine/registry";

export function modelToLoad(manifest: Manifest, path: string): ModelToLoad {
  const { id, sha256, input, output, horizon } = manifest;
  const [batch, contextSteps] = input.shape;
  return {
    id,
    path,
    sha256,
    inputName: input.name,
    outputName: output.name,
    contextSteps,
    nativeHorizonSteps: horizon.native,
    levels: reportedLevels(output),
    layout: output.layout,
    ...(output.samples === undefined ? {} : { samples: { count: output.samples, hasDeviations: output.variance !== undefined } }),
    ...(output.variance === undefined ? {} : { variance: output.variance }),
    ...(input.seed === undefined ? {} : { seedName: input.seed }),
    ...(manifest.stochastic && input.seed === undefined ? { isRandom: true } : {}),
    ...(batch === "batch" ? {} : { fixedBatch: batch }),
    ...(input.groupIds === undefined ? {} : { groupIdsName: input.groupIds }),
    ...(input.missing === "nan" ? {} : { missing: input.missing }),
    ...(manifest.externalFiles === undefined ? {} : { externalFiles: manifest.externalFiles }),
  };
}
