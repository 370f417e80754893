export { HelpMenu } from "./help-menu.tsx";
export { shortcutsDialog, tour } from "./later.ts";
