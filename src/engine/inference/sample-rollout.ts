/** Forecasts of any horizon from a model that answers with samples. */
import { normalQuantile, randomFrom } from "#engine/numerics";
import type { SampleRows } from "#domain/model";
import { answerRows, type InferenceRuntime } from "./runtime.ts";
import { spreadFloors } from "./spread-floor.ts";
import { continueContext, runInPieces, type RolloutRequest } from "./window-runs.ts";

/** Fewer paths than this can't follow how a band grows over several blocks. */
const fewestPaths = 48;

/**
 * Samples become paths, each sample several of them where there are few: the next block is forecast once from the context continued
 * by each path, and each path goes on with one of the samples that come back.
 *
 * Where the model claims a variance, a path is not the sample itself but the sample plus that noise: a path of samples alone would
 * forget at the seam what the model said it did not know, and the band would collapse there. The noise is one normal score per path
 * and block times the claimed deviation, since the errors of neighbouring steps go together. Scores and the choice among the samples
 * are fixed by the number of samples (`pathPlan`), so the same window gives the same forecast.
 *
 * A forecast keeps its number of rows: beyond the first block each of them stands for several paths (`condense`). They spread no less
 * than the blocks before allow (spread-floor.ts).
 *
 * @returns [items × rows × horizon], row-major
 */
export async function forecastSamples(
  runtime: InferenceRuntime,
  request: RolloutRequest,
  samples: SampleRows,
): Promise<Float32Array> {
  const { shape, horizon, items } = request;
  const { contextSteps, nativeHorizonSteps: native } = shape;
  const { count, hasDeviations } = samples;
  const rows = answerRows(shape);
  const result = new Float32Array(items * rows * horizon);
  const first = await runInPieces(runtime, request, request.windows, items);
  const steps = Math.min(native, horizon);
  for (let row = 0; row < items * rows; row += 1) {
    result.set(first.subarray(row * native, row * native + steps), row * horizon);
  }
  if (horizon <= native) return result;

  const plan = pathPlan(count, Math.ceil(horizon / native));
  const windows = new Float32Array(plan.paths * contextSteps);
  const values = new Float32Array(plan.paths * horizon);
  const means = new Float64Array(plan.paths);
  const deviations = new Float64Array(plan.paths);
  const block = new Float32Array(rows * native);
  // One item after the other: a long horizon multiplies the windows by the paths, and memory should not follow.
  for (let item = 0; item < items; item += 1) {
    const context = request.windows.subarray(item * contextSteps, (item + 1) * contextSteps);
    const forecast = result.subarray(item * rows * horizon, (item + 1) * rows * horizon);
    // Of the block before: path p's own numbers begin at place(p).
    let before = first.subarray(item * rows * native, (item + 1) * rows * native);
    let place = (path: number): number => (path % count) * native;
    for (let start = native, number = 1; start < horizon; start += native, number += 1) {
      for (let path = 0; path < plan.paths; path += 1) {
        const noise = hasDeviations ? (plan.noise[number - 1]?.[path] ?? 0) : 0;
        for (let step = 0, at = place(path); step < native; step += 1, at += 1) {
          const claimed = noise === 0 ? 0 : (before[at + count * native] as number) * noise;
          values[path * horizon + start - native + step] = (before[at] as number) + claimed;
        }
        const window = windows.subarray(path * contextSteps, (path + 1) * contextSteps);
        continueContext(window, context, values.subarray(path * horizon, path * horizon + start));
      }
      before = await runInPieces(runtime, request, windows, plan.paths);
      const chosen = plan.chosen[number] ?? [];
      place = (path) => (path * rows + (chosen[path] ?? 0)) * native;
      // The whole block, also where the horizon ends within it: the same steps have the same numbers at every horizon.
      for (let step = 0; step < native; step += 1) {
        for (let path = 0; path < plan.paths; path += 1) {
          const at = place(path) + step;
          means[path] = before[at] as number;
          deviations[path] = hasDeviations ? (before[at + count * native] as number) : 0;
        }
        condense(means, deviations, samples, (row, value) => {
          block[row * native + step] = value;
        });
      }
      keepSpread(block, forecast, samples, native, start);
      const kept = Math.min(native, horizon - start);
      for (let row = 0; row < rows; row += 1) {
        forecast.set(block.subarray(row * native, row * native + kept), row * horizon + start);
      }
    }
  }
  return result;
}

/**
 * Spreads the rows of a block where they would be closer together than the steps before allow: all distances of a step from its mean,
 * and the claimed deviations, by one factor.
 *
 * @param block [rows × native]
 * @param forecast [rows × horizon], known up to `start`
 */
