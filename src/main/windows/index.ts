export { createWindow, preloadPathIn } from "./create-window.ts";
export { installMenu } from "./menu.ts";
export { HiddenPrinter } from "./page-printer.ts";
export { WindowRegistry } from "./window-registry.ts";
export type { RecentName } from "./menu-template.ts";
