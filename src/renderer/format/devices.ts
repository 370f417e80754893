import { isFp16, providerOfDevice } from "#domain/device";

const names: Readonly<Record<string, string>> = {
  auto: "Automatic",
  cpu: "Processor (cpu)",
  webgpu: "Graphics card (webgpu)",
  cuda: "NVIDIA (cuda)",
  dml: "DirectML (dml)",
  coreml: "Core ML (coreml)",
};

const places: Readonly<Record<string, string>> = {
  cpu: "this computer’s processor",
  webgpu: "this computer’s graphics card",
  cuda: "this computer’s NVIDIA card",
};

/** A device in lists: "Graphics card (webgpu), 16 bits". */
export function deviceName(device: string): string {
  return `${names[providerOfDevice(device)] ?? device}${isFp16(device) ? ", 16 bits" : ""}`;
}

/** Where something was computed: "this computer’s processor". */
export function devicePlace(device: string): string {
  return places[providerOfDevice(device)] ?? deviceName(device);
}
