/** From windows to quantile forecasts of any horizon, over whatever runs the model. */
export { normalScore } from "./normal-score.ts";
export { QuantileMixture } from "./quantile-mixture.ts";
export { forecastWindows, type RolloutRequest } from "./rollout.ts";
export type { InferenceRuntime, ModelShape } from "./runtime.ts";
