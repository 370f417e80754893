/** Devices that run models. */
export { deviceSettings, isFp16, providerOfDevice, withFp16, type DeviceSetting } from "./device.ts";
export type { ProviderReport } from "./report.ts";
