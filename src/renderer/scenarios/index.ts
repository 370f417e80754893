export { createAdjustedObserver } from "./adjusted-observer.ts";
export { type Adjusting, type AdjustmentForm, createAdjusting, createAdjustingStore } from "./adjusting.ts";
export {
  AdjustingContext,
  ScenariosContext,
  useActiveScenarios,
  useAdjusting,
  useAdjustingState,
  useScenarios,
  useScenariosState,
  useSeriesAdjustments,
} from "./context.ts";
export { createScenarios, scenarioIn, type Scenarios, seriesAdjustments } from "./scenarios.ts";
