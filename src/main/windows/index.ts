export { createMainWindow, preloadPathIn } from "./main-window.ts";
export { installMenu } from "./menu.ts";
export { PageCrashes } from "./page-crashes.ts";
