export { DensityClient, type DensityRequest } from "./density-client.ts";
export { InferencePool, inferenceProcesses } from "./inference-pool.ts";
export type { LoadOptions } from "./inference-slot.ts";
export { probeProvider } from "./provider-probe.ts";
export { type ThrowawayOptions, runInThrowawayProcess } from "./throwaway-inference.ts";
