const ratio = (Math.sqrt(5) - 1) / 2;

/** The place of the minimum of a function with one valley on [low, high]. */
export function minimise(f: (x: number) => number, low: number, high: number, tolerance = 1e-8): number {
  let [from, to] = [low, high];
  let left = to - ratio * (to - from);
  let right = from + ratio * (to - from);
  let [atLeft, atRight] = [f(left), f(right)];
  while (to - from > tolerance) {
    if (atLeft <= atRight) {
      [to, right, atRight] = [right, left, atLeft];
      left = to - ratio * (to - from);
      atLeft = f(left);
    } else {
      [from, left, atLeft] = [left, right, atRight];
      right = from + ratio * (to - from);
      atRight = f(right);
    }
  }
  return (from + to) / 2;
}
