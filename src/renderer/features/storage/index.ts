export { StorageContext } from "./context.ts";
export { StorageDialog } from "./storage-dialog.tsx";
export { createStorage, type Storage } from "./storage.ts";
