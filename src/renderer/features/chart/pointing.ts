import { type ForecastRow, intervalLevels, type IntervalLevels, rowAt, type Shown } from "#renderer/forecasts";

/** One step of the chart under the pointer: observed, forecast, or both. */
export interface PointedStep {
  readonly time: number;
  /** Of the step in the history; null after its end. */
  readonly index: number | null;
  /** NaN where nothing was observed. */
  readonly observed: number;
  /** null outside the forecast. */
  readonly row: ForecastRow | null;
}

/** The step nearest to a time, on the series' own steps and on those of the forecast that lie after them; none further away than `withinMs`. */
export function stepNear(
  shown: Shown,
  time: number,
  withinMs: number,
  levels: readonly IntervalLevels[] = intervalLevels,
): PointedStep | null {
  const step = nearestStep(shown, time, levels);
  return step !== null && Math.abs(step.time - time) <= withinMs ? step : null;
}

function nearestStep({ values, forecast }: Shown, time: number, levels: readonly IntervalLevels[]): PointedStep | null {
  const observed = nearest(values.times, time);
  const step = forecast === null ? -1 : nearest(forecast.times, time);
  const observedTime = values.times[observed] ?? Number.NaN;
  const stepTime = forecast?.times[step] ?? Number.NaN;
  if (forecast !== null && !(Math.abs(observedTime - time) < Math.abs(stepTime - time))) {
    return {
      time: stepTime,
      index: observedTime === stepTime ? observed : null,
      observed: forecast.actuals?.[step] ?? Number.NaN,
      row: rowAt(forecast, step, levels),
    };
  }
  return Number.isNaN(observedTime)
    ? null
    : { time: observedTime, index: observed, observed: values.values[observed] ?? Number.NaN, row: null };
}

/** Index of the time nearest to a given one; −1 in an empty list. Times ascend. */
function nearest(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    // The right neighbour wins only where it is strictly nearer.
    if (Math.abs((times[middle + 1] ?? Infinity) - time) < Math.abs((times[middle] ?? Infinity) - time))
      low = middle + 1;
    else high = middle;
  }
  return high;
}
