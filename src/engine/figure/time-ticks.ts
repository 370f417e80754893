import { dayMs, minuteMs } from "#domain/series";
import { clockTime, monthName } from "#engine/format";

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

/** The same for Plotly, by its own spacing of ticks: the second line is written only where it changes. */
export const timeTickFormats = [
  { dtickrange: [null, 59_999], value: "%H:%M:%S\n%-d %b %Y" },
  { dtickrange: [minuteMs, dayMs - 1], value: "%H:%M\n%-d %b %Y" },
  { dtickrange: [dayMs, 27 * dayMs], value: "%-d %b\n%Y" },
  { dtickrange: ["M1", "M11"], value: "%b\n%Y" },
  { dtickrange: ["M12", null], value: "%Y" },
] as const;

function labelsOf(date: Date, spacing: number): readonly [string, string] {
  const year = String(date.getUTCFullYear());
  if (spacing >= 360 * dayMs) return [year, ""];
  if (spacing >= 27 * dayMs) return [monthName(date), year];
  const day = `${date.getUTCDate()} ${monthName(date)}`;
  if (spacing >= dayMs) return [day, year];
  return [clockTime(date), `${day} ${year}`];
}
