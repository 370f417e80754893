export { ModelsContext } from "./context.ts";
export { createModelManager } from "./model-manager.ts";
export { defaultModelSetting, deviceSetting, modelsDialog } from "./later.ts";
