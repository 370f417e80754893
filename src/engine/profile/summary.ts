import { summaryLevels, type Gaps, type ValueSummary } from "#domain/profile";
import { histogramOf, sampleQuantile } from "#engine/numerics";
import { binaryScale } from "./robust.ts";

/**
 * What one look at the values says; a sort is the most that it costs.
 *
 * @param values [steps]; what is not a finite number is missing
 */
export function summarise(values: Float64Array): ValueSummary {
  const sorted = values.filter(Number.isFinite).sort();
  const observed = sorted.length;
  const [min = null, max = null] = observed === 0 ? [] : [sorted[0], sorted[observed - 1]];
  const firstStep = observed === 0 ? null : values.findIndex(Number.isFinite);
  const lastStep = observed === 0 ? null : values.findLastIndex(Number.isFinite);
  const { sum, mean, deviation, skewness } = momentsOf(sorted);
  const quantiles = summaryLevels.map((level) => (observed === 0 ? null : finite(sampleQuantile(sorted, level))));
  return {
    steps: values.length,
    observed,
    missing: values.length - observed,
    gaps: gapsOf(values),
    firstStep,
    lastStep,
    first: firstStep === null ? null : (values[firstStep] ?? null),
    last: lastStep === null ? null : (values[lastStep] ?? null),
    min,
    max,
    sum,
    mean,
    median: quantiles[summaryLevels.indexOf(0.5)] ?? null,
    deviation,
    skewness,
    quantiles,
    ...countsOf(sorted),
    isConstant: observed > 0 && min === max,
    isWhole: observed > 0 && sorted.every(Number.isInteger),
    histogram: histogramOf(sorted),
  };
}

function gapsOf(values: Float64Array): Gaps {
  let [count, longestSteps, run] = [0, 0, 0];
  let longestFromStep: number | null = null;
  for (let step = 0; step < values.length; step++) {
    if (Number.isFinite(values[step])) {
      run = 0;
      continue;
    }
    run++;
    if (run === 1) count++;
    if (run > longestSteps) [longestSteps, longestFromStep] = [run, step - run + 1];
  }
  return { count, longestSteps, longestFromStep };
}

/** Of numbers as large as they get: powers are taken of their distance from the mean, in units of the largest. */
function momentsOf(sorted: Float64Array): Pick<ValueSummary, "sum" | "mean" | "deviation" | "skewness"> {
  const count = sorted.length;
  if (count === 0) return { sum: null, mean: null, deviation: null, skewness: null };
  const size = binaryScale(Math.max(Math.abs(sorted[0] as number), Math.abs(sorted[count - 1] as number)));
  let total = 0;
  for (const value of sorted) total += value / size;
  const mean = total / count;
  let [squares, cubes] = [0, 0];
  for (const value of sorted) {
    const distance = value / size - mean;
    squares += distance * distance;
    cubes += distance * distance * distance;
  }
  const isConstant = sorted[0] === sorted[count - 1];
  if (isConstant) squares = 0;
  return {
    sum: finite(total * size),
    mean: isConstant ? (sorted[0] as number) : finite(mean * size),
    deviation: count < 2 ? null : finite(Math.sqrt(squares / (count - 1)) * size),
    skewness: isConstant ? null : finite(cubes / count / (squares / count) ** 1.5),
  };
}

function countsOf(sorted: Float64Array): Pick<ValueSummary, "zeros" | "negatives" | "distinct"> {
  let [zeros, negatives, distinct] = [0, 0, 0];
  let before = Number.NaN;
  for (const value of sorted) {
    if (value === 0) zeros++;
    if (value < 0) negatives++;
    // Minus zero is zero.
    if (value !== before) distinct++;
    before = value;
  }
  return { zeros, negatives, distinct };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
