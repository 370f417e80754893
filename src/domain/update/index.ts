/** Updates from a source that whoever manages the computer names. */
export type { AppliedUpdate, Installation, StagedUpdate, UpdateStatus } from "./status.ts";
export {
  compareVersions,
  manifestName,
  parseUpdateManifest,
  signatureName,
  type UpdateManifest,
  type UpdatePackage,
  updateRefused,
} from "./update.ts";
