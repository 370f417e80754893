/** What computes. */
export { deviceNames, isFp16, providerOfDevice, withFp16, type DeviceSetting } from "./device.ts";
export type { ProviderReport } from "./report.ts";
