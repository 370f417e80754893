import type { Frequency } from "#domain/series";

/** The format of `formatStep` as Plotly writes it (d3-time-format). */
export function plotlyStepFormat(frequency?: Frequency): string {
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
