/** Tests a model on an execution provider in a separate process, where a driver's crash or hang does no harm. */
import type { ModelToLoad, ProviderProbe } from "#contract/worker";
import { runInThrowawayProcess, type ThrowawayOptions } from "./throwaway-inference.ts";

/** Drivers compile shaders at the first run; one that takes longer is unusable. */
const probeLimitMs = 60_000;

/** @throws EngineError with the reason why this provider is refused */
export function probeProvider(
  options: Omit<ThrowawayOptions, "limitMs"> & { readonly limitMs?: number; readonly windowsPerRun?: number },
  model: ModelToLoad,
  executionProvider: string,
): Promise<ProviderProbe> {
  const { windowsPerRun } = options;
  return runInThrowawayProcess(
    { limitMs: probeLimitMs, ...options },
    `probe-${executionProvider}`,
    (id) => ({
      type: "probe",
      id,
      model,
      executionProvider,
      ...(windowsPerRun === undefined ? {} : { windowsPerRun }),
    }),
    (message) => (message.type === "probed" ? message.probe : undefined),
  );
}
