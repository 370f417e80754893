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

/** The smooth through all values. */
export function loess(values: Float64Array, window: number, degree: 0 | 1): Float64Array {
  const count = values.length;
  const half = Math.floor((window + 1) / 2);
  let first = 1;
  let last = Math.min(window, count);
  return Float64Array.from({ length: count }, (_, index) => {
    const place = index + 1;
    if (window < count && place > half && last !== count) {
      first++;
      last++;
    }
    const smoothed = loessAt(values, window, degree, place, first, last);
    return Number.isNaN(smoothed) ? (values[index] as number) : smoothed;
  });
}

function tricube(distance: number, reach: number, near: number, far: number): number {
  if (distance > far) return 0;
  if (distance <= near) return 1;
  const share = distance / reach;
  const rest = 1 - share * share * share;
  return rest * rest * rest;
}
