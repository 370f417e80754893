/** What is known about models before they run. */
export { manifestSchema, parseManifest, type Manifest, type OutputLayout } from "./manifest.ts";
export { readOnnxFile, type OnnxFile, type OnnxTensor } from "./onnx-file.ts";
export { checkOnnxFile, recogniseSignature } from "./signature.ts";
