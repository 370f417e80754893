import { scaleUtc } from "d3-scale";
import { dayMs, minuteMs, weekMs } from "#domain/series";
import { clockTime, formatDay, formatDayOfMonth, monthName, weekdayName } from "#engine/format";
import { plotlyDayFormat, plotlyDayOfMonthFormat } from "./plotly-time.ts";

export interface TimeTick {
  readonly time: number;
  readonly label: string;
  /** The larger unit, named at the first tick and wherever it changes; empty in between. */
  readonly context: string;
}

/** Two-line labels for evenly chosen dates: the small unit on each tick, the large one only where it changes. */
export function timeTicks(dates: readonly Date[]): TimeTick[] {
  const first = dates[0];
  const second = dates[1];
  const spacing = first && second ? second.getTime() - first.getTime() : dayMs;
  let previous = "";
  return dates.map((date) => {
    const [label, context] = labelsOf(date, spacing);
    const isNew = context !== previous;
    previous = context;
    return { time: date.getTime(), label, context: isNew ? context : "" };
  });
}

const mostTicks = 8;

/** Labels for a stretch of time, about `count` of them, at the calendar's own round places. */
export function ticksOver([from, to]: readonly [number, number], count: number): TimeTick[] {
  const scale = scaleUtc().domain([from, to]);
  // Of one alone nobody could tell whether it is a day or a year.
  for (let wanted = Math.max(2, count); wanted <= mostTicks; wanted += 1) {
    const ticks = scale.ticks(wanted);
    if (ticks.length > 1) return timeTicks(ticks);
  }
  return timeTicks(scale.ticks(Math.max(2, count)));
}

/** The same for Plotly, by its own spacing of ticks: the second line is written only where it changes. */
export function timeTickFormats(): { dtickrange: [number | string | null, number | string | null]; value: string }[] {
  const day = plotlyDayFormat();
  const dayOfMonth = plotlyDayOfMonthFormat();
  return [
    { dtickrange: [null, 59_999], value: `%H:%M:%S\n${day}` },
    { dtickrange: [minuteMs, dayMs - 1], value: `%H:%M\n%a ${day}` },
    { dtickrange: [dayMs, 6 * dayMs], value: `%a ${dayOfMonth}\n%Y` },
    { dtickrange: [6 * dayMs, 27 * dayMs], value: `${dayOfMonth}\n%Y` },
    { dtickrange: ["M1", "M11"], value: "%b\n%Y" },
    { dtickrange: ["M12", null], value: "%Y" },
  ];
}

function labelsOf(date: Date, spacing: number): readonly [string, string] {
  const year = String(date.getUTCFullYear());
  if (spacing >= 360 * dayMs) return [year, ""];
  if (spacing >= 27 * dayMs) return [monthName(date), year];
  if (spacing >= weekMs) return [formatDayOfMonth(date), year];
  if (spacing >= dayMs) return [`${weekdayName(date)} ${formatDayOfMonth(date)}`, year];
  return [clockTime(date), `${weekdayName(date)} ${formatDay(date)}`];
}
