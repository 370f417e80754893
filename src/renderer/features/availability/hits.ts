import { type BinSize, binSizes, type Interval, type PastHits } from "#domain/availability";
import { dayMs, fixedStepMs, type Frequency, stepMonths } from "#domain/series";
import { binAt, binsOf, binStart } from "#engine/availability";
import type { Drawn } from "./availability.ts";

/** Both [bins]: past steps that were forecast, and those of them that lay within their range. */
export interface BinnedHits {
  readonly steps: Float64Array;
  readonly hits: Float64Array;
}

export function binnedHits({ times, hits: all }: PastHits, { size, bins: { first, last } }: Drawn): BinnedHits {
  const steps = new Float64Array(last - first + 1);
  const hits = new Float64Array(last - first + 1);
  for (const [step, ms] of times.entries()) {
    const bin = binAt(size, ms) - first;
    if (bin < 0 || bin >= steps.length) continue;
    steps[bin] = (steps[bin] ?? 0) + 1;
    hits[bin] = (hits[bin] ?? 0) + (all[step] ?? 0);
  }
  return { steps, hits };
}

/** Bins for steps of a frequency: those that are drawn, or the finest in which each can hold a step. */
export function hitBins(range: Interval, drawn: BinSize, frequency: Frequency): Drawn {
  const stepMs = fixedStepMs(frequency) ?? (stepMonths(frequency) ?? 1 / 28) * 28 * dayMs;
  const isWide = (size: BinSize): boolean => {
    const bin = binAt(size, range.from);
    return binStart(size, bin + 1) - binStart(size, bin) >= stepMs;
  };
  const size = binSizes.slice(binSizes.indexOf(drawn)).find(isWide) ?? "decade";
  return { size, bins: binsOf(size, range.from, range.to) };
}
