export { StorageContext } from "./context.ts";
export { createStorage } from "./storage.ts";
export { storageDialog, storagePanel } from "./later.ts";
