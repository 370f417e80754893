/** From windows to forecasts of any horizon, over whatever runs the model. */
export { QuantileMixture } from "./quantile-mixture.ts";
export { forecastWindows } from "./rollout.ts";
export { answerRows, type InferenceRuntime, type ModelShape } from "./runtime.ts";
export type { RolloutRequest } from "./window-runs.ts";
