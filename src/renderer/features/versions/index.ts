export { VersionsContext } from "./context.ts";
export { laterVersions, versionsPage } from "./later.ts";
