export { StorageContext } from "./context.ts";
export { createStorage } from "./storage.ts";
export { storageDialog } from "./later.ts";
