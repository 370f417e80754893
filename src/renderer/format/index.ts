export { countsThings, numbersOf } from "./counts.ts";
export { deviceName, devicePlace } from "./devices.ts";
export { formatAge, formatDuration, formatMs } from "./durations.ts";
export { formatBytes, formatCompact, formatCount, formatShare, locale, plural } from "./numbers.ts";
export { formatFrequency, formatSteps, madeForText, nameOfStretch, stepName } from "./steps.ts";
export { formatDays, formatEnd, formatSpan, formatTime, parseWallClock } from "./times.ts";
export { inWords, missingText } from "./words.ts";
