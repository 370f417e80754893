/** The texts of the window: the formats that it shares with exports and the command line, and words of its own. */
export {
  calibrationText,
  coverageText,
  formatAge,
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatMs,
  formatShare,
  formatSteps,
  frequencyName,
  locale,
  formatCalendarSpan,
  parseWallClock,
  plural,
  stepName,
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
