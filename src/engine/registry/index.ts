/** What is known about models before they run. */
export { manifestSchema, outputLayouts, parseManifest, type Manifest, type OutputLayout } from "./manifest.ts";
