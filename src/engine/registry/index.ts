/** What is known about models before they run. */
export { reportedLevels, standardLevels, suitsFrequency } from "./manifest.ts";
export {
  manifestSchema,
  missingRules,
  parseManifest,
  type Manifest,
  type MissingRule,
  type OutputLayout,
} from "./manifest.ts";
export { readOnnxFile, type OnnxFile, type OnnxOperator, type OnnxTensor } from "./onnx-file.ts";
export { checkExternalFiles, isInnerPath } from "./external-files.ts";
export {
  checkOnnxFile,
  recogniseSignature,
  signatureFacts,
  suggestLevels,
  type Signature,
  type SignatureChoices,
} from "./signature.ts";
