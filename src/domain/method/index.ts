/** Configured forecasters, and how they are written. */
export {
  isConfigured,
  methodId,
  parseMethod,
  plainMethod,
  transforms,
  type Method,
  type Parameters,
  type ParameterValue,
  type Transform,
} from "./method.ts";
export { methodName, type NamedForecaster } from "./method-name.ts";
