import { type Signal, throwIfAborted } from "#engine/concurrency";

/** A function of many variables; writes its derivatives into `gradient`. Infinity where it is not defined. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

/**
 * A local minimum by BFGS with a backtracking line search. The function may be undefined in places: steps that lead there are
 * shortened.
 *
 * @param signal looked at before every step
 */
export function minimiseSmooth(objective: Objective, start: Float64Array, maxSteps = 200, signal?: Signal): Minimum {
  const size = start.length;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(size);
  let next = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  let value = objective(point, gradient);
  const curvature = new InverseHessian(size);
  curvature.reset(gradient);
  const direction = new Float64Array(size);
  let idle = 0;
  for (let round = 0; round < maxSteps && Number.isFinite(value) && idle < 2; round++) {
    throwIfAborted(signal);
    curvature.descend(gradient, direction);
    const descent = dot(direction, gradient);
    let nextValue = Number.POSITIVE_INFINITY;
    for (let trial = 0, length = 1; trial < 30 && descent < 0; trial++, length *= trial < 4 ? 0.5 : 0.2) {
      for (let row = 0; row < size; row++) next[row] = (point[row] as number) + length * (direction[row] as number);
      const found = objective(next, nextGradient);
      if (found <= value + 1e-4 * length * descent) {
        nextValue = found;
        break;
      }
    }
    if (!Number.isFinite(nextValue)) {
      // No way down along this direction: once more along the gradient, then give up.
      if (curvature.isFresh) break;
      curvature.reset(gradient);
      continue;
    }
    curvature.update(point, next, gradient, nextGradient);
    // Twice in a row without a change that matters: the end of the valley.
    idle = value - nextValue < 1e-8 * (1 + Math.abs(value)) ? idle + 1 : 0;
    [point, next] = [next, point];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
  }
  return { point, value };
}

/** The approximation that BFGS builds up step by step. */
class InverseHessian {
  readonly #size: number;
  readonly #matrix: Float64Array;
  readonly #move: Float64Array;
  readonly #turn: Float64Array;
  readonly #product: Float64Array;
  #isFresh = true;

  constructor(size: number) {
    this.#size = size;
    this.#matrix = new Float64Array(size * size);
    this.#move = new Float64Array(size);
    this.#turn = new Float64Array(size);
    this.#product = new Float64Array(size);
  }

  /** Nothing is known but the gradient: the next direction is straight down. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** The first step is about a tenth long, whatever the gradient's size. */
  reset(gradient: Float64Array): void {
    this.#diagonal(0.1 / Math.max(Math.sqrt(dot(gradient, gradient)), 0.1));
    this.#isFresh = true;
  }

  descend(gradient: Float64Array, direction: Float64Array): void {
    for (let row = 0; row < this.#size; row++) direction[row] = -this.#rowTimes(row, gradient);
  }

  update(from: Float64Array, to: Float64Array, before: Float64Array, after: Float64Array): void {
    const size = this.#size;
    const [matrix, move, turn, product] = [this.#matrix, this.#move, this.#turn, this.#product];
    for (let row = 0; row < size; row++) {
      move[row] = (to[row] as number) - (from[row] as number);
      turn[row] = (after[row] as number) - (before[row] as number);
    }
    const along = dot(move, turn);
    // Without positive curvature along the step the matrix would stop leading downwards.
    if (!(along > 1e-12 * Math.sqrt(dot(move, move) * dot(turn, turn)))) return;
    if (this.#isFresh) this.#diagonal(along / dot(turn, turn));
    this.#isFresh = false;
    for (let row = 0; row < size; row++) product[row] = this.#rowTimes(row, turn);
    const factor = (1 + dot(turn, product) / along) / along;
    for (let row = 0; row < size; row++) {
      const moved = move[row] as number;
      const turned = product[row] as number;
      for (let column = 0; column < size; column++) {
        const at = row * size + column;
        const other = move[column] as number;
        matrix[at] =
          (matrix[at] as number) +
          factor * moved * other -
          (turned * other + moved * (product[column] as number)) / along;
      }
    }
  }

  #diagonal(scale: number): void {
    this.#matrix.fill(0);
    for (let row = 0; row < this.#size; row++) this.#matrix[row * this.#size + row] = scale;
  }

  #rowTimes(row: number, vector: Float64Array): number {
    let sum = 0;
    const start = row * this.#size;
    for (let column = 0; column < this.#size; column++) {
      sum += (this.#matrix[start + column] as number) * (vector[column] as number);
    }
    return sum;
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] as number) * (right[index] as number);
  return sum;
}
