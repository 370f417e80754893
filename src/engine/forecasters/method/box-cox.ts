import { minimise } from "#engine/numerics";

/** (x^λ − 1) / λ, and log x where λ is 0 (Box & Cox 1964), for positive values; NaN stays. */
export function boxCox(values: ArrayLike<number>, lambda: number): Float64Array {
  return Float64Array.from(values, (value) =>
    lambda === 0 ? Math.log(value) : Math.expm1(lambda * Math.log(value)) / lambda,
  );
}

/**
 * What {@link boxCox} makes of this value. Below all that it can make lies zero, so that the order of quantiles is kept.
 *
 * @param lambda 0 or more
 */
export function inverseBoxCox(value: number, lambda: number): number {
  if (lambda === 0) return Math.exp(value);
  const power = 1 + lambda * value;
  return power > 0 ? Math.exp(Math.log1p(lambda * value) / lambda) : 0;
}

/** Below 0 the inverse has a pole, which the quantiles of a forecast can reach; R's `BoxCox.lambda(lower = 0)`. */
const leastLambda = 0;
const mostLambda = 2;
const gridSteps = 20;
const minBlock = 2;

/**
 * λ by Guerrero (1993): the one with which the deviations of the seasons vary least in units of their means' power, sd / mean^(1 − λ). A
 * series without season is cut into pairs; of values that fill no season, the oldest are left out. 1, which changes nothing but
 * the origin, where there are too few values to tell, or none that differ. R's `BoxCox.lambda(method = "guerrero")`.
 *
 * @param values positive; NaN = missing
 */
export function guerreroLambda(values: ArrayLike<number>, seasonSteps: number): number {
  if (values.length <= 2 * seasonSteps) return 1;
  const variation = variationOf(values, Math.max(minBlock, Math.round(seasonSteps)));
  const at = (step: number): number => leastLambda + ((mostLambda - leastLambda) * step) / gridSteps;
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (let step = 0; step <= gridSteps; step++) {
    const here = variation(at(step));
    if (here < least) [best, least] = [step, here];
  }
  if (best < 0) return 1;
  return minimise(variation, at(Math.max(0, best - 1)), at(Math.min(gridSteps, best + 1)), 1e-6);
}

/** The coefficient of variation of the blocks' ratios, as a function of λ; NaN where there are fewer than two blocks. */
export function variationOf(values: ArrayLike<number>, blockSteps: number): (lambda: number) => number {
  const blocks: { readonly logMean: number; readonly deviation: number }[] = [];
  for (let from = values.length % blockSteps; from < values.length; from += blockSteps) {
    const observed = Array.from({ length: blockSteps }, (_, step) => values[from + step] as number).filter(
      (value) => !Number.isNaN(value),
    );
    if (observed.length < 2) continue;
    const mean = meanOf(observed);
    blocks.push({ logMean: Math.log(mean), deviation: deviationOf(observed, mean) });
  }
  return (lambda) => {
    const ratios = blocks.map(({ logMean, deviation }) => deviation * Math.exp((lambda - 1) * logMean));
    const mean = meanOf(ratios);
    return deviationOf(ratios, mean) / mean;
  };
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Of a sample: n − 1; NaN for a single number. */
function deviationOf(numbers: readonly number[], mean: number): number {
  return Math.sqrt(numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / (numbers.length - 1));
}
