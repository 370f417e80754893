/** A manifest as the inference process wants it. */
import type { BandwidthRule, ModelToLoad } from "#contract/worker";
import { reportedLevels, type Manifest } from "#engine/registry";

/** The rule that follows several modes; few samples, or tied ones, get Silverman's. */
export const defaultBandwidth: BandwidthRule = "isj";

/** @param bandwidth of the kernels, for a model that gives samples */
export function modelToLoad(manifest: Manifest, path: string, bandwidth: BandwidthRule = defaultBandwidth): ModelToLoad {
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
    ...(output.samples === undefined ? {} : { samples: { count: output.samples, hasDeviations: output.variance !== undefined, bandwidth } }),
    ...(output.variance === undefined ? {} : { variance: output.variance }),
    ...(input.seed === undefined ? {} : { seedName: input.seed }),
    ...(manifest.stochastic && input.seed === undefined ? { isRandom: true } : {}),
    ...(batch === "batch" ? {} : { fixedBatch: batch }),
    ...(input.groupIds === undefined ? {} : { groupIdsName: input.groupIds }),
    ...(input.missing === "nan" ? {} : { missing: input.missing }),
    ...(manifest.externalFiles === undefined ? {} : { externalFiles: manifest.externalFiles }),
  };
}
