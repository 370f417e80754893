import type { SeriesValues } from "#domain/series";
import type { TimeSpan } from "#renderer/context";
import { indexAtOrAfter } from "#renderer/forecasts";

/** What the chosen steps come to. */
export interface ChosenFacts {
  readonly steps: number;
  readonly hasValues: boolean;
  readonly hasGaps: boolean;
  /** Whether the import filled one of them. */
  readonly isFilled: boolean;
  /** Of the only step that is chosen; null where there are several, or it has none. */
  readonly value: number | null;
}

export function factsOf(spans: readonly TimeSpan[], { times, values, flags }: SeriesValues): ChosenFacts {
  let [steps, hasValues, hasGaps, isFilled] = [0, false, false, false];
  let first = -1;
  for (const { from, to } of spans) {
    const [low, high] = [indexAtOrAfter(times, from), indexAtOrAfter(times, to)];
    steps += high - low + 1;
    first = low;
    for (let step = low; step <= high && !(hasValues && hasGaps); step += 1) {
      if (Number.isNaN(values[step])) hasGaps = true;
      else hasValues = true;
    }
    isFilled ||= flags.spans.some(
      ({ code, fromStep, toStep }) => code === "filled" && fromStep <= high && toStep >= low,
    );
  }
  const value = values[first] ?? Number.NaN;
  return { steps, hasValues, hasGaps, isFilled, value: steps === 1 && !Number.isNaN(value) ? value : null };
}
