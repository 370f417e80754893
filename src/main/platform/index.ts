export { sameBytes, withTemporary } from "./compare-files.ts";
export { FileLogger, type Logger } from "./logger.ts";
export { LogReader } from "./log-reader.ts";
export type { Notices } from "./notices.ts";
export { appOrigin, appScheme, contentSecurityPolicy, isOwnPage, resolveInside } from "./page-policy.ts";
export { paths } from "./paths.ts";
export { saveText } from "./save-file.ts";
export { SettingsStore } from "./settings.ts";
