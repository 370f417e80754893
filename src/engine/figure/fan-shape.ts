import { EngineError } from "#domain/errors";
import { numberFormat, type NumberFormat, usualRange } from "#engine/format";
import type { FanInput } from "./fan-input.ts";
import { type FanPoint, points, type RangePoint, rangePoints } from "./fan-points.ts";
import { type Interval, intervalsOf, mainShare, medianOf } from "./intervals.ts";
import { usableScale, valueScale, type ValueScale } from "./value-scale.ts";

export interface AnchoredInterval extends Interval {
  /** [1 + horizon]: the anchor, then each step. */
  readonly times: readonly number[];
  readonly anchoredLower: readonly number[];
  readonly anchoredUpper: readonly number[];
}

/** The drawable parts of a fan chart, the same for every way of drawing it. */
export interface FanShape {
  readonly history: readonly FanPoint[];
  /** What the series did after the forecast's last step; shown quietly when the caller passes the whole series. */
  readonly later: readonly FanPoint[];
  /** Of a history whose steps stand for several each; empty otherwise. */
  readonly historyRange: readonly RangePoint[];
  readonly laterRange: readonly RangePoint[];
  /** [1 + horizon] anchor first; empty without a level near one half. */
  readonly median: readonly FanPoint[];
  readonly intervals: readonly AnchoredInterval[];
  /** Starts at the anchor, too, so that the line continues the history. Empty for the real future. */
  readonly actuals: readonly FanPoint[];
  /** [actuals] whether the main interval missed it; false where there is no such interval or nothing was observed. */
  readonly misses: readonly boolean[];
  /** Share of the interval whose bounds matter most; null without any. */
  readonly mainShare: number | null;
  readonly scale: ValueScale;
  /** Where the forecast's knowledge ends: with the last observation, or in the past with the origin. */
  readonly boundaryTime: number;
  readonly timeRange: readonly [number, number];
  readonly valueRange: readonly [number, number];
}

export function fanShape(input: FanInput): FanShape {
  const horizon = input.times.length;
  if (horizon === 0) throw new EngineError("horizon-out-of-range", "A fan chart needs at least one forecast step.");
  if (input.quantiles.length !== input.levels.length * horizon) {
    throw new EngineError(
      "wrong-arguments",
      `The forecast has ${input.quantiles.length} numbers, but ${input.levels.length} levels × ${horizon} steps are expected.`,
    );
  }
  const firstStep = input.times[0] ?? 0;
  const lastStep = input.times[horizon - 1] ?? 0;
  const series = points(input.historyTimes, input.historyValues);
  const history = series.filter((point) => point.time < firstStep);
  const later = series.filter((point) => point.time > lastStep);
  const ranges = input.historyRange === undefined ? [] : rangePoints(input.historyTimes, input.historyRange);
  const anchor = { time: input.anchor.time, value: input.anchor.value };
  const steps = points(input.times, medianOf(input.levels, input.quantiles, horizon) ?? input.median ?? []);
  const median = steps.length === 0 ? [] : [anchor, ...steps];
  const anchoredTimes = [anchor.time, ...Array.from(input.times)];
  const intervals = intervalsOf(input.levels, input.quantiles, horizon, input.shares).map((interval) => ({
    ...interval,
    times: anchoredTimes,
    anchoredLower: [anchor.value, ...interval.lower],
    anchoredUpper: [anchor.value, ...interval.upper],
  }));
  const observed = input.actuals === null ? [] : points(input.times, input.actuals);
  const hasActuals = observed.some((point) => Number.isFinite(point.value));
  const actuals = hasActuals ? [anchor, ...observed] : [];
  const main = mainShare(intervals.map(({ share }) => share));
  const parts = {
    ...{ history, later, median, intervals, actuals, mainShare: main },
    historyRange: ranges.filter(({ time }) => time < firstStep),
    laterRange: ranges.filter(({ time }) => time > lastStep),
    misses: missesOf(
      actuals,
      intervals.find(({ share }) => share === main),
    ),
  };
  const timeRange = input.timeRange ?? ([Math.min(history[0]?.time ?? anchor.time, anchor.time), lastStep] as const);
  const visible = history.filter((point) => point.time >= timeRange[0] && point.time <= timeRange[1]);
  const fitted = input.valueRange ?? valueRange({ ...parts, history: visible });
  const kind = usableScale(input.scale ?? "linear", lowestOf(history, actuals));
  const range = kind === "log" && !(fitted[0] > 0) ? ([logFloor(history, actuals), fitted[1]] as const) : fitted;
  return {
    ...parts,
    scale: valueScale(kind, range),
    // Steps without a value may follow the last observation; a forecast from the past knew that they were missing.
    boundaryTime: input.origin === 0 ? anchor.time : (history.at(-1)?.time ?? anchor.time),
    timeRange,
    valueRange: range,
  };
}

