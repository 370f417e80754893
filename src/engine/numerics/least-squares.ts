/** A linear regression: values ≈ Σ coefficient · column. */
export interface Regression {
  readonly coefficients: Float64Array;
  /** [values] each value less what the columns say. */
  readonly errors: Float64Array;
  readonly sumOfSquares: number;
  /**
   * x′(X′X)⁻¹x of another row: the variance that the estimated coefficients add to a forecast there, in units of the errors'
   * variance.
   */
  leverage(row: ArrayLike<number>): number;
}

/** A column that the others explain up to this share of its length says nothing of its own. */
const negligible = 1e-9;

/**
 * Least squares to which columns are added one by one, by the modified Gram–Schmidt process (Björck 1967), which is as
 * accurate as Householder's: nested models cost no more than the largest of them.
 */
export class LeastSquares {
  readonly #basis: Float64Array[] = [];
  /** Column by column of the triangle R with X = QR. */
  readonly #triangle: Float64Array[] = [];
  readonly #products: number[] = [];
  readonly #rest: Float64Array;

  constructor(values: Float64Array) {
    this.#rest = values.slice();
  }

  /** False, and nothing changes, where the columns so far explain it. */
  add(column: Float64Array): boolean {
    const own = column.slice();
    const size = this.#basis.length;
    const entries = new Float64Array(size + 1);
    this.#basis.forEach((base, index) => {
      entries[index] = dot(base, own);
      subtract(own, entries[index] as number, base);
    });
    const length = Math.sqrt(dot(own, own));
    if (!(length > negligible * Math.sqrt(dot(column, column)))) return false;
    entries[size] = length;
    for (let index = 0; index < own.length; index++) own[index] = (own[index] as number) / length;
    const product = dot(own, this.#rest);
    subtract(this.#rest, product, own);
    this.#basis.push(own);
    this.#triangle.push(entries);
    this.#products.push(product);
    return true;
  }

  get sumOfSquares(): number {
    return dot(this.#rest, this.#rest);
  }

  /** Of the columns so far. */
  solve(): Regression {
    const size = this.#basis.length;
    const triangle = [...this.#triangle];
    const at = (row: number, column: number): number => triangle[column]?.[row] as number;
    const coefficients = new Float64Array(size);
    for (let row = size - 1; row >= 0; row--) {
      let sum = this.#products[row] as number;
      for (let column = row + 1; column < size; column++) sum -= at(row, column) * (coefficients[column] as number);
      coefficients[row] = sum / at(row, row);
    }
    return {
      coefficients,
      errors: this.#rest.slice(),
      sumOfSquares: this.sumOfSquares,
      leverage(row) {
        const solved = new Float64Array(size);
        for (let column = 0; column < size; column++) {
          let sum = row[column] as number;
          for (let before = 0; before < column; before++) sum -= at(before, column) * (solved[before] as number);
          solved[column] = sum / at(column, column);
        }
        return dot(solved, solved);
      },
    };
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] as number) * (right[index] as number);
  return sum;
}

/** target − factor · other, in place. */
function subtract(target: Float64Array, factor: number, other: Float64Array): void {
  for (let index = 0; index < target.length; index++)
    target[index] = (target[index] as number) - factor * (other[index] as number);
}
