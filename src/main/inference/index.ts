export { DensityClient, type DensityQuestion } from "./density-client.ts";
export { InferencePool, inferenceProcesses } from "./inference-pool.ts";
export type { LoadOptions } from "./inference-slot.ts";
export { probeProvider } from "./provider-probe.ts";
export { type ThrowawayOptions, askThrowaway } from "./throwaway-inference.ts";
