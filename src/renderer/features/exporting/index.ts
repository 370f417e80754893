export { ExportingContext } from "./context.ts";
export { CopyNumbersButton } from "./copy-button.tsx";
export { ExportMenu } from "./export-menu.tsx";
export type { ExportingPorts } from "./exporting.ts";
export { detailsDialog, severalDialog } from "./later.ts";
export { exportingOf } from "./made.ts";
