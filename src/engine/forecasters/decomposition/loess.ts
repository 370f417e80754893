/**
 * Locally weighted regression at one place (Cleveland 1979): tricube weights over the `window` nearest of the values at 1 … n, of
 * degree 0 (a mean) or 1 (a line). NaN where no value has weight.
 *
 * @param place where to estimate, counted from 1; may lie outside
 * @param first first value taken into account, counted from 1
 * @param last last one
 */
export function loessAt(
  values: Float64Array,
  window: number,
  degree: 0 | 1,
  place: number,
  first: number,
  last: number,
): number {
  const count = values.length;
  let reach = Math.max(place - first, last - place);
  // A window longer than the series flattens the weights, as if the values went on.
  if (window > count) reach += Math.floor((window - count) / 2);
  const far = 0.999 * reach;
  const near = 0.001 * reach;
  let total = 0;
  let centre = 0;
  for (let at = first; at <= last; at++) {
    const weight = tricube(Math.abs(at - place), reach, near, far);
    total += weight;
    centre += weight * at;
  }
  if (!(total > 0)) return Number.NaN;
  centre /= total;
  let slope = 0;
  if (degree === 1 && reach > 0) {
    let spread = 0;
    for (let at = first; at <= last; at++) {
      spread += (tricube(Math.abs(at - place), reach, near, far) / total) * (at - centre) ** 2;
    }
    if (Math.sqrt(spread) > 0.001 * (count - 1)) slope = (place - centre) / spread;
  }
  let sum = 0;
  for (let at = first; at <= last; at++) {
    const weight = tricube(Math.abs(at - place), reach, near, far) / total;
    sum += weight * (slope * (at - centre) + 1) * (values[at - 1] as number);
  }
  return sum;
}

/**
 * The smooth through all values.
 *
 * @param jump it is estimated at every `jump`-th place and at the last, and drawn straight between them: a wide window changes
 *   little from one place to the next
 */
export function loess(values: Float64Array, window: number, degree: 0 | 1, jump = 1): Float64Array {
  const count = values.length;
  const half = Math.floor((window + 1) / 2);
  const length = Math.min(window, count);
  const at = (place: number): number => {
    const first = Math.max(1, Math.min(place - half + 1, count - length + 1));
    const smoothed = loessAt(values, window, degree, place, first, first + length - 1);
    return Number.isNaN(smoothed) ? (values[place - 1] as number) : smoothed;
  };
  const smooth = new Float64Array(count);
  let before = 1;
  smooth[0] = at(1);
  while (before < count) {
    const next = Math.min(count, before + jump);
    const [from, to] = [smooth[before - 1] as number, at(next)];
    for (let place = before + 1; place <= next; place++)
      smooth[place - 1] = from + ((to - from) * (place - before)) / (next - before);
    before = next;
  }
  return smooth;
}

function tricube(distance: number, reach: number, near: number, far: number): number {
  if (distance > far) return 0;
  if (distance <= near) return 1;
  const share = distance / reach;
  const rest = 1 - share * share * share;
  return rest * rest * rest;
}
