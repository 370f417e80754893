/** Whole steps in one season; 1 = none. */
export function wholeSeason(seasonSteps: number): number {
  return Math.max(1, Math.floor(seasonSteps));
}
