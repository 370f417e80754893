import type { CopiedTable, ExportedForecast } from "#domain/export";
import { fanShape } from "#engine/figure";
import { formatShare } from "#engine/format";
import type { ClipboardCell, ClipboardTable } from "./clipboard-table.ts";
import { medianOf } from "./exported-forecast.ts";
import { fanOf } from "./fan-of.ts";
import { forecastOrNull, observedOrNull } from "./numbers.ts";
import { haveClock } from "./spreadsheet-dates.ts";

/** What a clipboard takes without holding up whoever pastes it. */
const maxCopiedRows = 100_000;

/**
 * A forecast as a table of numbers in full, with what was observed before it where that is wanted: of a longer history the
 * latest steps.
 *
 * @returns `leftOut`: steps of the history that are not in it
 */
export function copiedTable(
  forecast: ExportedForecast,
  what: CopiedTable,
): { readonly table: ClipboardTable; readonly leftOut: number } {
  const { series, times, horizon, actuals, historyTimes, historyValues } = forecast;
  const { intervals } = fanShape(fanOf(forecast));
  const narrowFirst = intervals.toReversed();
  const median = medianOf(forecast);
  const isWithHistory = what === "history";
  const hasObserved = isWithHistory || actuals !== null;
  const first = isWithHistory ? Math.max(0, historyTimes.length - maxCopiedRows) : historyTimes.length;
  const hasClock = haveClock(times) || (isWithHistory && haveClock(historyTimes));
  const timeOf = (time: number | undefined): ClipboardCell => (time === undefined ? null : { time, hasClock });
  const history = Array.from(historyTimes.subarray(first), (time, index): ClipboardCell[] => [
    timeOf(time),
    observedOrNull(historyValues[first + index]),
    ...Array.from({ length: 1 + 2 * narrowFirst.length }, () => null),
  ]);
  const future = Array.from({ length: horizon }, (_, step): ClipboardCell[] => [
    timeOf(times[step]),
    ...(hasObserved ? [observedOrNull(actuals?.[step])] : []),
    forecastOrNull(median?.[step]),
    ...narrowFirst.flatMap(({ lower, upper }) => [forecastOrNull(lower[step]), forecastOrNull(upper[step])]),
  ]);
  return {
    leftOut: isWithHistory ? first : 0,
    table: {
      header: [
        "Time",
        ...(hasObserved ? [series] : []),
        "Median",
        ...narrowFirst.flatMap(({ share }) => [`${formatShare(share)} low`, `${formatShare(share)} high`]),
      ],
      rows: [...history, ...future],
    },
  };
}
