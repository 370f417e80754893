export { ImportingContext, useImportingState } from "./context.ts";
export { ImportDialog } from "./import-dialog.tsx";
export { ImportErrorCard } from "./import-error-card.tsx";
export { ImportProgressCard } from "./import-progress-card.tsx";
export { createImporting, type Importing } from "./importing.ts";
export { RescueDialog } from "./rescue-dialog.tsx";
