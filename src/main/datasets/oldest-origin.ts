/** A model needs this many steps before it can say anything. */
export const minContextSteps = 8;

/** The earliest origin that leaves enough context; 0 is the end of the data. */
export function oldestOrigin(steps: number): number {
  return Math.min(0, minContextSteps - steps);
}
