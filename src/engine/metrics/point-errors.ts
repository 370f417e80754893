/**
 * Mean absolute error of the in-sample seasonal naive forecast: the unit in which MASE counts (Hyndman & Koehler 2006). Steps
 * without an observation on either side do not count. A series shorter than one season is measured against the step before,
 * as is done elsewhere. NaN when there is no pair, or when every season repeats the last exactly and the scale would be 0.
 */
export function seasonalScale(context: ArrayLike<number>, seasonSteps: number): number {
  return meanOfMisses(context, seasonSteps, Math.abs);
}

/** The same of squared errors: the unit of RMSSE, squared (M5 competition, with the seasonal lag of MASE). */
export function squaredSeasonalScale(context: ArrayLike<number>, seasonSteps: number): number {
  return meanOfMisses(context, seasonSteps, (miss) => miss * miss);
}

function meanOfMisses(context: ArrayLike<number>, seasonSteps: number, loss: (miss: number) => number): number {
  const lag = seasonSteps >= 1 && seasonSteps < context.length ? Math.floor(seasonSteps) : 1;
  let sum = 0;
  let pairs = 0;
  for (let index = lag; index < context.length; index++) {
    const miss = (context[index] as number) - (context[index - lag] as number);
    if (Number.isNaN(miss)) continue;
    sum += loss(miss);
    pairs++;
  }
  return sum > 0 ? sum / pairs : Number.NaN;
}

/** 2|y − f| / (|y| + |f|), a fraction between 0 and 2; 0 where both are 0 (Makridakis 1993, as in the M4 competition). */
export function symmetricError(actual: number, forecast: number): number {
  const size = Math.abs(actual) + Math.abs(forecast);
  return size === 0 ? 0 : (2 * Math.abs(actual - forecast)) / size;
}
