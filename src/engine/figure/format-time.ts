import type { StepUnit } from "./fan-input.ts";

/** Fixed English names: a picture must not change with the machine's language. */
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

const two = (value: number): string => String(value).padStart(2, "0");
export const monthName = (date: Date): string => months[date.getUTCMonth()] ?? "";
export const clockTime = (date: Date): string => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;

/** One step's name as precise as the series' spacing and no more: "Dec 1960", "3 Mar 2024", "3 Mar 2024 14:00". */
export function formatStep(time: number, frequency?: StepUnit): string {
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

/** Plotly's name for the same format (d3-time-format). */
export function plotlyStepFormat(frequency?: StepUnit): string {
  switch (frequency?.unit) {
    case "year":
      return "%Y";
    case "quarter":
      return "Q%q %Y";
    case "month":
      return "%b %Y";
    case "week":
    case "day":
    case "businessDay":
      return "%-d %b %Y";
    case "second":
      return "%-d %b %Y %H:%M:%S";
    default:
      return "%-d %b %Y %H:%M";
  }
}

/** Plotly reads a number on a date axis in the machine's own zone, and a text without offset as it stands. */
export function plotlyTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}

/** A zone as people read it: "UTC", "UTC+02:00", "Europe/Berlin". */
export function zoneName(zone: string): string {
  return /^[+-]\d/.test(zone) ? `UTC${zone}` : zone.replaceAll("_", " ");
}