/** Bounds have 32 bits: a value that lies on one has more digits than it. */
function missesOf(actuals: readonly FanPoint[], main: AnchoredInterval | undefined): boolean[] {
  return actuals.map(({ value }, index) => {
    const lower = main?.anchoredLower[index] ?? Number.NaN;
    const upper = main?.anchoredUpper[index] ?? Number.NaN;
    const single = Math.fround(value);
    // The anchor is known, and no forecast.
    return index > 0 && (single < lower || single > upper);
  });
}

function lowestOf(...lines: readonly (readonly FanPoint[])[]): number {
  let lowest = Infinity;
  for (const line of lines) for (const { value } of line) if (value < lowest) lowest = value;
  return lowest;
}

/** Where a logarithmic axis begins when the fan reaches zero: a little below what was observed. */
function logFloor(...lines: readonly (readonly FanPoint[])[]): number {
  return lowestOf(...lines) / 2;
}

/** Writes all numbers of one chart: as finely as its axis suggests, or, where a spike sets the axis, as its usual values need. */
export function formatOf(shape: FanShape): NumberFormat {
  const valuesOf = (line: readonly FanPoint[]): number[] => line.map(({ value }) => value);
  const shown = [
    valuesOf(shape.history),
    valuesOf(shape.median),
    valuesOf(shape.actuals),
    ...shape.intervals.flatMap(({ lower, upper }) => [lower, upper]),
  ];
  const usual = usualRange(...shown);
  if (usual === null) return numberFormat(...shape.valueRange);
  const [lowest, highest] = usual;
  const hasSpike = shown.some((values) => values.some((value) => value < lowest || value > highest));
  return numberFormat(...(hasSpike ? usual : shape.valueRange));
}

/** All values with a little air; down to zero when the numbers are not negative and lie near it anyway. */
function valueRange(shape: Pick<FanShape, "history" | "median" | "intervals" | "actuals">): [number, number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  const see = (value: number): void => {
    if (!Number.isFinite(value)) return;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  };
  for (const point of [...shape.history, ...shape.median, ...shape.actuals]) see(point.value);
  for (const interval of shape.intervals) {
    interval.anchoredLower.forEach(see);
    interval.anchoredUpper.forEach(see);
  }
  if (lowest > highest) return [0, 1];
  if (lowest === highest) {
    const half = Math.abs(lowest) * 0.1 || 1;
    return [lowest - half, highest + half];
  }
  const air = (highest - lowest) * 0.05;
  const startsAtZero = lowest >= 0 && lowest < 0.35 * highest;
  return [startsAtZero ? 0 : lowest - air, highest + air];
}

/** What is drawn of the time after the forecast: from the last actual on, or a step would seem to be missing between the two. */
export function laterLine({ actuals, later }: Pick<FanShape, "actuals" | "later">): readonly FanPoint[] {
  return later.length === 0 ? [] : [...actuals.slice(-1), ...later];
}
