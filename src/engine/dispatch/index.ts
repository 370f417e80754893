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
export type {
  BatchInput,
  BatchRun,
  BatchRunner,
  ComputedForecast,
  FailedWindow,
  ForecastColumn,
  WindowSource,
} from "./ports.ts";
