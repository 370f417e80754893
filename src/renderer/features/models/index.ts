export { ModelsContext } from "./context.ts";
export { createModelManager, type ModelManager } from "./model-manager.ts";
export { ModelsDialog } from "./models-dialog.tsx";
