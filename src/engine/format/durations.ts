import { minuteMs } from "#domain/series";
import { plural } from "./numbers.ts";
import { writeNumber } from "./written-number.ts";

/** "8 s", "3 min", "2 h", "30 days": a remaining time is an estimate, and one unit says so. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(Math.round(ms / 1000), 1);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** "0.4 ms", "31 ms", "3.7 s": a measured time, as fine as it matters. */
export function formatMs(ms: number): string {
  if (ms >= 9950) return formatDuration(ms);
  if (ms >= 999.5) return `${writeNumber(ms / 1000, 1)} s`;
  return ms === 0 || ms >= 9.95 ? `${Math.round(ms)} ms` : `${writeNumber(ms, 1)} ms`;
}

/** "used just now", "used 3 minutes ago", "used 12 days ago". */
export function formatAge(ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  if (minutes < 1) return "used just now";
  if (minutes < 60) return `used ${plural(minutes, "minute", "minutes")} ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `used ${plural(hours, "hour", "hours")} ago`
    : `used ${plural(Math.floor(hours / 24), "day", "days")} ago`;
}
