export { HelpMenu } from "./help-menu.tsx";
export { shortcutsDialog } from "./later.ts";
