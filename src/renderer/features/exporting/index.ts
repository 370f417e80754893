export { ExportingContext } from "./context.ts";
export { ExportMenu } from "./export-menu.tsx";
export { createExporting, type Exporting } from "./exporting.ts";
