export { ImportingContext, useImportingState } from "./context.ts";
export { ImportErrorCard } from "./import-error-card.tsx";
export { ImportProgressCard } from "./import-progress-card.tsx";
export { createImporting, type Importing } from "./importing.ts";
export { importDialog, rescueDialog } from "./later.ts";
