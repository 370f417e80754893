/** Execution providers by ONNX Runtime's names. */
const providerNames = ["cpu", "webgpu", "cuda", "dml", "coreml"] as const;
const fp16 = "+fp16";

/** An execution provider, or one with the file of a model whose matrices have 16 bits: "webgpu+fp16". */
export type DeviceName = (typeof providerNames)[number] | `${(typeof providerNames)[number]}${typeof fp16}`;

const deviceNames: readonly DeviceName[] = providerNames.flatMap((name) => [name, `${name}${fp16}` as const]);

/** What the user may choose; `auto` takes the fastest that computes the right numbers. */
export type DeviceSetting = "auto" | DeviceName;

export const deviceSettings: readonly DeviceSetting[] = ["auto", ...deviceNames];

export function withFp16(provider: string): string {
  return `${provider}${fp16}`;
}

export function isFp16(device: string): boolean {
  return device.endsWith(fp16);
}

/** The execution provider of a device, as ONNX Runtime calls it. */
export function providerOfDevice(device: string): string {
  return isFp16(device) ? device.slice(0, -fp16.length) : device;
}
