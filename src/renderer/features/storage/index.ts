export { StorageContext } from "./context.ts";
export { StorageDialog } from "./storage-dialog.tsx";
export { createStorage } from "./storage.ts";
