/** Computing with regular series: the calendar that they step through, wall clocks, and seasons. */
export { dayOfWeek, daysInMonth, formatTimestamp, isWeekend, timeAt, timesAfter, utcMs } from "./calendar.ts";
export { nonNegativeSteps } from "./bound.ts";
export { detectSeasonLengths, seasonLengths } from "./seasonality.ts";
export {
  formatOffset,
  formatSpan,
  formatTimestamps,
  utcOffsets,
  wallClockIn,
  zoneNamed,
  zoneOfOffset,
} from "./zone.ts";

// The domain's own door has these; their old names here go once everything asks there.
export {
  dayMs,
  fixedStepMs,
  formatFrequency,
  hourMs,
  isSameFrequency,
  minuteMs,
  parseFrequency,
  secondMs,
  stepMonths,
  weekMs,
  type Frequency,
  type FrequencyUnit,
  type TimeZone,
} from "#domain/series";
