import { sharedStore } from "#renderer/context";
import type { ManagerState, ModelManager } from "./model-manager.ts";

export const [ModelsContext, useModels, useModelsState] = sharedStore<ManagerState, ModelManager>("model manager");
