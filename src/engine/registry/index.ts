/** Manifests and structure of models, before they run. */
export { reportedLevels, standardLevels } from "./manifest.ts";
export { manifestSchema, parseManifest, type Manifest, type OutputLayout } from "./manifest.ts";
export { readOnnxFile, type OnnxFile, type OnnxOperator, type OnnxTensor } from "./onnx-file.ts";
export { checkExternalFiles, isInnerPath } from "./external-files.ts";
export { checkOnnxFile, recogniseSignature, signatureFacts, suggestLevels, type Signature } from "./signature.ts";
