export { DeviceFile } from "./device-file.ts";
export { DeviceMeasurement } from "./device-measurement.ts";
export { Devices } from "./devices.ts";
export { ModelAdmin, type ModelAdminOptions, preferredModel } from "./model-admin.ts";
export { ModelStore, purge } from "./model-store.ts";
