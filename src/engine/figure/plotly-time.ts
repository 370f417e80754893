import type { Frequency } from "#domain/series";
import { conventions } from "#engine/format";

/** The format of `formatStep` as Plotly writes it (d3-time-format). */
export function plotlyStepFormat(frequency?: Frequency): string {
  switch (frequency?.unit) {
    case "year":
      return "%Y";
    case "quarter":
      return "Q%q %Y";
    case "month":
      return plotlyMonthFormat();
    case "week":
    case "day":
    case "businessDay":
      return plotlyDayFormat();
    case "second":
      return `${plotlyDayFormat()} %H:%M:%S`;
    default:
      return `${plotlyDayFormat()} %H:%M`;
  }
}

const parts: Readonly<Record<string, string>> = { yyyy: "%Y", mmm: "%b", mm: "%m", dd: "%d", d: "%-d" };

/** `formatDay` for Plotly. */
export function plotlyDayFormat(): string {
  return conventions().date.replaceAll(/yyyy|mmm|mm|dd|d/g, (part) => parts[part] ?? part);
}

/** `formatDayOfMonth` for Plotly. */
export function plotlyDayOfMonthFormat(): string {
  const { date } = conventions();
  if (date === "dd.mm.yyyy") return "%d.%m.";
  return plotlyDayFormat().replace(/^%Y[-/]|,? %Y$|\/%Y$/, "");
}

/** `formatMonth` for Plotly. */
function plotlyMonthFormat(): string {
  const { date } = conventions();
  return date.startsWith("yyyy") ? `%Y${date.charAt(4)}%m` : "%b %Y";
}

/** Plotly reads a number on a date axis in the machine's own zone, and a text without offset as it stands. */
export function plotlyTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}

/** Marks of the numbers that Plotly writes itself. */
export function plotlySeparators(): string {
  const { decimal, group } = conventions();
  return `${decimal}${group}`;
}
