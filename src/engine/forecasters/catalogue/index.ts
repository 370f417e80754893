/** All forecasters. */
export { arima } from "#engine/forecasters/arima";
export type { Forecaster } from "#engine/forecasters/base";
export { seasonalNaive } from "#engine/forecasters/baseline";
export { combination } from "#engine/forecasters/ensemble";
export { croston, isIntermittent } from "#engine/forecasters/intermittent";
export { ets, multiSeasonal, theta } from "#engine/forecasters/smoothing";
