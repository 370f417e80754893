import { formatEnd, formatSteps, formatTime, numberFormatOf } from "#renderer/format";
import { shareLabel } from "#engine/figure";
import { insideCount, intervalLevelsOf, originTime, rowAt, type Shown } from "#renderer/forecasts";

/**
 * The forecast on screen in two or three sentences, for ears.
 *
 * @param share of the range that is read out, a fraction; null where none is shown
 */
export function summarise(shown: Shown, isRounded: boolean, share: number | null = 0.8): string {
  const { series, values, forecast } = shown;
  if (forecast === null) return `${series.id}: history only, no forecast.`;
  const number = numberFormatOf(shown, isRounded);
  const { frequency } = series;
  const made = originTime(values, forecast.origin);
  const next = rowAt(forecast, 0, intervalLevelsOf(share === null ? [] : [share]));
  const [range] = next.intervals;
  const when =
    forecast.origin === 0
      ? `Forecast from all data after ${formatTime(made, frequency)}`
      : `Forecast as if made ${formatEnd(made, frequency)}, ${formatSteps(-forecast.origin, frequency)} back`;
  const parts = [
    `${series.id}. ${when}, ${formatSteps(forecast.horizon, frequency)} ahead.`,
    `${formatTime(next.time, frequency)}: median ${number(next.median)}${
      share === null || range === undefined || Number.isNaN(range.lower)
        ? ""
        : `, ${shareLabel(share)} between ${number(range.lower)} and ${number(range.upper)}`
    }.`,
  ];
  const { inside, observed } = share === null ? { inside: 0, observed: 0 } : insideCount(forecast, share);
  if (share !== null && observed > 0) {
    parts.push(
      `What happened: ${number(next.actual)}. ${inside} of ${formatSteps(observed, frequency)} within the ${shareLabel(share)} range.`,
    );
  }
  return parts.join(" ");
}
