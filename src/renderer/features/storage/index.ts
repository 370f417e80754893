export { StorageContext } from "./context.ts";
export { StorageDialog, StoragePanel } from "./storage-dialog.tsx";
export { createStorage } from "./storage.ts";
