/** What one cell says: a number, a time, a word for nothing. */
export { type MissingTokens, findSentinel, isMissingToken, missingTokens, noTokens } from "./missing-token.ts";
export { limitOf, splitMagnitude, withoutFlag, withoutMark } from "./marks.ts";
export { languagesOfMonths, monthOfName, monthWord } from "./month-name.ts";
export {
  type DecimalEvidence,
  type DecimalMark,
  addDecimalEvidence,
  noDecimalEvidence,
  parseNumber,
  splitUnit,
} from "./number-text.ts";
export { dayNumber, isDate, isLeapYear, isoWeekMs, monthNumber, swapDayAndMonth, weeksOfIsoYear } from "./calendar.ts";
export { type DayOrder, TimeReader, dayOrder } from "./time-text.ts";
export { type DigitOrder, splitDigits } from "./digit-date.ts";
export { type TimeShape, indexOfShape, timeShapes } from "./time-shape.ts";
export { christianYear } from "./years.ts";
