/** Computing with regular series: calendar, wall clock and seasons. */
export {
  dayOfWeek,
  daysInMonth,
  formatTimestamp,
  isWeekend,
  readTimestamp,
  timeAt,
  timesAfter,
  utcMs,
} from "./calendar.ts";
export { nonNegativeSteps } from "./bound.ts";
export { detectSeasonLengths, seasonEvidence, seasonLengths } from "./seasonality.ts";
export { calendarAfter, findStampRule, type StampRule } from "./stamp-rule.ts";
export {
  formatOffset,
  formatSpan,
  formatTimestamps,
  utcOffsets,
  wallClockIn,
  zoneNamed,
  zoneOfOffset,
} from "./zone.ts";
