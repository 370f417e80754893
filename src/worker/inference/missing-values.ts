/** Models that take no NaN get numbers in the place of missing values, by the rule of their manifest. */
import type { ModelToLoad } from "#contract/worker";

/**
 * @param windows [items × contextSteps], row-major, left-padded with NaN
 * @returns the same windows for a model that takes NaN; otherwise a copy without any: "last" carries the last value
 * forward, and the first one back over what is missing before it; a window without values becomes zeros
 */
export function withoutMissing(
  windows: Float32Array,
  { missing, contextSteps }: Pick<ModelToLoad, "missing" | "contextSteps">,
): Float32Array {
  if (missing === undefined) return windows;
  const filled = windows.slice();
  for (let from = 0; from < filled.length; from += contextSteps) {
    const window = filled.subarray(from, from + contextSteps);
    let last = missing === "last" ? window.find((value) => !Number.isNaN(value)) : 0;
    last ??= 0;
    for (let step = 0; step < window.length; step += 1) {
      const value = window[step] as number;
      if (Number.isNaN(value)) window[step] = last;
      else if (missing === "last") last = value;
    }
  }
  return filled;
}
