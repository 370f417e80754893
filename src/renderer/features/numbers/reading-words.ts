import { shareLabel } from "#engine/figure";
import { formatShare, formatSteps, formatTime, stepName } from "#renderer/format";
import { holds, insideCount, intervalLevelsOf, rowAt, type Shown } from "#renderer/forecasts";

/** One step of the chart in words, each of which may be missing: `null` where there is nothing to say. */
export interface Reading {
  /** Place in the forecast, from 0; null for a step of the history. */
  readonly step: number | null;
  readonly when: string;
  readonly value: string;
  /** "80 % between 462 and 573" */
  readonly range: string | null;
  /** "20 % above Dec 1960" */
  readonly change: string | null;
  /** "happened: 508", and whether the range held it: null where the model has no such range. */
  readonly actual: { readonly text: string; readonly isInside: boolean | null } | null;
  /** "22 of 24 months within" */
  readonly inside: string | null;
}

/**
 * The step at a time, or at the horizon where there is none: of the forecast where it reaches there, else of the history.
 *
 * @param pointed wall-clock time of a step
 * @param share of the range that is read out, a fraction; null where none is shown
 */
export function readingOf(
  shown: Shown,
  pointed: number | null,
  number: (value: number) => string,
  share: number | null = 0.8,
): Reading | null {
  const { values, forecast, series } = shown;
  const step = forecast === null || pointed === null ? -1 : forecast.times.indexOf(pointed);
  if (pointed !== null && step < 0) {
    const observed = values.values[values.times.indexOf(pointed)] ?? Number.NaN;
    if (!Number.isNaN(observed)) {
      const when = formatTime(pointed, series.frequency);
      const nothing = { range: null, change: null, actual: null, inside: null };
      return { step: null, when, value: number(observed), ...nothing };
    }
  }
  if (forecast === null) return null;
  const at = step < 0 ? forecast.horizon - 1 : step;
  const { time, median, intervals, actual } = rowAt(forecast, at, intervalLevelsOf(share === null ? [] : [share]));
  const [bounds] = intervals;
  const { inside, observed } = share === null ? { inside: 0, observed: 0 } : insideCount(forecast, share);
  return {
    step: at,
    when: formatTime(time, series.frequency),
    value: number(median),
    range:
      share === null || bounds === undefined || Number.isNaN(bounds.lower)
        ? null
        : `${shareLabel(share)} between ${number(bounds.lower)} and ${number(bounds.upper)}`,
    change: changeText(median, forecast.anchor.value, formatTime(forecast.anchor.time, series.frequency), number),
    actual: Number.isNaN(actual)
      ? null
      : { text: `happened: ${number(actual)}`, isInside: bounds === undefined ? null : holds(bounds, actual) },
    inside: observed === 0 ? null : `${inside} of ${formatSteps(observed, series.frequency)} within`,
  };
}

/** How far a forecast lies from the last value before it: a share where both are above zero, else in the series' units. */
export function changeText(
  median: number,
  last: number,
  when: string,
  number: (value: number) => string,
): string | null {
  if (Number.isNaN(median) || Number.isNaN(last)) return null;
  const direction = median >= last ? "above" : "below";
  if (last > 0 && median > 0 && median / last < 10) {
    const share = formatShare(Math.abs(median / last - 1));
    return share === formatShare(0) ? `as in ${when}` : `${share} ${direction} ${when}`;
  }
  const difference = number(Math.abs(median - last));
  return difference === number(0) ? `as in ${when}` : `${difference} ${direction} ${when}`;
}

/** The whole line as one sentence. */
export function readingText({ when, value, range, change, actual, inside }: Reading): string {
  const held = actual?.isInside == null ? "" : actual.isInside ? ", within the range" : ", outside the range";
  return [`${when}: ${value}`, range, change, actual === null ? null : `${actual.text}${held}`, inside]
    .filter((part) => part !== null)
    .join(", ");
}

/** "Next month", and what lies furthest ahead, for the steps that have a name of their own. */
export function stepRole(step: number | null, { series, forecast }: Pick<Shown, "series" | "forecast">): string {
  if (step === null || forecast === null) return "Observed";
  if (step === 0) return `Next ${stepName(series.frequency)}`;
  if (step === forecast.horizon - 1) return "At the horizon";
  return `${formatSteps(step + 1, series.frequency)} ahead`;
}
