/**
 * How many steps of history belong in a picture with this horizon. Three horizons give the fan a quarter of the width; two
 * seasons let the eye see that the forecast repeats the pattern; at least 24 so that a short horizon keeps a context.
 */
export function defaultHistorySteps(horizonSteps: number, seasonSteps: number, availableSteps: number): number {
  const wanted = Math.max(3 * horizonSteps, 2 * seasonSteps, 24);
  return Math.max(0, Math.min(availableSteps, wanted));
}
