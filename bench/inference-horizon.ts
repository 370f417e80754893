/** What long horizons look like: bands must not collapse behind the first block, nor jump where two blocks meet. */
import { forecastWindows, type InferenceRuntime, type ModelShape } from "#engine/inference";
import { median } from "./lib.ts";

interface Kind {
  readonly name: string;
  readonly seed: number;
  readonly value: (step: number, noise: number, walk: number) => number;
}

/** Two that a band must grow on, two that it must not shrink on; one far from zero, to see that the scale is kept. */
const kinds: readonly Kind[] = [
  { name: "walk", seed: 1, value: (_step, _noise, walk) => 50 + walk },
  {
    name: "growing sales",
    seed: 2,
    value: (step, noise, walk) =>
      3000 * (1 + step / 400) * (1 + 0.2 * Math.sin((2 * Math.PI * step) / 12)) + 40 * walk + 60 * noise,
  },
  { name: "daily season", seed: 3, value: (step, noise) => 100 + 20 * Math.sin((2 * Math.PI * step) / 24) + 3 * noise },
  {
    name: "far from zero",
    seed: 4,
    value: (step, noise) => 1e9 + 1000 * (Math.sin((2 * Math.PI * step) / 48) + 0.5 * noise),
  },
];

export interface HorizonCheck {
  readonly kind: string;
  /** Median width of the central 80 % band in the last block over that in the first. */
  readonly lateOverFirst: number;
  /** Largest change of that width over a seam, as a factor of at least 1, by the usual one between neighbouring steps there. */
  readonly widestSeam: number;
  /** Largest step of the median over a seam, by the 99 % quantile of the steps within blocks. */
  readonly longestStep: number;
}

export async function checkHorizons(
  runtime: InferenceRuntime,
  model: string,
  shape: ModelShape,
  horizon: number,
): Promise<HorizonCheck[]> {
  const checks: HorizonCheck[] = [];
  for (const { name, seed, value } of kinds) {
    const windows = Float32Array.from(series(shape.contextSteps, seed, value));
    const quantiles = await forecastWindows(runtime, { model, shape, horizon, windows, items: 1 });
    const at = (level: number): Float32Array => {
      const index = shape.levels.indexOf(level);
      if (index < 0) throw new Error(`${model} has no level ${level}`);
      return quantiles.subarray(index * horizon, (index + 1) * horizon);
    };
    const [low, middle, high] = [at(0.1), at(0.5), at(0.9)];
    const width = Array.from(high, (each, step) => each - (low[step] as number));
    checks.push({ kind: name, ...compare(width, middle, shape.nativeHorizonSteps) });
  }
  return checks;
}

function compare(width: readonly number[], middle: Float32Array, native: number): Omit<HorizonCheck, "kind"> {
  const seams: number[] = [];
  for (let step = native; step < width.length; step += native) seams.push(step);
  const isSeam = new Set(seams);
  const factor = (step: number): number =>
    Math.exp(Math.abs(Math.log((width[step] as number) / (width[step - 1] as number))));
  const move = (step: number): number => Math.abs((middle[step] as number) - (middle[step - 1] as number));
  const inner = width.map((_, step) => step).filter((step) => step > 0 && !isSeam.has(step));
  const moves = inner.map(move).toSorted((left, right) => left - right);
  return {
    lateOverFirst: median(width.slice(-native)) / median(width.slice(0, native)),
    widestSeam: Math.max(
      ...seams.map(
        (seam) => factor(seam) / Math.max(...inner.filter((step) => Math.abs(step - seam) <= 24).map(factor)),
      ),
    ),
    longestStep: Math.max(...seams.map(move)) / (moves[Math.floor(0.99 * moves.length)] as number),
  };
}

/** Normal noise by twelve uniform numbers, the same on every machine. */
function* series(steps: number, seed: number, value: Kind["value"]): Generator<number> {
  let state = seed * 2654435761;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let walk = 0;
  for (let step = 0; step < steps; step += 1) {
    const noise = Array.from({ length: 12 }, uniform).reduce((sum, each) => sum + each, -6);
    walk += noise;
    yield value(step, noise, walk);
  }
}
