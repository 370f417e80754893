/** Numbers, sizes, durations, steps and times as people read them: the same in the window, in exports and on the command line. */
export { formatAge, formatDuration, formatMs } from "./durations.ts";
export { calibrationText, coverageText, skillText, verdictTexts } from "./evidence.ts";
export { compactFormat, numberFormat, tickFormat, type NumberFormat } from "./number-format.ts";
export {
  formatBytes,
  formatCompact,
  formatCount,
  formatShare,
  locale,
  plural,
  usualRange,
  valueFormatter,
} from "./numbers.ts";
export { formatHorizon, formatSteps, formatStepSpan, frequencyName, formatCalendarSpan, stepName } from "./steps.ts";
export { clockTime, formatStep, monthName, parseWallClock, zoneName } from "./times.ts";
