export { StorageContext } from "./context.ts";
export { createStorage } from "./storage.ts";
export { budgetSetting, storageDialog, storagePanel } from "./later.ts";
