/** The texts of the window: the formats that it shares with exports and the command line, and words of its own. */
export {
  answerText,
  calibrationText,
  chanceText,
  formatStep,
  reliabilityText,
  type ThresholdContext,
  thresholdName,
  coverageText,
  formatAge,
  formatBytes,
  conventions,
  conventionsOf,
  dateOrder,
  formatCompact,
  formatCount,
  formatDuration,
  formatMs,
  formatPeriod,
  formatShare,
  formatSteps,
  frequencyName,
  formatCalendarSpan,
  parseWallClock,
  plural,
  setConventions,
  stepName,
  valueFormatter,
  verdictTexts,
} from "#engine/format";
export { isCountSeries, numberFormatOf, type ShownNumbers } from "./counts.ts";
export { exactText } from "./exact.ts";
export { errorFormat, fixed, percent, pText, pValue, signed } from "./error-format.ts";
export { deviceName, devicePlace } from "./devices.ts";
export { seasonBefore } from "./seasons.ts";
export { madeForText } from "./made-for.ts";
export { methodText } from "./methods.ts";
export { formatDays, formatEnd, formatSpan, formatTime } from "./times.ts";
export { capital, inWords, missingText } from "./words.ts";
export { fieldLocale } from "./locale.ts";
