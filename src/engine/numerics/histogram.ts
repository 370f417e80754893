import { sampleQuantile } from "./sample-quantile.ts";

const maxBins = 60;

export interface Histogram {
  /** [bins + 1], ascending; the last bin includes its end. */
  readonly edges: readonly number[];
  /** [bins] */
  readonly counts: readonly number[];
}

/**
 * Bins of Freedman & Diaconis' (1981) width, twice the middle half's over the cube root of the count; 60 at most. None where
 * the range is beyond what a number can hold.
 *
 * @param sorted ascending, all of them numbers
 */
export function histogramOf(sorted: Float64Array): Histogram {
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined || !Number.isFinite(most - least)) return { edges: [], counts: [] };
  if (least === most) return { edges: [least, most], counts: [sorted.length] };
  const middle = sampleQuantile(sorted, 0.75) - sampleQuantile(sorted, 0.25);
  const width = (2 * middle) / Math.cbrt(sorted.length);
  // Sturges' rule where half of the values are equal.
  const wanted = width > 0 ? (most - least) / width : Math.log2(sorted.length) + 1;
  const bins = Math.min(maxBins, Math.max(1, Math.ceil(wanted)));
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of sorted) {
    const bin = Math.min(bins - 1, Math.floor(((value - least) / (most - least)) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges: Array.from({ length: bins + 1 }, (_, index) => least + (most - least) * (index / bins)), counts };
}
