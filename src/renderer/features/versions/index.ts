export { VersionsContext } from "./context.ts";
export { versionsPage } from "./later.ts";
export { createVersions, type Versions } from "./versions.ts";
