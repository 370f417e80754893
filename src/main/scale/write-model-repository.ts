/** Models as inference servers take them: Triton's model repository, and KServe services over it. */
import type { Manifest } from "#engine/registry";
import { type ModelFile, readModelFile, requirePlain, writeFolder } from "./exportable.ts";

/** Windows of one run on a server, which may put those of several requests together. */
const maxBatch = 256;
/** How long it may wait for others: what a user hardly notices. */
const queueDelayMicroseconds = 2_000;

/**
 * @returns the names of the files
 * @throws EngineError model-refused, model-damaged, cannot-write
 */
export async function writeModelRepository(folder: string, models: readonly ModelFile[]): Promise<readonly string[]> {
  const files: Record<string, string | Uint8Array> = {};
  for (const model of models) {
    const { manifest } = model;
    requirePlain(model);
    files[`${manifest.id}/config.pbtxt`] = tritonConfig(manifest);
    files[`${manifest.id}/1/model.onnx`] = await readModelFile(model);
  }
  files["kserve.yaml"] = models.map(({ manifest }) => inferenceService(manifest)).join("---\n");
  return writeFolder(folder, files);
}

/** Text format of Triton's `ModelConfig`. */
export function tritonConfig({ id, version, sha256, input, output, horizon }: Manifest): string {
  return `name: ${quoted(id)}
platform: "onnxruntime_onnx"
max_batch_size: ${maxBatch}
input [
  { name: ${quoted(input.name)} data_type: TYPE_FP32 dims: [ ${input.shape[1]} ] }
]
output [
  { name: ${quoted(output.name)} data_type: TYPE_FP32 dims: [ ${output.levels.length}, ${horizon.native} ] }
]
dynamic_batching { max_queue_delay_microseconds: ${queueDelayMicroseconds} }
instance_group [ { kind: KIND_AUTO count: 1 } ]
version_policy { latest { num_versions: 1 } }
parameters { key: "fantail.version" value { string_value: ${quoted(version)} } }
parameters { key: "fantail.sha256" value { string_value: ${quoted(sha256)} } }
`;
}

/** The repository's place is the one thing that only its administrator knows. */
export function inferenceService({ id, version, sha256 }: Manifest): string {
  return `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: ${quoted(id.replaceAll(".", "-"))}
  annotations:
    fantail/version: ${quoted(version)}
    fantail/sha256: ${quoted(sha256)}
spec:
  predictor:
    model:
      modelFormat:
        name: triton
      protocolVersion: v2
      # Where this folder was copied to; Triton takes its subfolder ${id}.
      storageUri: pvc://fantail-models/repository
      args:
        - --model-control-mode=explicit
        - --load-model=${id}
      resources:
        requests:
          cpu: "2"
          memory: 2Gi
`;
}

/** As both formats read it: a JSON string. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
