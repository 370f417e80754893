/** The plainest timestamps, read without a cursor: files have millions of them. */
import { hourMs, minuteMs, secondMs } from "#domain/series";

/** `2017-01-31` at the beginning of the text as 20170131; −1 where it is something else. */
export function isoDate(text: string): number {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return -1;
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || year < 0 || month < 0 || day < 0) return -1;
  return (century * 100 + year) * 10_000 + month * 100 + day;
}

/** The clock behind such a date, ` 10:00`, `T10:00:00`, to the end of the text: milliseconds since midnight or NaN. */
export function isoClock(text: string): number {
  const joint = text.charCodeAt(10);
  const hasSeconds = text.length === 19;
  if ((joint !== 32 && joint !== 84) || (text.length !== 16 && !hasSeconds)) return Number.NaN;
  if (text.charCodeAt(13) !== 58 || (hasSeconds && text.charCodeAt(16) !== 58)) return Number.NaN;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = hasSeconds ? twoDigits(text, 17) : 0;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return Number.NaN;
  return hour * hourMs + minute * minuteMs + second * secondMs;
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}
