export { addedValue, addedValueOf } from "./added-value.ts";
export { ScenarioLogs } from "./scenario-logs.ts";
export { ScenarioForecasts } from "./scenario-forecasts.ts";
export { Scenarios } from "./scenarios.ts";