function keepSpread(
  block: Float32Array,
  forecast: Float32Array,
  { count, hasDeviations }: SampleRows,
  native: number,
  start: number,
): void {
  const rows = hasDeviations ? 2 * count : count;
  const momentsOf = (values: Float32Array, steps: number, step: number): { mean: number; spread: number } => {
    let [sum, squares] = [0, 0];
    for (let row = 0; row < count; row += 1) sum += values[row * steps + step] as number;
    const mean = sum / count;
    for (let row = 0; row < count; row += 1) squares += ((values[row * steps + step] as number) - mean) ** 2;
    for (let row = count; row < rows; row += 1) squares += (values[row * steps + step] as number) ** 2;
    return { mean, spread: Math.sqrt(squares / count) };
  };
  const before = Array.from({ length: start }, (_, step) => momentsOf(forecast, forecast.length / rows, step).spread);
  const here = Array.from({ length: native }, (_, step) => momentsOf(block, native, step));
  const floors = spreadFloors(
    before,
    here.map(({ spread }) => spread),
  );
  here.forEach(({ mean, spread }, step) => {
    const factor = (floors[step] as number) / spread;
    // Samples that are all alike say nothing of a shape that could be widened.
    if (!(factor > 1 && spread > 0)) return;
    for (let row = 0; row < rows; row += 1) {
      const at = row * native + step;
      const centre = row < count ? mean : 0;
      block[at] = centre + ((block[at] as number) - centre) * factor;
    }
  });
}

/**
 * Many outcomes, each with a deviation, as the rows of a few, with the mean and the variance of them all.
 *
 * Where there are deviations, row s stands for the paths that began with sample s: their mean, and as deviation what they differ in.
 * So most of the spread stays claimed variance, as in the first block; as a spread of samples, it would be widened by the kernels of
 * the density, and the band would jump at the seam. Without deviations neighbours in value form a group, and the groups' means are
 * spread as wide as the outcomes.
 */
function condense(
  means: Float64Array,
  deviations: Float64Array,
  { count, hasDeviations }: SampleRows,
  write: (row: number, value: number) => void,
): void {
  const paths = means.length;
  const size = paths / count;
  const order = Array.from(means.keys());
  if (hasDeviations) order.sort((a, b) => (a % count) - (b % count));
  else order.sort((a, b) => (means[a] as number) - (means[b] as number));
  const centre = means.reduce((sum, mean) => sum + mean, 0) / paths;
  let [between, total] = [0, 0];
  const groups = Array.from({ length: count }, (_, group) => {
    const members = order.slice(group * size, (group + 1) * size);
    const mean = members.reduce((sum, path) => sum + (means[path] as number), 0) / size;
    const variance =
      members.reduce(
        (sum, path) => sum + (deviations[path] as number) ** 2 + ((means[path] as number) - mean) ** 2,
        0,
      ) / size;
    between += (mean - centre) ** 2 / count;
    total += (variance + (mean - centre) ** 2) / count;
    return { mean, deviation: Math.sqrt(variance) };
  });
  const widening = hasDeviations || between === 0 ? 1 : Math.sqrt(total / between);
  groups.forEach(({ mean, deviation }, row) => {
    write(row, centre + (mean - centre) * widening);
    if (hasDeviations) write(count + row, deviation);
  });
}

export interface PathPlan {
  /** A multiple of the number of samples; path p begins with sample p modulo that number. */
  readonly paths: number;
  /** [block][path] normal scores: mean 0 and variance 1 over the paths of a block. */
  readonly noise: readonly (readonly number[])[];
  /** [block][path] which of a path's new samples it goes on with; in a block each is used as often as every other. */
  readonly chosen: readonly (readonly number[])[];
}

/** Shuffles that are tried for each block. */
const tries = 64;

/**
 * Noise for a few paths that behaves like noise for many. The scores of a block are those of evenly spread levels, and of many
 * shuffles the one is taken that goes least with the sum of the blocks before: otherwise chance would decide how fast the band of a
 * random walk grows.
 */
export function pathPlan(count: number, blocks: number): PathPlan {
  const paths = count * Math.max(1, Math.ceil(fewestPaths / count));
  const scores = Array.from({ length: paths }, (_, index) => normalQuantile((index + 0.5) / paths));
  const size = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / paths);
  const unit = scores.map((score) => score / size);
  const places = Array.from({ length: paths }, (_, index) => index % count);
  const random = randomFrom(count);
  const noise: (readonly number[])[] = [];
  const chosen: (readonly number[])[] = [];
  const sums = { noise: new Float64Array(paths), chosen: new Float64Array(paths) };
  const middle = (count - 1) / 2;
  places.forEach((place, path) => {
    sums.chosen[path] = place - middle;
  });
  const next = (values: readonly number[], sum: Float64Array, offset: number): readonly number[] => {
    let best: readonly number[] = values;
    let least = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const candidate = shuffled(values, random);
      const together = Math.abs(
        candidate.reduce((total, value, path) => total + (value - offset) * (sum[path] ?? 0), 0),
      );
      if (together < least) [best, least] = [candidate, together];
    }
    best.forEach((value, path) => {
      sum[path] = (sum[path] ?? 0) + value - offset;
    });
    return best;
  };
  for (let block = 0; block < blocks; block += 1) {
    noise.push(next(unit, sums.noise, 0));
    // The same for models whose samples come in order, where choosing a high place again and again would add up.
    chosen.push(block === 0 ? places : next(places, sums.chosen, middle));
  }
  return { paths, noise, chosen };
}

function shuffled(values: readonly number[], random: () => number): number[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as number, result[last] as number];
  }
  return result;
}
