import { formatTime, numbersOf, plural } from "#renderer/format";
import { insideCount, originTime, rowAt, type Shown } from "#renderer/forecasts";

/** The forecast on screen in two or three sentences, for ears. */
export function summarise({ series, values, forecast }: Shown, isRounded: boolean): string {
  if (forecast === null) return `${series.id}: history only, no forecast.`;
  const number = numbersOf(values, isRounded);
  const { frequency } = series;
  const made = formatTime(originTime(values, forecast.origin), frequency);
  const next = rowAt(forecast, 0);
  const eighty = next.intervals[1];
  const when =
    forecast.origin === 0
      ? `Forecast of the future after ${made}`
      : `Forecast as made at ${made}, ${plural(-forecast.origin, "step", "steps")} before the end`;
  const parts = [
    `${series.id}. ${when}, ${plural(forecast.horizon, "step", "steps")} ahead.`,
    `${formatTime(next.time, frequency)}: median ${number(next.median)}${
      eighty === undefined || Number.isNaN(eighty.lower)
        ? ""
        : `, 80% between ${number(eighty.lower)} and ${number(eighty.upper)}`
    }.`,
  ];
  const { inside, observed } = insideCount(forecast);
  if (observed > 0) {
    parts.push(
      `Actual ${number(next.actual)}. ${inside} of ${plural(observed, "actual value", "actual values")} inside the 80% interval.`,
    );
  }
  return parts.join(" ");
}
