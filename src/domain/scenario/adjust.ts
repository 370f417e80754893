import type { Forecast } from "#domain/forecast";
import { wholeQuantiles } from "#domain/series";
import { type AdjustmentChange, type AdjustmentEdit, type RangeRule, shareAt } from "./adjustment.ts";

/** What an adjustment does, whoever made it: those of one series, in the order in which they apply. */
export type StepAdjustment = Omit<AdjustmentEdit, "series" | "note">;

/**
 * By step: x becomes max(bound, shift + spread · x). All adjustments of a step together are one such line, so a distribution keeps
 * its order, and quantiles of adjusted paths are adjusted quantiles of the paths.
 */
export interface StepLines {
  /** [horizon], in the unit of the series. */
  readonly shift: Float64Array;
  /** [horizon], never negative. */
  readonly spread: Float64Array;
  /** How many steps are others than before. */
  readonly adjusted: number;
  /** No value is below it. */
  readonly bound: number;
  /** Quantiles are whole numbers afterwards. */
  readonly isWhole: boolean;
}

/** What is known of the values of a series. */
export interface ValueRules {
  /** No value is below zero. */
  readonly isNonNegative: boolean;
  /** The forecast is of whole numbers, and stays so. */
  readonly isWhole?: boolean;
}

type Adjustable = Pick<Forecast, "levels" | "quantiles" | "horizon" | "times">;

/** What adjustments make of the steps of a forecast; null where they leave all of them as they are. */
export function linesOf(
  forecast: Adjustable,
  adjustments: readonly StepAdjustment[],
  { isNonNegative, isWhole = false }: ValueRules,
): StepLines | null {
  const { horizon, times } = forecast;
  const [shift, spread] = [new Float64Array(horizon), new Float64Array(horizon).fill(1)];
  let adjusted = 0;
  for (let step = 0; step < horizon; step++) {
    const own = adjustments.filter((one) => shareAt(one, times[step] ?? Number.NaN) > 0);
    if (own.length === 0) continue;
    const model = medianAt(forecast, step);
    if (Number.isNaN(model)) continue;
    let [a, b] = [0, 1];
    for (const one of own) {
      const median = a + b * model;
      const target = changed(median, one.change, shareAt(one, times[step] ?? Number.NaN));
      const factor = widthFactor(median, target, one.range);
      const moved = target - factor * (median - a);
      // Nobody means a number that there is none for.
      if (!Number.isFinite(moved) || factor * b > widest) continue;
      a = moved;
      b *= factor;
    }
    if (a === 0 && b === 1) continue;
    shift[step] = a;
    spread[step] = b;
    adjusted += 1;
  }
  if (adjusted === 0) return null;
  return { shift, spread, adjusted, isWhole, bound: isNonNegative ? 0 : Number.NEGATIVE_INFINITY };
}

/** By time: whether the median is there what the user set it to, whatever the model says of the step. */
export function setSteps(times: ArrayLike<number>, adjustments: readonly StepAdjustment[]): boolean[] {
  const set = adjustments.filter(({ change }) => change.kind === "set");
  return Array.from(times, (time) => set.some((one) => shareAt(one, time) === 1));
}

/** @param quantiles [levels × horizon], row-major: of any levels of the forecast that the lines are of */
export function adjustQuantiles(quantiles: Float32Array, { shift, spread, bound, isWhole }: StepLines): Float32Array {
  const horizon = shift.length;
  const adjusted = quantiles.map((value, place) => {
    const step = place % horizon;
    const [a, b] = [shift[step] as number, spread[step] as number];
    return a === 0 && b === 1 ? value : Math.max(bound, a + b * value);
  });
  return isWhole ? wholeQuantiles(adjusted) : adjusted;
}

/** @param values [horizon × paths], row-major, as `Paths` of `#engine/paths` */
export function adjustPaths(values: Float32Array, paths: number, { shift, spread, bound }: StepLines): Float32Array {
  return values.map((value, place) => {
    const step = Math.floor(place / paths);
    const [a, b] = [shift[step] as number, spread[step] as number];
    return a === 0 && b === 1 ? value : Math.max(bound, a + b * value);
  });
}

/** Of its former width, what a step that is certain is drawn with: a line has no area. */
const thinnest = 0.02;

/** Chances of more than a value above the bound stay right; what is cut off below it lies on it, and has no density. */
function adjustDensity(density: NonNullable<Forecast["density"]>, { shift, spread }: StepLines): Forecast["density"] {
  const { points } = density;
  const factor = spread.map((one) => Math.max(thinnest, one));
  // About where the middle of the grid goes, which for all but steps that are certain is the line itself.
  const from = density.from.map((lowest, step) => {
    const middle = lowest + ((points - 1) / 2) * (density.step[step] as number);
    const moved = (shift[step] as number) + (spread[step] as number) * middle;
    return moved - (middle - lowest) * (factor[step] as number);
  });
  return {
    points,
    from,
    step: density.step.map((width, step) => width * (factor[step] as number)),
    values: density.values.map((value, place) => value / (factor[Math.floor(place / points)] as number)),
  };
}

/** A forecast and what adjustments make of it. */
export interface AdjustedForecast<Made extends Adjustable = Forecast> {
  /** The same one where no step is another. */
  readonly forecast: Made;
  readonly lines: StepLines | null;
}

/**
 * A forecast of the future with adjustments of its series on top. What it was made of is not touched, and of a forecast of the past there are
 * none.
 */
export function adjustForecast(
  forecast: Forecast,
  adjustments: readonly StepAdjustment[],
  rules: ValueRules,
): AdjustedForecast {
  const lines = forecast.origin === 0 ? linesOf(forecast, adjustments, rules) : null;
  if (lines === null) return { forecast, lines };
  const { samples, ...rest } = forecast;
  return {
    lines,
    forecast: {
      ...rest,
      quantiles: adjustQuantiles(forecast.quantiles, lines),
      ...(samples === undefined ? {} : { samples: adjustQuantiles(samples, { ...lines, isWhole: false }) }),
      density: forecast.density === null ? null : adjustDensity(forecast.density, lines),
    },
  };
}

/** On the line between the levels beside it where the forecast has no such level. */
function medianAt({ levels, quantiles, horizon }: Adjustable, step: number): number {
  const above = levels.findIndex((level) => level >= 0.5);
  const upper = above < 0 ? levels.length - 1 : above;
  const lower = levels[upper] === 0.5 ? upper : Math.max(0, upper - 1);
  const at = (row: number): number => quantiles[row * horizon + step] ?? Number.NaN;
  const [from, to] = [levels[lower] ?? Number.NaN, levels[upper] ?? Number.NaN];
  if (lower === upper || to <= 0.5) return at(upper);
  return at(lower) + ((at(upper) - at(lower)) * (0.5 - from)) / (to - from);
}

function changed(median: number, change: AdjustmentChange, share: number): number {
  switch (change.kind) {
    case "set":
      return median + share * (change.value - median);
    case "add":
      return median + share * change.amount;
    case "multiply":
      return median * (1 + share * (change.factor - 1));
  }
}

/** Beyond this a median was next to zero, and says nothing of its range. */
const largestRatio = 1_000;
/** Of all adjustments of a step together. */
const widest = 1_000_000;

function widthFactor(median: number, target: number, range: RangeRule): number {
  if (range === "certain") return 0;
  if (range === "keep") return 1;
  const ratio = target / median;
  return ratio >= 0 && ratio <= largestRatio ? ratio : 1;
}
