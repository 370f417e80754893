export { FolderChoiceContext, ImportingContext, useImportingState } from "./context.ts";
export { createFolderChoice } from "./folder-choice.ts";
export { ImportErrorCard } from "./import-error-card.tsx";
export { ImportProgressCard } from "./import-progress-card.tsx";
export { createImporting, type Importing } from "./importing.ts";
export { folderDialog, importDialog, rescueDialog } from "./later.ts";
export { usePaste } from "./use-paste.ts";
