/** What one cell says: a number, a time, a word for nothing. */
export { type MissingTokens, findSentinel, isMissingToken, missingTokens, noTokens } from "./missing-token.ts";
export { limitOf, splitMagnitude, withoutFlag, withoutMark } from "./marks.ts";
export { monthOfName } from "./month-name.ts";
export {
  type DecimalEvidence,
  type DecimalMark,
  addDecimalEvidence,
  noDecimalEvidence,
  parseNumber,
  splitUnit,
} from "./number-text.ts";
export {
  TimeReader,
  type TimeShape,
  dayNumber,
  dayOrder,
  isLeapYear,
  isoWeekMs,
  swapDayAndMonth,
  timeShapes,
  weeksOfIsoYear,
} from "./time-text.ts";
