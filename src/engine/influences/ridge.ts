/** Ridge regression with a penalty per column, chosen by generalised cross-validation (Golub, Heath & Wahba 1979). */

/** X′X, X′y and y′y of rows that are added one by one, each with a weight. */
export class Products {
  readonly size: number;
  /** [size × size], row-major, the lower triangle. */
  readonly #gram: Float64Array;
  readonly #moments: Float64Array;
  #sumOfSquares = 0;
  #rows = 0;

  constructor(size: number) {
    this.size = size;
    this.#gram = new Float64Array(size * size);
    this.#moments = new Float64Array(size);
  }

  /** @param row [size]; most of it is zero where columns are days */
  add(row: Float64Array, value: number, weight: number): void {
    const { size } = this;
    for (let at = 0; at < size; at++) {
      const own = row[at] as number;
      if (own === 0) continue;
      const scaled = own * weight;
      this.#moments[at] = (this.#moments[at] as number) + scaled * value;
      const start = at * size;
      for (let other = 0; other <= at; other++) this.#gram[start + other]! += scaled * (row[other] as number);
    }
    this.#sumOfSquares += weight * value * value;
    this.#rows += weight;
  }

  /** With λ · penalty on the diagonal. Null where the columns are too alike for it. */
  solve(penalties: Float64Array, lambda: number): RidgeFit | null {
    const { size } = this;
    const factor = cholesky(this.#gram, penalties, lambda, size);
    if (factor === null) return null;
    const coefficients = this.#moments.slice();
    forward(factor, coefficients, size);
    backward(factor, coefficients, size);
    // Σ of the inverse's diagonal times the penalty: what the penalty takes of the degrees of freedom.
    const variances = inverseDiagonal(factor, size);
    let freedom = size;
    for (let at = 0; at < size; at++) freedom -= lambda * (penalties[at] as number) * (variances[at] as number);
    let rest = this.#sumOfSquares;
    for (let at = 0; at < size; at++) {
      const own = coefficients[at] as number;
      rest -= 2 * own * (this.#moments[at] as number);
      for (let other = 0; other < at; other++)
        rest += 2 * own * (coefficients[other] as number) * (this.#gram[at * size + other] as number);
      rest += own * own * (this.#gram[at * size + at] as number);
    }
    const free = Math.max(1, this.#rows - freedom);
    const sumOfSquares = Math.max(0, rest);
    return {
      coefficients,
      variances,
      noise: sumOfSquares / free,
      score: (this.#rows * sumOfSquares) / (free * free),
    };
  }
}

export interface RidgeFit {
  readonly coefficients: Float64Array;
  /** Of the coefficients, in units of the noise. */
  readonly variances: Float64Array;
  /** Variance of what is left. */
  readonly noise: number;
  /** Of generalised cross-validation: the smaller the better. */
  readonly score: number;
}

/** The lower triangle L of LL′ = gram + λ · diag(penalties). */
function cholesky(gram: Float64Array, penalties: Float64Array, lambda: number, size: number): Float64Array | null {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = gram[row * size + column] as number;
      if (row === column) sum += lambda * (penalties[row] as number);
      for (let at = 0; at < column; at++)
        sum -= (lower[row * size + at] as number) * (lower[column * size + at] as number);
      if (row !== column) lower[row * size + column] = sum / (lower[column * size + column] as number);
      else if (sum > 0) lower[row * size + row] = Math.sqrt(sum);
      else return null;
    }
  }
  return lower;
}

function forward(lower: Float64Array, values: Float64Array, size: number, from = 0): void {
  for (let row = from; row < size; row++) {
    let sum = values[row] as number;
    for (let at = from; at < row; at++) sum -= (lower[row * size + at] as number) * (values[at] as number);
    values[row] = sum / (lower[row * size + row] as number);
  }
}

function backward(lower: Float64Array, values: Float64Array, size: number): void {
  for (let row = size - 1; row >= 0; row--) {
    let sum = values[row] as number;
    for (let at = row + 1; at < size; at++) sum -= (lower[at * size + row] as number) * (values[at] as number);
    values[row] = sum / (lower[row * size + row] as number);
  }
}

/** Of (LL′)⁻¹: the squared lengths of the columns of L⁻¹. */
function inverseDiagonal(lower: Float64Array, size: number): Float64Array {
  const diagonal = new Float64Array(size);
  const column = new Float64Array(size);
  for (let at = 0; at < size; at++) {
    column.fill(0, at);
    column[at] = 1;
    forward(lower, column, size, at);
    let sum = 0;
    for (let row = at; row < size; row++) sum += (column[row] as number) ** 2;
    diagonal[at] = sum;
  }
  return diagonal;
}
