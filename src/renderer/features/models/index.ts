export { ModelsContext } from "./context.ts";
export { createModelManager } from "./model-manager.ts";
export { modelsDialog } from "./later.ts";
