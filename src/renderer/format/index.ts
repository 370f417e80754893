export { countsThings, numbersOf } from "./counts.ts";
export {
  formatAge,
  formatBytes,
  formatCount,
  formatDays,
  formatDuration,
  formatFrequency,
  formatMs,
  formatShare,
  formatSpan,
  formatSteps,
  formatTime,
  inWords,
  locale,
  missingText,
  parseWallClock,
  plural,
} from "./format.ts";
