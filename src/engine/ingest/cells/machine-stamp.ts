/** Times as programs write them: instants by their milliseconds, days by their number in the year. */
import { dayMs, hourMs, minuteMs, secondMs } from "#domain/series";
import { dayNumber, isLeapYear } from "./calendar.ts";
import type { TimeShape } from "./time-shape.ts";

/** What a machine's text says. */
export interface MachineStamp {
  /** Wall clock in milliseconds, the offset not applied. */
  readonly ms: number;
  readonly shape: TimeShape;
  /** Minutes east of UTC, NaN where the text has none. */
  readonly offsetMinutes: number;
  readonly hasClock: boolean;
}

/** `/Date(1698796800000+0100)/` of .NET, the day of the year `2024-005` with or without a clock; null for anything else. */
export function readMachineStamp(text: string): MachineStamp | null {
  return instant(text) ?? dayOfYear(text);
}

function instant(text: string): MachineStamp | null {
  const [, digits, sign, hours, minutes] =
    /^\s*\\?\/?(?:new )?Date\((-?\d{1,16})(?:([+-])(\d\d)(\d\d))?\)\\?\/?\s*$/i.exec(text) ?? [];
  if (digits === undefined) return null;
  const offsetMinutes =
    sign === undefined ? Number.NaN : (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const shift = offsetMinutes === offsetMinutes ? offsetMinutes * minuteMs : 0;
  // Days at midnight are days of a calendar.
  const ms = Number(digits) + shift;
  return { ms, shape: "instant", offsetMinutes, hasClock: ms % dayMs !== 0 };
}

function dayOfYear(text: string): MachineStamp | null {
  const match = /^\s*(\d{4})[-/.]?(\d{3})(?:[T\s](\d\d):(\d\d)(?::(\d\d))?(z)?)?\s*$/i.exec(text);
  if (match === null) return null;
  const [year = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 6).map((part) => Number(part ?? 0));
  if (year < 1500 || day < 1 || day > (isLeapYear(year) ? 366 : 365)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const clock = hour * hourMs + minute * minuteMs + second * secondMs;
  return {
    ms: (dayNumber(year, 1, 1) + day - 1) * dayMs + clock,
    shape: "day-of-year",
    offsetMinutes: match[6] === undefined ? Number.NaN : 0,
    hasClock: match[3] !== undefined,
  };
}
