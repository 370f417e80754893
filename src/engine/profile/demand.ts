import { demandLimits, type Demand } from "#domain/profile";

/**
 * Syntetos, Boylan & Croston's (2005) classes. Null for a series with negative values, or without anything but zeros.
 *
 * @param observed values, none missing
 */
export function classifyDemand(observed: Float64Array): Demand | null {
  const count = observed.length;
  let [demands, sum] = [0, 0];
  for (const value of observed) {
    if (value < 0) return null;
    if (value === 0) continue;
    demands++;
    sum += value;
  }
  if (demands === 0) return null;
  const mean = sum / demands;
  let squares = 0;
  for (const value of observed) if (value > 0) squares += (value - mean) ** 2;
  const interval = count / demands;
  const variation = demands < 2 ? 0 : squares / (demands - 1) / mean ** 2;
  const isRare = interval > demandLimits.interval;
  const isVaried = variation > demandLimits.variation;
  return {
    class: isRare ? (isVaried ? "lumpy" : "intermittent") : isVaried ? "erratic" : "smooth",
    interval,
    variation,
    zeroShare: (count - demands) / count,
  };
}
