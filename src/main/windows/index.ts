export { createWindow, preloadPathIn } from "./create-window.ts";
export { installMenu } from "./menu.ts";
export { WindowRegistry } from "./window-registry.ts";
