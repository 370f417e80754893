/** Turns requests for forecasts into batches for a runner: single flight, priorities, retries, cancellation. */
export { BatchSizer, type BatchSizerLimits } from "./batch-sizer.ts";
export { Counters, countNames, type CountName } from "./counters.ts";
export { deviceChanged, followDevice, isDeviceChanged } from "./device-changed.ts";
export {
  Dispatcher,
  type DispatcherLimits,
  type DispatcherPorts,
  type ForecastRequest,
  type RangeEnd,
} from "./dispatcher.ts";
export { LatencyHistogram, type LatencySummary } from "./latency-histogram.ts";
export { RateMeter } from "./rate-meter.ts";
export {
  type BatchInput,
  type BatchRun,
  type BatchRunner,
  type ComputedForecast,
  type FailedWindow,
  type ForecastColumn,
  type WindowSource,
} from "./ports.ts";

// The domain's own door has these; their old names here go once everything asks there.
export type { DensityColumns as PerStepDensity, FinishedWindow, WindowToFinish } from "#domain/forecast";
