import { formatEnd, formatSteps, formatTime, numberFormatOf } from "#renderer/format";
import { insideCount, originTime, rowAt, type Shown } from "#renderer/forecasts";

/** The forecast on screen in two or three sentences, for ears. */
export function summarise(shown: Shown, isRounded: boolean): string {
  const { series, values, forecast } = shown;
  if (forecast === null) return `${series.id}: history only, no forecast.`;
  const number = numberFormatOf(shown, isRounded);
  const { frequency } = series;
  const made = originTime(values, forecast.origin);
  const next = rowAt(forecast, 0);
  const eighty = next.intervals[1];
  const when =
    forecast.origin === 0
      ? `Forecast from all data after ${formatTime(made, frequency)}`
      : `Forecast as if made ${formatEnd(made, frequency)}, ${formatSteps(-forecast.origin, frequency)} back`;
  const parts = [
    `${series.id}. ${when}, ${formatSteps(forecast.horizon, frequency)} ahead.`,
    `${formatTime(next.time, frequency)}: median ${number(next.median)}${
      eighty === undefined || Number.isNaN(eighty.lower)
        ? ""
        : `, 80% between ${number(eighty.lower)} and ${number(eighty.upper)}`
    }.`,
  ];
  const { inside, observed } = insideCount(forecast);
  if (observed > 0) {
    parts.push(
      `What happened: ${number(next.actual)}. ${inside} of ${formatSteps(observed, frequency)} within the 80% range.`,
    );
  }
  return parts.join(" ");
}
