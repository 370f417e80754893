import type { ErrorScores } from "./error-scores.ts";

/**
 * How the errors of one forecast hang together over its steps h = 1, 2, …: shares of their variance, together 1.
 *
 *     corr(h, h′) = wander·√(min/max) + wave·persistence^|h − h′|   for h ≠ h′
 */
export interface StepDependence {
  /** What grows like a random walk, as errors of a level that drifts do: steps far ahead err alike, and unlike the first ones. */
  readonly wander: number;
  /** What passes: an autoregressive process of the first order. */
  readonly wave: number;
  /** Correlation of that from one step to the next, in [0, 1). */
  readonly persistence: number;
  /** What each step errs by alone. */
  readonly alone: number;
}

/** The past of one series. */
export interface ErrorPast {
  readonly errors: ErrorScores;
  /** Steps of the series from one origin to the next. */
  readonly strideSteps: number;
}

/** What is assumed where nothing of a past is known: near what most development sets of the accuracy benchmark show. */
export const usualDependence: StepDependence = { wander: 0.5, wave: 0.3, persistence: 0.8, alone: 0.2 };

/** As many forecasts without overlap as `usualDependence` counts for; from 2 to 15 the benchmark's ranges are the same. */
const usualCounts = 5;
/** As many, before past origins count as much as the process beside them; from 3 to 40 the benchmark's ranges are the same. */
const processCounts = 10;
const persistences = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95] as const;
/** A fit looks at no more steps than these, spread evenly. */
const maxFittedSteps = 24;

/**
 * Forecasts without overlap that a past is worth, which overlapping ones add nothing to: as many horizons as its origins lie apart.
 */
export function independentForecasts({ errors, strideSteps }: ErrorPast): number {
  return (errors.origins.length * strideSteps) / errors.horizon;
}

/** How much the errors at past origins count beside a process with {@link StepDependence}, in [0, 1). */
export function pastWeight(past: ErrorPast): number {
  const independent = independentForecasts(past);
  return independent / (independent + processCounts);
}

/**
 * The dependence that comes closest to the correlations of the errors, by least squares, drawn towards the usual one where there are few.
 *
 * @param pasts of series whose errors are taken to be alike; of any one horizon
 */
export function fitDependence(pasts: readonly ErrorPast[], horizon: number): StepDependence {
  if (horizon < 2) return usualDependence;
  const steps = fittedSteps(horizon);
  const seen = correlations(
    pasts.map(({ errors }) => errors),
    steps,
  );
  const independent = pasts.reduce((sum, past) => sum + independentForecasts(past), 0);
  if (seen === null) return usualDependence;
  const weight = independent / (independent + usualCounts);
  const pairs: { readonly near: number; readonly far: number; readonly value: number }[] = [];
  for (const [row, far] of steps.entries())
    for (const [column, near] of steps.slice(0, row).entries()) {
      const usual = correlationOf(usualDependence, near, far);
      const value = weight * (seen[row * steps.length + column] as number) + (1 - weight) * usual;
      pairs.push({ near, far, value });
    }
  let best: StepDependence = usualDependence;
  let least = Number.POSITIVE_INFINITY;
  for (const persistence of persistences) {
    const fit = leastSquares(
      pairs.map(({ near, far, value }) => [Math.sqrt(near / far), persistence ** (far - near), value] as const),
    );
    if (fit.squares >= least) continue;
    least = fit.squares;
    best = { wander: fit.wander, wave: fit.wave, persistence, alone: 1 - fit.wander - fit.wave };
  }
  return best;
}

/**
 * Share of the process's variance that all series have in common: the mean correlation of errors of different series at the same origin
 * and step; 0 where that is negative or where nothing says it.
 */
export function commonShare(all: readonly ErrorScores[]): number {
  /** By origin and step: sum, sum of squares, count. */
  const totals = new Map<number, Float64Array>();
  for (const { origins, horizon, scores } of all) {
    for (const [row, origin] of origins.entries()) {
      let total = totals.get(origin);
      if (total === undefined || total.length < horizon * 3) {
        const longer = new Float64Array(horizon * 3);
        longer.set(total ?? []);
        totals.set(origin, (total = longer));
      }
      for (let step = 0; step < horizon; step++) {
        const score = scores[row * horizon + step] as number;
        if (Number.isNaN(score)) continue;
        total[step * 3]! += score;
        total[step * 3 + 1]! += score * score;
        total[step * 3 + 2]!++;
      }
    }
  }
  let [products, pairs, squares, counts] = [0, 0, 0, 0];
  for (const total of totals.values())
    for (let at = 0; at < total.length; at += 3) {
      const [sum, squared, count] = [total[at] as number, total[at + 1] as number, total[at + 2] as number];
      if (count < 2) continue;
      products += sum * sum - squared;
      pairs += count * (count - 1);
      squares += squared;
      counts += count;
    }
  if (pairs === 0 || squares === 0) return 0;
  return Math.max(0, Math.min(1, products / pairs / (squares / counts)));
}

