export { DeviceFile } from "./device-file.ts";
export { Devices } from "./devices.ts";
export { ModelAdmin, type ModelAdminOptions, type ModelSettings, everyFrequency } from "./model-admin.ts";
export { ModelStore, purge } from "./model-store.ts";
