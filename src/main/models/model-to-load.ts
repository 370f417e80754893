/** A manifest as the inference process wants it. */
import { dirname, join } from "node:path";
import type { ModelToLoad } from "#contract/worker";
import { reportedLevels, type Manifest } from "#engine/registry";

/** @param path of the model's own file; others lie beside it */
export function modelToLoad(manifest: Manifest, path: string): ModelToLoad {
  const { id, sha256, input, output, horizon, shorter, fp16 } = manifest;
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
    ...(output.samples === undefined
      ? {}
      : { samples: { count: output.samples, hasDeviations: output.variance !== undefined } }),
    ...(output.variance === undefined ? {} : { variance: output.variance }),
    ...(input.seed === undefined ? {} : { seedName: input.seed }),
    ...(manifest.stochastic && input.seed === undefined ? { isRandom: true } : {}),
    ...(batch === "batch" ? {} : { fixedBatch: batch }),
    ...(input.groupIds === undefined ? {} : { groupIdsName: input.groupIds }),
    ...(input.missing === "nan" ? {} : { missing: input.missing }),
    ...(shorter === undefined
      ? {}
      : {
          shorter: shorter.map(({ steps, file, sha256: hash }) => ({
            steps,
            path: join(dirname(path), file),
            sha256: hash,
          })),
        }),
    ...(fp16 === undefined ? {} : { fp16: { path: join(dirname(path), fp16.file), sha256: fp16.sha256 } }),
    ...(manifest.externalFiles === undefined ? {} : { externalFiles: manifest.externalFiles }),
  };
}
