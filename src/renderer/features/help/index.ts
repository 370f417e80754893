export { HelpMenu } from "./help-menu.tsx";
export { ShortcutsDialog } from "./shortcuts-dialog.tsx";
