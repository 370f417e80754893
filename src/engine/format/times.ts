import type { Frequency } from "#domain/series";
import { conventions } from "./conventions.ts";

/** English names, as the words of the interface and of pictures: a locale changes order and marks. */
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

const two = (value: number): string => String(value).padStart(2, "0");
const four = (year: number): string => (year >= 0 && year < 1000 ? String(year).padStart(4, "0") : String(year));
export const monthName = (date: Date): string => months[date.getUTCMonth()] ?? "";
export const weekdayName = (date: Date): string => weekdays[date.getUTCDay()] ?? "";
export const clockTime = (date: Date): string => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;

/** "3 Mar 2024", "2024-03-03", as the conventions in force have it. */
export function formatDay(date: Date): string {
  const pattern = conventions().date;
  return pattern.replaceAll(/yyyy|mmm|mm|dd|d/g, (part) => {
    if (part === "yyyy") return pattern.includes("mmm") ? String(date.getUTCFullYear()) : four(date.getUTCFullYear());
    if (part === "mmm") return monthName(date);
    if (part === "mm") return two(date.getUTCMonth() + 1);
    return part === "dd" ? two(date.getUTCDate()) : String(date.getUTCDate());
  });
}

/** The order of day and month where days are written in digits alone; null where a name tells them apart. */
export function dateOrder(): "day-first" | "month-first" | "year-first" | null {
  const { date } = conventions();
  if (date.includes("mmm")) return null;
  if (date.startsWith("yyyy")) return "year-first";
  return date.startsWith("mm") ? "month-first" : "day-first";
}

/** The same without the year: "3 Mar", "Mar 3", "03-03". */
export function formatDayOfMonth(date: Date): string {
  switch (conventions().date) {
    case "d mmm yyyy":
      return `${date.getUTCDate()} ${monthName(date)}`;
    case "mmm d, yyyy":
      return `${monthName(date)} ${date.getUTCDate()}`;
    case "dd.mm.yyyy":
      return `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.`;
    case "dd/mm/yyyy":
      return `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}`;
    case "mm/dd/yyyy":
    case "yyyy/mm/dd":
      return `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}`;
    case "yyyy-mm-dd":
      return `${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  }
}

/** "Mar 2024"; where years stand first in digits, "2024-03". */
export function formatMonth(date: Date): string {
  const { date: pattern } = conventions();
  const year = date.getUTCFullYear();
  if (pattern === "yyyy-mm-dd") return `${four(year)}-${two(date.getUTCMonth() + 1)}`;
  if (pattern === "yyyy/mm/dd") return `${four(year)}/${two(date.getUTCMonth() + 1)}`;
  return `${monthName(date)} ${year}`;
}

/** One step's name as precise as the series' spacing and no more: "Dec 1960", "3 Mar 2024", "3 Mar 2024 14:00". */
export function formatStep(time: number, frequency?: Frequency): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  const year = String(date.getUTCFullYear());
  switch (frequency?.unit) {
    case "year":
      return year;
    case "quarter":
      return `Q${Math.floor(date.getUTCMonth() / 3) + 1} ${year}`;
    case "month":
      return formatMonth(date);
    case "week":
    case "day":
    case "businessDay":
      return formatDay(date);
    case "second":
      return `${formatDay(date)} ${clockTime(date)}:${two(date.getUTCSeconds())}`;
    default:
      return `${formatDay(date)} ${clockTime(date)}`;
  }
}

const periodName = /^(?<year>\d{4})-(?:Q(?<quarter>[1-4])|W(?<week>\d{2})|(?<month>\d{2}))$/;

/** A period of the calendar by its name in numbers, as people read it: 2026-Q4 is "Q4 2026", 2026-01 "Jan 2026", 2026-W05 "W5 2026". */
export function formatPeriod(name: string): string {
  const { year, quarter, week, month } = periodName.exec(name)?.groups ?? {};
  if (quarter !== undefined) return `Q${quarter} ${year}`;
  if (week !== undefined) return `W${Number(week)} ${year}`;
  return month === undefined ? name : formatMonth(new Date(`${name}-01T00:00:00Z`));
}

/** Wall-clock milliseconds of an ISO text without a zone (a zone, where one is given, is taken as written). */
export function parseWallClock(iso: string): number {
  const bare = iso.replace(/(?:Z|[+-]\d\d:?\d\d)$/u, "");
  return Date.parse(bare.length <= 10 ? `${bare}T00:00:00Z` : `${bare}Z`);
}

/** A zone as people read it: "UTC", "UTC+02:00", "Europe/Berlin". */
export function zoneName(zone: string): string {
  return /^[+-]\d/.test(zone) ? `UTC${zone}` : zone.replaceAll("_", " ");
}
