/** Adjustments of forecasts, and scenarios: what a user puts on top of what the model says. */
export {
  type Adjustment,
  type AdjustmentChange,
  type AdjustmentEdit,
  adjustmentKinds,
  type AdjustmentShape,
  adjustmentShapes,
  type RangeRule,
  rangeRules,
  shareAt,
  usualRange,
} from "./adjustment.ts";
export {
  type AdjustedForecast,
  adjustForecast,
  adjustPaths,
  adjustQuantiles,
  linesOf,
  setSteps,
  type StepAdjustment,
} from "./adjust.ts";
export {
  addScenarioStep,
  emptyScenarioLog,
  type ScenarioChange,
  type ScenarioCommand,
  scenarioLimits,
  type ScenarioLog,
  scenarioOf,
  scenariosOf,
  type ScenarioStep,
} from "./log.ts";
export { adjustmentsOf, baseScenario, type HistoryEdit, type Scenario } from "./scenario.ts";
export type { ScenariosState } from "./state.ts";
export { addedVerdicts, type AdjustedExport, type ValueAdded, type ValueAddedReport } from "./value-added.ts";
