/** Quantities that a model may be made for. */
export const quantities = ["glucose"] as const;
export type Quantity = (typeof quantities)[number];

interface QuantityKind {
  readonly quantity: Quantity;
  /** What a column of it is called. */
  readonly name: RegExp;
  /** Between which numbers the middle of its values lies, one pair for each of its units. */
  readonly middles: readonly (readonly [lowest: number, highest: number])[];
}

const kinds: readonly QuantityKind[] = [
  {
    quantity: "glucose",
    name: /gl[uy][ck]o[sz]|glucem|glicemi|glyc[eé]mi|blutzucker|(?:^|[^a-z])(?:cgm|sgv)(?:$|[^a-z])/iu,
    // mg/dL and mmol/L.
    middles: [
      [40, 400],
      [2.2, 22.2],
    ],
  },
];

const maxSampled = 1000;

/**
 * What a series measures, as far as its names and its values agree on it; null where they say nothing.
 *
 * @param names of the series, and of the column that its values come from
 */
export function quantityOf(names: readonly string[], values: ArrayLike<number>): Quantity | null {
  const named = kinds.filter(({ name }) => names.some((text) => name.test(text)));
  if (named.length === 0) return null;
  const middle = middleOf(values);
  return (
    named.find(({ middles }) => middles.some(([lowest, highest]) => middle >= lowest && middle <= highest))?.quantity ??
    null
  );
}

/** The median of some of the observed values; NaN without any. */
function middleOf(values: ArrayLike<number>): number {
  const stride = Math.max(1, Math.floor(values.length / maxSampled));
  const sample: number[] = [];
  for (let index = 0; index < values.length; index += stride) {
    const value = values[index] as number;
    if (!Number.isNaN(value)) sample.push(value);
  }
  return sample.toSorted((left, right) => left - right)[Math.floor(sample.length / 2)] ?? Number.NaN;
}
