/** ARIMA(p, d, q)(P, D, Q)[season], with or without a constant (a mean, or a drift after differencing). */
export interface ArimaOrder {
  readonly p: number;
  readonly d: number;
  readonly q: number;
  readonly P: number;
  readonly D: number;
  readonly Q: number;
  readonly season: number;
  readonly hasConstant: boolean;
}

/** As the literature writes it: ARIMA(0,1,1)(0,1,1)[12]. */
export function orderName({ p, d, q, P, D, Q, season, hasConstant }: ArimaOrder): string {
  const seasonal = P + D + Q > 0 ? `(${P},${D},${Q})[${season}]` : "";
  const constant = hasConstant ? ` with ${constantName({ d, D })}` : "";
  return `ARIMA(${p},${d},${q})${seasonal}${constant}`;
}

/** A constant of a series that was differenced is a drift of the series itself. */
export function constantName({ d, D }: Pick<ArimaOrder, "d" | "D">): "mean" | "drift" {
  return d + D === 0 ? "mean" : "drift";
}

/** 1 − a₁B − a₂B² … as [1, −a₁, −a₂ …]. */
export type Polynomial = Float64Array;

export function multiply(left: Polynomial, right: Polynomial): Polynomial {
  const product = new Float64Array(left.length + right.length - 1);
  left.forEach((a, i) => {
    if (a === 0) return;
    right.forEach((b, j) => {
      product[i + j] = (product[i + j] as number) + a * b;
    });
  });
  return product;
}

/** A polynomial in B to one in B^season. */
export function spread(polynomial: Polynomial, season: number): Polynomial {
  const wide = new Float64Array((polynomial.length - 1) * season + 1);
  polynomial.forEach((coefficient, index) => {
    wide[index * season] = coefficient;
  });
  return wide;
}

/** (1 − B)^d (1 − B^season)^D */
export function differencing(d: number, D: number, season: number): Polynomial {
  let polynomial: Polynomial = Float64Array.of(1);
  for (let time = 0; time < d; time++) polynomial = multiply(polynomial, Float64Array.of(1, -1));
  for (let time = 0; time < D; time++) polynomial = multiply(polynomial, spread(Float64Array.of(1, -1), season));
  return polynomial;
}

/** The values of polynomial(B) applied to the series, from where all lags exist. */
export function filter(values: Float64Array, polynomial: Polynomial): Float64Array {
  const lags = polynomial.length - 1;
  return Float64Array.from({ length: Math.max(0, values.length - lags) }, (_, at) => {
    let sum = 0;
    for (let lag = 0; lag <= lags; lag++) sum += (polynomial[lag] as number) * (values[at + lags - lag] as number);
    return sum;
  });
}
