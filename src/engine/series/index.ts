/** What a regular series is: its frequency, the calendar that it steps through, and its seasons. */
export {
  dayMs,
  dayOfWeek,
  daysInMonth,
  fixedStepMs,
  formatTimestamp,
  hourMs,
  isWeekend,
  minuteMs,
  secondMs,
  stepMonths,
  timeAt,
  timesAfter,
  utcMs,
  weekMs,
} from "./calendar.ts";
export { nonNegativeSteps } from "./bound.ts";
export { formatFrequency, isSameFrequency, parseFrequency } from "#domain/series";
export type { Frequency, FrequencyUnit } from "#domain/series";
export { defaultHorizon, detectSeasonLengths, seasonLengths } from "./seasonality.ts";
export {
  formatOffset,
  formatSpan,
  formatTimestamps,
  type TimeZone,
  utcOffsets,
  wallClockIn,
  zoneNamed,
  zoneOfOffset,
} from "./zone.ts";
