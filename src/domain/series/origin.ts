/** A model needs at least this many steps of history. */
export const minContextSteps = 8;

/** The earliest origin with enough context; 0 is the end of the data. */
export function oldestOrigin(steps: number): number {
  return Math.min(0, minContextSteps - steps);
}
