export { DensityClient, type DensityRequest } from "./density-client.ts";
export type { LoadOptions } from "./desired-models.ts";
export { InferencePool, inferenceProcesses } from "./inference-pool.ts";

export { probeProvider } from "./provider-probe.ts";
export { type ThrowawayOptions, runInThrowawayProcess } from "./throwaway-inference.ts";
