/** Windows that every model and every device is tried on before it is trusted. */

export const probeItems = 8;

/**
 * Eight windows that differ in what trips kernels: size of the numbers, seasons, trends, zeros, gaps, a short history.
 *
 * @returns [probeItems × contextSteps], row-major, the same on every machine
 */
export function probeWindows(contextSteps: number): Float32Array {
  const windows = new Float32Array(probeItems * contextSteps);
  let state = 12_345;
  const noise = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
  for (let item = 0; item < probeItems; item += 1) {
    const scale = 10 ** (item - 3);
    const season = [7, 12, 24, 52, 96, 48, 4, 30][item] ?? 7;
    let walk = 0;
    for (let step = 0; step < contextSteps; step += 1) {
      walk += noise();
      const value = scale * (5 + 3 * Math.sin((2 * Math.PI * step) / season) + 0.1 * walk + 0.5 * noise());
      windows[item * contextSteps + step] = item === 5 && step % 3 > 0 ? 0 : value;
      // The last quarter only: the rest of the history is missing. And single gaps in another window.
      const isMissing = (item === 6 && step < contextSteps * 0.75) || (item === 7 && step % 11 === 0);
      if (isMissing) windows[item * contextSteps + step] = Number.NaN;
    }
  }
  return windows;
}

/** Equal to the last bit; −0 and 0 differ, and so do two kinds of NaN. */
export function isSameBits(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  const left = new Uint32Array(a.buffer, a.byteOffset, a.length);
  const right = new Uint32Array(b.buffer, b.byteOffset, b.length);
  return left.every((bits, index) => bits === right[index]);
}

/**
 * Largest deviation of one device's answer from another's, relative to the numbers themselves or, where those are near
 * zero, to the spread of the window's answer.
 *
 * @param found [probeItems × …] and expected alike
 */
export function largestRelativeError(found: Float32Array, expected: Float32Array): number {
  const perItem = expected.length / probeItems;
  let largest = 0;
  for (let item = 0; item < probeItems; item += 1) {
    const part = expected.subarray(item * perItem, (item + 1) * perItem);
    let low = Infinity;
    let high = -Infinity;
    for (const value of part) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const spread = Math.max(high - low, Number.MIN_VALUE);
    for (let index = 0; index < perItem; index += 1) {
      const value = part[index] as number;
      const answer = found[item * perItem + index] as number;
      // A device that answers NaN is wrong without measure; no later comparison may hide it.
      if (Number.isNaN(answer)) return Number.NaN;
      largest = Math.max(largest, Math.abs(answer - value) / Math.max(Math.abs(value), spread));
    }
  }
  return largest;
}