/** From 1, ascending. */
function fittedSteps(horizon: number): number[] {
  const count = Math.min(horizon, maxFittedSteps);
  return Array.from({ length: count }, (_, index) => 1 + Math.round((index * (horizon - 1)) / (count - 1)));
}

function correlationOf({ wander, wave, persistence }: StepDependence, near: number, far: number): number {
  return wander * Math.sqrt(near / far) + wave * persistence ** (far - near);
}

/**
 * [steps × steps], the lower half; null where nothing is known. Around zero, which scores of right forecasts vary around: around the mean of a few
 * forecasts they would seem to err alike by less than they do.
 */
function correlations(all: readonly ErrorScores[], steps: readonly number[]): Float64Array | null {
  const count = steps.length;
  const products = new Float64Array(count * count);
  const pairs = new Float64Array(count * count);
  for (const { scores, horizon, origins } of all) {
    for (let origin = 0; origin < origins.length; origin++)
      for (let row = 0; row < count; row++) {
        const one = scores[origin * horizon + (steps[row] as number) - 1] as number;
        if (Number.isNaN(one)) continue;
        for (let column = 0; column <= row; column++) {
          const other = scores[origin * horizon + (steps[column] as number) - 1] as number;
          if (Number.isNaN(other)) continue;
          products[row * count + column]! += one * other;
          pairs[row * count + column]!++;
        }
      }
  }
  const variances = steps.map(
    (_, row) => (products[row * count + row] as number) / (pairs[row * count + row] as number),
  );
  const known = variances.filter((variance) => !Number.isNaN(variance));
  const mean = known.reduce((sum, variance) => sum + variance, 0) / known.length;
  if (!(mean > 0)) return null;
  // Of a few forecasts, one step's variance says little: half of it is that of all.
  const deviations = variances.map((variance) => Math.sqrt(((Number.isNaN(variance) ? mean : variance) + mean) / 2));
  return products.map((sum, at) => {
    const [row, column] = [Math.floor(at / count), at % count];
    const covariance = sum / Math.max(1, pairs[at] as number);
    return Math.max(-1, Math.min(1, covariance / ((deviations[row] as number) * (deviations[column] as number))));
  });
}

/** Shares that are not negative and not above 1 together: on the triangle's inside, or else on the best of its edges. */
function leastSquares(rows: readonly (readonly [number, number, number])[]): {
  readonly wander: number;
  readonly wave: number;
  readonly squares: number;
} {
  let [aa, ab, bb, ac, bc] = [0, 0, 0, 0, 0];
  for (const [a, b, value] of rows) {
    aa += a * a;
    ab += a * b;
    bb += b * b;
    ac += a * value;
    bc += b * value;
  }
  const squaresOf = (wander: number, wave: number): number =>
    rows.reduce((sum, [a, b, value]) => sum + (wander * a + wave * b - value) ** 2, 0);
  const candidates: [number, number][] = [];
  const determinant = aa * bb - ab * ab;
  if (determinant > 1e-12 * aa * bb)
    candidates.push([(ac * bb - bc * ab) / determinant, (aa * bc - ab * ac) / determinant]);
  const within = (share: number): number => Math.max(0, Math.min(1, Number.isNaN(share) ? 0 : share));
  // On the edge wander + wave = 1 the misfit is of (value − b) against (a − b).
  const onEdge = within((ac - ab - bc + bb) / (aa - 2 * ab + bb));
  candidates.push([within(ac / aa), 0], [0, within(bc / bb)], [onEdge, 1 - onEdge]);
  const [best] = candidates
    .filter(([wander, wave]) => wander >= 0 && wave >= 0 && wander + wave <= 1 + 1e-12)
    .map(([wander, wave]) => ({ wander, wave, squares: squaresOf(wander, wave) }))
    .toSorted((left, right) => left.squares - right.squares);
  return best ?? { wander: 0, wave: 0, squares: squaresOf(0, 0) };
}
