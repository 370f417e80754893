import type { Frequency } from "#domain/series";
import { formatEnd, formatSteps, formatTime } from "#renderer/format";

/** "12 months back", and what the forecast knows at an origin of zero. */
export function originTitle(origin: number, frequency: Frequency): string {
  return origin === 0 ? "Forecast from all data" : `${formatSteps(-origin, frequency)} back`;
}

/** When such a forecast is or would have been made; nothing more than that while the origin's time is null. */
export function originMeaning(origin: number, time: number | null, frequency: Frequency): string {
  if (origin === 0) return time === null ? "" : `after ${formatTime(time, frequency)}`;
  return time === null ? "as if made then" : `as if made ${formatEnd(time, frequency)}`;
}
