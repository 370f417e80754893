export { VersionsContext } from "./context.ts";
export { createVersions, type Versions } from "./versions.ts";
export { VersionsPage } from "./versions-page.tsx";
