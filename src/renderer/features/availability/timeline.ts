import { type BinSize, binSizes, type Interval } from "#domain/availability";
import { binsOf, binStart } from "#engine/availability";
import { formatDayOfMonth, formatStep, monthName } from "#engine/format";

/** From wall-clock milliseconds to pixels of a width, and back. */
export interface TimeScale {
  readonly widthPixels: number;
  xOf(ms: number): number;
  timeAt(x: number): number;
}

export function timeScale({ from, to }: Interval, widthPixels: number): TimeScale {
  const perMs = widthPixels / (to - from);
  return { widthPixels, xOf: (ms) => (ms - from) * perMs, timeAt: (x) => from + x / perMs };
}

export interface Tick {
  readonly ms: number;
  readonly label: string;
}

/** Ticks lie at edges of bins, every so many of them. */
const steps: readonly { readonly size: BinSize; readonly every: number }[] = [
  { size: "15 minutes", every: 1 },
  { size: "hour", every: 1 },
  { size: "hour", every: 3 },
  { size: "6 hours", every: 1 },
  { size: "6 hours", every: 2 },
  { size: "day", every: 1 },
  { size: "day", every: 2 },
  { size: "week", every: 1 },
  { size: "week", every: 2 },
  { size: "month", every: 1 },
  { size: "month", every: 2 },
  { size: "quarter", every: 1 },
  { size: "quarter", every: 2 },
  { size: "year", every: 1 },
  { size: "year", every: 2 },
  { size: "year", every: 5 },
  { size: "decade", every: 1 },
  { size: "decade", every: 2 },
  { size: "decade", every: 5 },
  { size: "decade", every: 10 },
  { size: "decade", every: 50 },
];

/** As many as there is room for, each labelled as finely as its neighbours need. */
export function ticksOf(range: Interval, widthPixels: number, tickPixels: number): readonly Tick[] {
  const room = Math.max(widthPixels / tickPixels, 1);
  const step = steps.find(({ size, every }) => {
    const { first, last } = binsOf(size, range.from, range.to);
    return (last - first) / every <= room;
  }) ?? { size: "decade" as const, every: 100 };
  const { first, last } = binsOf(step.size, range.from, range.to);
  const ticks: Tick[] = [];
  for (let bin = Math.ceil(first / step.every) * step.every; bin <= last + 1; bin += step.every) {
    const ms = binStart(step.size, bin);
    if (ms >= range.from && ms <= range.to) ticks.push({ ms, label: tickLabel(ms, step.size) });
  }
  return ticks;
}

function tickLabel(ms: number, size: BinSize): string {
  const date = new Date(ms);
  switch (size) {
    case "15 minutes":
    case "hour":
    case "6 hours":
      // Midnight says which day begins.
      return date.getUTCHours() + date.getUTCMinutes() === 0
        ? formatDayOfMonth(date)
        : (formatStep(ms).split(" ").at(-1) ?? "");
    case "day":
    case "week":
      return formatDayOfMonth(date);
    case "month":
      return date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : monthName(date);
    case "quarter":
      return formatStep(ms, { unit: "month", count: 1 });
    case "year":
    case "decade":
      return String(date.getUTCFullYear());
  }
}

/** A bin's name: "3 Mar 2024, 14:00–15:00", "Week of 4 Mar 2024", "Mar 2024", "2020–2029". */
export function binName(size: BinSize, bin: number): string {
  const from = binStart(size, bin);
  const to = binStart(size, bin + 1);
  switch (size) {
    case "15 minutes":
    case "hour":
    case "6 hours": {
      const clock = (ms: number): string => formatStep(ms).split(" ").at(-1) ?? "";
      return `${formatStep(from, { unit: "day", count: 1 })}, ${clock(from)}–${clock(to)}`;
    }
    case "week":
      return `Week of ${formatStep(from, { unit: "day", count: 1 })}`;
    case "day":
    case "month":
    case "quarter":
    case "year":
      return formatStep(from, { unit: size, count: 1 });
    case "decade":
      return `${formatStep(from, { unit: "year", count: 1 })}–${new Date(to - 1).getUTCFullYear()}`;
  }
}

/** In words: "per 15 minutes", "per week". */
export const binWords: Readonly<Record<BinSize, string>> = Object.fromEntries(
  binSizes.map((size) => [size, `per ${size}`]),
) as Record<BinSize, string>;
