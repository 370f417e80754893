import type { TableCells } from "#renderer/context";
import { intervalLevels, originTime, rowAt } from "#renderer/forecasts";
import { texts } from "./texts.ts";
import type { PanelView } from "./use-pictures.ts";
import type { ModelNames } from "./words.ts";

/** All forecasts of the page, a row for each step: in the units of the series, whatever scale they are drawn on. */
export function tableOfPanels(views: readonly PanelView[], nameOf: ModelNames): TableCells {
  const head = [
    ...[texts.columnPanel, texts.columnFile, texts.columnSeries, texts.columnModel, texts.columnOrigin],
    ...[texts.columnTime, texts.columnAhead, texts.columnMedian, texts.columnLow, texts.columnHigh, texts.columnActual],
  ];
  const eighty = intervalLevels.filter(({ share }) => share === 0.8);
  const rows = views.flatMap(({ panel: { shown, compared, isRefining }, title }) => {
    if (shown?.forecast == null) return [];
    const { forecast, series, dataset, values } = shown;
    const made = stamp(originTime(values, forecast.origin));
    return Array.from({ length: forecast.horizon }, (_, step) => {
      const { time, median, intervals, actual } = rowAt(forecast, step, eighty);
      const { lower, upper } = intervals[0] ?? { lower: Number.NaN, upper: Number.NaN };
      return [
        ...[
          isRefining ? texts.provisional(title) : title,
          dataset.name,
          series.id,
          nameOf(compared.selection.model),
          made,
        ],
        ...[stamp(time), step + 1],
        ...[median, lower, upper, actual].map((value) => (Number.isNaN(value) ? "" : value)),
      ];
    });
  });
  return [head, ...rows];
}

/** Wall clock, ISO 8601. */
function stamp(time: number): string {
  return Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 19);
}
