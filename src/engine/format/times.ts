import type { Frequency } from "#domain/series";

/** Fixed English names: a picture must not change with the machine's language. */
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const two = (value: number): string => String(value).padStart(2, "0");
export const monthName = (date: Date): string => months[date.getUTCMonth()] ?? "";
export const clockTime = (date: Date): string => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;

/** One step's name as precise as the series' spacing and no more: "Dec 1960", "3 Mar 2024", "3 Mar 2024 14:00". */
export function formatStep(time: number, frequency?: Frequency): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  const year = String(date.getUTCFullYear());
  const day = `${date.getUTCDate()} ${monthName(date)} ${year}`;
  switch (frequency?.unit) {
    case "year":
      return year;
    case "quarter":
      return `Q${Math.floor(date.getUTCMonth() / 3) + 1} ${year}`;
    case "month":
      return `${monthName(date)} ${year}`;
    case "week":
    case "day":
    case "businessDay":
      return day;
    case "second":
      return `${day} ${clockTime(date)}:${two(date.getUTCSeconds())}`;
    default:
      return `${day} ${clockTime(date)}`;
  }
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
