/** Regular series, and the rules that apply to all of them. */
export {
  businessDaysPerWeek,
  dayMs,
  daysPerYear,
  fixedStepMs,
  hourMs,
  minuteMs,
  monthsPerYear,
  secondMs,
  stepMonths,
  stepsBetween,
  weekMs,
  weeksPerYear,
} from "./calendar.ts";
export { areCounts, wholeQuantiles } from "./counts.ts";
export { flagCodes, type FlagCode, type FlagSpan, type SeriesFlags } from "./flags.ts";
export {
  formatFrequency,
  frequencyUnits,
  isSameFrequency,
  parseFrequency,
  type Frequency,
  type FrequencyUnit,
} from "./frequency.ts";
export { defaultHorizon, maxHorizonSteps } from "./horizon.ts";
export { minContextSteps, oldestOrigin } from "./origin.ts";
export { quantities, type Quantity, quantityOf } from "./quantity.ts";
export { type IngestedSeries, searchedText, type SeriesRows, type SeriesSummary, type SeriesValues } from "./series.ts";
export type { TimeZone } from "./zone.ts";
