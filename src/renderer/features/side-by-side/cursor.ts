import { type FanInput, medianOf } from "#engine/figure";
import { indexAtOrAfter } from "#renderer/forecasts";
import type { Link } from "./look.ts";

/** A step of one panel that is pointed at. */
export interface Cursor {
  /** Id of the panel. */
  readonly panel: string;
  /** Wall-clock milliseconds of the step. */
  readonly time: number;
  /** Steps after the origin; 0 is the origin itself, and what is before it is negative. */
  readonly ahead: number;
  /** Moved by keys, it is read out. */
  readonly by: "pointer" | "keys";
}

/** One step of one panel in numbers; NaN where there is none. */
export interface StepValues {
  readonly time: number;
  readonly ahead: number;
  /** What was observed: of the past, or what came after a forecast. */
  readonly observed: number;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

type Stepped = Pick<FanInput, "historyTimes" | "historyValues" | "times" | "levels" | "quantiles" | "actuals">;

const columns = new WeakMap<object, Float64Array>();

/** All times of a panel: the past that it shows, then the forecast. */
export function timesOf({ historyTimes, times }: Pick<Stepped, "historyTimes" | "times">): Float64Array {
  const known = columns.get(times);
  if (known !== undefined && known.length === historyTimes.length + times.length) return known;
  const made = Float64Array.from([...historyTimes, ...times]);
  columns.set(times, made);
  return made;
}

/** The step nearest to a time. */
export function nearestStep(input: Stepped, time: number): number {
  const all = timesOf(input);
  const after = Math.min(indexAtOrAfter(all, time), all.length - 1);
  const before = Math.max(after - 1, 0);
  return time - (all[before] ?? 0) < (all[after] ?? 0) - time ? before : after;
}

/** The step that a time lies in: it begins at or before it, and the next one after it. Null outside of what is shown. */
export function stepHolding(input: Stepped, time: number): number | null {
  const all = timesOf(input);
  const after = indexAtOrAfter(all, time);
  if (all[after] === time) return after;
  if (after === 0) return null;
  if (after < all.length) return after - 1;
  const last = all.length - 1;
  const length = last > 0 ? (all[last] ?? 0) - (all[last - 1] ?? 0) : 0;
  return time - (all[last] ?? 0) < length ? last : null;
}

/** A step by its place among {@link timesOf}. */
export function cursorAt(panel: string, input: Stepped, step: number, by: Cursor["by"]): Cursor {
  return { panel, time: timesOf(input)[step] ?? Number.NaN, ahead: step - input.historyTimes.length + 1, by };
}

/** Where the cursor of one panel is in another; null where that shows no such step. */
export function stepIn(input: Stepped, { time, ahead }: Pick<Cursor, "time" | "ahead">, link: Link): number | null {
  if (link === "time") return stepHolding(input, time);
  const step = input.historyTimes.length - 1 + ahead;
  return step >= 0 && step < input.historyTimes.length + input.times.length ? step : null;
}

export function valuesAt(input: Stepped, step: number): StepValues {
  const past = input.historyTimes.length;
  const common = { time: timesOf(input)[step] ?? Number.NaN, ahead: step - past + 1 };
  if (step < past)
    return {
      ...{ ...common, observed: input.historyValues[step] ?? Number.NaN },
      ...{ median: Number.NaN, lower: Number.NaN, upper: Number.NaN },
    };
  const at = step - past;
  const horizon = input.times.length;
  const levelAt = (level: number): number => {
    const row = Array.from(input.levels).findIndex((one) => Math.abs(one - level) < 1e-6);
    return row < 0 ? Number.NaN : (input.quantiles[row * horizon + at] ?? Number.NaN);
  };
  return {
    ...{ ...common, observed: input.actuals?.[at] ?? Number.NaN },
    median: medianOf(input.levels, input.quantiles, horizon)?.[at] ?? Number.NaN,
    ...{ lower: levelAt(0.1), upper: levelAt(0.9) },
  };
}

/** Steps that a key moves the cursor by, or to an end; null: it is not the cursor's key. */
export function moveOf(key: string, isFast: boolean, bigStep: number): number | null {
  switch (key) {
    case "ArrowLeft":
      return isFast ? -bigStep : -1;
    case "ArrowRight":
      return isFast ? bigStep : 1;
    case "Home":
      return -Infinity;
    case "End":
      return Infinity;
    default:
      return null;
  }
}

/** The cursor after a move by keys: it begins at the last step that was observed, and stays within what is shown. */
export function movedBy(panel: string, input: Stepped, from: number | null, by: number): Cursor {
  const start = from ?? input.historyTimes.length - 1;
  const last = input.historyTimes.length + input.times.length - 1;
  return cursorAt(panel, input, Math.min(Math.max(start + by, 0), last), "keys");
}

/** The panel that a key leads to from one of `count`; null: the key leads nowhere. */
export function panelAfter(key: string, at: number, count: number, columnCount: number): number | null {
  const by: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -columnCount,
    PageDown: columnCount,
  };
  const step = by[key];
  if (step === undefined || count === 0) return null;
  return Math.min(Math.max(at + step, 0), count - 1);
}
