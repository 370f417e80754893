export { VersionsContext } from "./context.ts";
export { VersionsButton } from "./versions-button.tsx";
export { versionsPage } from "./later.ts";
export { createVersions, type Versions } from "./versions.ts";
