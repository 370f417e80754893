/**
 * Numbers, sizes, durations, steps and times as people read them. The window, pictures and HTML reports write them by the
 * conventions that their user has; the command line by the fixed ones. Files for machines don't come here.
 */
export {
  conventions,
  type Conventions,
  conventionsOf,
  conventionsText,
  parseConventions,
  type DatePattern,
  fixedConventions,
  setConventions,
  withConventions,
  type WishedConventions,
} from "./conventions.ts";
export { formatAge, formatDuration, formatMs } from "./durations.ts";
export { calibrationText, coverageText, skillText, verdictTexts } from "./evidence.ts";
export { compactFormat, numberFormat, tickFormat, type NumberFormat } from "./number-format.ts";
export { formatBytes, formatCompact, formatCount, formatShare, plural, usualRange, valueFormatter } from "./numbers.ts";
export { formatHorizon, formatSteps, formatStepSpan, frequencyName, formatCalendarSpan, stepName } from "./steps.ts";
export {
  answerText,
  chanceText,
  limitText,
  reliabilityText,
  ruleText,
  summedText,
  sumText,
  stockText,
  type ThresholdContext,
  thresholdName,
} from "./thresholds.ts";
export { reconciliationText } from "./totals.ts";
export {
  clockTime,
  dateOrder,
  formatDay,
  formatDayOfMonth,
  formatMonth,
  formatPeriod,
  formatStep,
  monthName,
  parseWallClock,
  weekdayName,
  zoneName,
} from "./times.ts";
export { readNumber, writeNumber, writeShortest } from "./written-number.ts";
