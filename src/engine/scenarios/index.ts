/** Adjustments and scenarios as files. */
export { adjustmentsCsv, parseAdjustments, type ParsedAdjustment } from "./csv.ts";
export { parseScenario, readAdjustments, type ScenarioFile, scenarioText } from "./scenario-file.ts";
export { type JudgedSeries, type ShownForecast, valueAdded } from "./value-added.ts";
