export { ModelsContext } from "./context.ts";
export { createModelManager } from "./model-manager.ts";
export { ModelsDialog } from "./models-dialog.tsx";
