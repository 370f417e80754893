/** A function of many variables; writes its derivatives into `gradient`. Infinity where it is not defined. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

/**
 * A local minimum by BFGS with a backtracking line search. The function may be undefined in places: steps that lead there are
 * shortened.
 */
export function minimiseSmooth(objective: Objective, start: Float64Array, maxSteps = 200): Minimum {
  const size = start.length;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const inverse = new Float64Array(size * size);
  const direction = new Float64Array(size);
  const reset = (): void => {
    inverse.fill(0);
    const length = Math.sqrt(dot(gradient, gradient)) || 1;
    // The first step is about a tenth long, whatever the gradient's size.
    for (let row = 0; row < size; row++) inverse[row * size + row] = 0.1 / Math.max(length, 0.1);
  };
  reset();
  let isFresh = true;
  let idle = 0;
  for (let round = 0; round < maxSteps && Number.isFinite(value); round++) {
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let column = 0; column < size; column++) sum -= (inverse[row * size + column] as number) * (gradient[column] as number);
      direction[row] = sum;
    }
    const descent = dot(direction, gradient);
    if (!(descent < 0)) {
      if (isFresh) break;
      reset();
      isFresh = true;
      continue;
    }
    let length = 1;
    let next = point;
    let nextValue = Number.POSITIVE_INFINITY;
    const nextGradient = new Float64Array(size);
    for (let trial = 0; trial < 30; trial++) {
      next = point.map((coordinate, row) => coordinate + length * (direction[row] as number));
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * length * descent) break;
      length *= trial < 3 ? 0.5 : 0.2;
      nextValue = Number.POSITIVE_INFINITY;
    }
    if (!Number.isFinite(nextValue)) {
      if (isFresh) break;
      reset();
      isFresh = true;
      continue;
    }
    update(inverse, point, next, gradient, nextGradient, isFresh);
    isFresh = false;
    // Twice in a row without a change that matters: the end of the valley.
    idle = value - nextValue < 1e-7 * (1 + Math.abs(value)) * 1e-2 ? idle + 1 : 0;
    [point, gradient, value] = [next, nextGradient, nextValue];
    if (idle >= 2) break;
  }
  return { point, value };
}

/** The BFGS update of the inverse Hessian. */
function update(
  inverse: Float64Array,
  from: Float64Array,
  to: Float64Array,
  before: Float64Array,
  after: Float64Array,
  isFresh: boolean,
): void {
  const size = from.length;
  const move = to.map((coordinate, row) => coordinate - (from[row] as number));
  const turn = after.map((slope, row) => slope - (before[row] as number));
  const curvature = dot(move, turn);
  if (!(curvature > 1e-12 * Math.sqrt(dot(move, move) * dot(turn, turn)))) return;
  if (isFresh) {
    const scale = curvature / dot(turn, turn);
    inverse.fill(0);
    for (let row = 0; row < size; row++) inverse[row * size + row] = scale;
  }
  const product = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let column = 0; column < size; column++) sum += (inverse[row * size + column] as number) * (turn[column] as number);
    product[row] = sum;
  }
  const factor = (1 + dot(turn, product) / curvature) / curvature;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = row * size + column;
      inverse[at] =
        (inverse[at] as number) +
        factor * (move[row] as number) * (move[column] as number) -
        ((product[row] as number) * (move[column] as number) + (move[row] as number) * (product[column] as number)) / curvature;
    }
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] as number) * (right[index] as number);
  return sum;
}
