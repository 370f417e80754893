/** Exponential smoothing and models built on it. */
export { ets } from "./ets.ts";
export { additiveHoltWinters, dampedHolt, holt, multiplicativeHoltWinters, simpleSmoothing } from "./fixed-forms.ts";
export { multiSeasonal } from "./multi-seasonal.ts";
export { type AlphaRange, levelsBefore, type SimpleSmoothing, smooth } from "./simple-smoothing.ts";
export { theta } from "./theta.ts";
export { dynamicOptimisedTheta, dynamicTheta, optimisedTheta } from "./theta-forms.ts";
export { type EtsFit, fitEts } from "./ets-fit.ts";
export type { EtsForm } from "./ets-form.ts";
