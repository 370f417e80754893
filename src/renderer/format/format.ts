import { type Frequency, type SeriesSummary, dayMs, minuteMs } from "#domain/series";
import { formatStep, numberFormat, type NumberFormat } from "#engine/figure";

/**
 * The interface is in English, and the chart writes its own numbers the English way. One locale for everything keeps
 * text, fields and chart from disagreeing about what a comma means.
 */
export const locale = "en-US";

const integerFormat = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

/** 12345 → "12,345". */
export function formatCount(value: number): string {
  return integerFormat.format(value);
}

/** "1 series" and "2 series" share a word; most nouns don't. */
export function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A function that writes the numbers of one series the way its chart does. */
export function valueFormatter(values: Float64Array): NumberFormat {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest <= highest ? numberFormat(lowest, highest) : numberFormat(0, 1);
}

/** Stands where a text would be. */
export const missingText = "–";

/** A step's wall-clock time, as fine as its frequency and no finer. */
export function formatTime(time: number, frequency: Frequency): string {
  return Number.isFinite(time) ? formatStep(time, frequency) : missingText;
}

const adverbs: Record<Frequency["unit"], string> = {
  second: "Every second",
  minute: "Every minute",
  hour: "Hourly",
  day: "Daily",
  businessDay: "Business days",
  week: "Weekly",
  month: "Monthly",
  quarter: "Quarterly",
  year: "Yearly",
};

const unitNames: Record<Frequency["unit"], readonly [string, string]> = {
  second: ["second", "seconds"],
  minute: ["minute", "minutes"],
  hour: ["hour", "hours"],
  day: ["day", "days"],
  businessDay: ["business day", "business days"],
  week: ["week", "weeks"],
  month: ["month", "months"],
  quarter: ["quarter", "quarters"],
  year: ["year", "years"],
};

/** "Monthly", "Every 5 minutes". */
export function formatFrequency(frequency: Frequency): string {
  return frequency.count === 1 ? adverbs[frequency.unit] : `Every ${frequency.count} ${unitNames[frequency.unit][1]}`;
}

/** A stretch of steps in the user's words: 12 monthly steps are "12 months". */
export function formatSteps(steps: number, frequency: Frequency): string {
  return plural(steps * frequency.count, ...unitNames[frequency.unit]);
}

/** "2.4 MB". Decimal units, as file managers on all three platforms now show them, with one decimal below 10. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return plural(bytes, "byte", "bytes");
  let value = bytes;
  let unit = "";
  for (unit of ["kB", "MB", "GB", "TB"]) {
    value /= 1000;
    if (value < 999.5) break;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
}

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
  if (ms >= 999.5) return `${(ms / 1000).toFixed(1)} s`;
  return ms === 0 || ms >= 9.95 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
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

/** A probability level as people read it: 0.8 → "80 %" with a space that doesn't break. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)}\u00A0%`;
}

/** Start and end of a series: "1949-01 – 1960-12". */
export function formatSpan(series: SeriesSummary): string {
  const start = parseWallClock(series.start);
  const end = parseWallClock(series.end);
  return `${formatTime(start, series.frequency)} – ${formatTime(end, series.frequency)}`;
}

/** The same in days, where the series is long enough that nobody asks for the hour. */
export function formatDays(series: SeriesSummary): string {
  const days = (parseWallClock(series.end) - parseWallClock(series.start)) / dayMs;
  const isFine =
    series.frequency.unit === "hour" || series.frequency.unit === "minute" || series.frequency.unit === "second";
  return formatSpan(isFine && days >= 7 ? { ...series, frequency: { unit: "day", count: 1 } } : series);
}

/** Wall-clock milliseconds of an ISO text without a zone (a zone, where one is given, is taken as written). */
export function parseWallClock(iso: string): number {
  const bare = iso.replace(/(?:Z|[+-]\d\d:?\d\d)$/u, "");
  return Date.parse(bare.length <= 10 ? `${bare}T00:00:00Z` : `${bare}Z`);
}

/** Names for programs as people read them: "duplicate-timestamp" and "duplicateTimestamp" → "Duplicate timestamp". */
export function inWords(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/gu, "$1 $2")
    .replaceAll(/[-_]/gu, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
