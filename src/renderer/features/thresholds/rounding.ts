/** The step by which a line moves on an axis: 1, 2 or 5 times a power of ten, about a hundredth of the range. */
export function axisStep([low, high]: readonly [number, number]): number {
  const range = high - low;
  if (!(range > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(range / 100));
  const [step = 10] = [1, 2, 5].filter((factor) => factor * power * 100 >= range);
  return step * power;
}

/** The value to the nearest step of the axis. */
export function nearestRound(value: number, range: readonly [number, number]): number {
  const step = axisStep(range);
  // Not 0.30000000000000004.
  return Number((Math.round(value / step) * step).toPrecision(12));
}
