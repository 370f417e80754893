import type { DatedMark } from "#domain/chart";
import type { CorrectionEdit } from "#domain/correction";
import { type ChartSurfaceState, type TimeSpan, useChartSurfaceState } from "#renderer/context";
import { type CorrectionsStoreState, notesOf, useCorrectionsState } from "#renderer/corrections";
import { useForecastState } from "#renderer/forecasts";

/** Notes and whatever else is marked on the chart of one series. */
export function marksOf(
  corrections: Pick<CorrectionsStoreState, "files">,
  { marks }: Pick<ChartSurfaceState, "marks">,
  dataset: string,
  series: string,
): readonly DatedMark[] {
  return [...notesOf(corrections, dataset, series), ...Object.values(marks).flat()];
}

/** Those that are about a time, as wide as a step. */
export function marksAt(marks: readonly DatedMark[], time: number, stepMs: number): readonly DatedMark[] {
  return marks.filter(({ from, to }) => time >= from - stepMs / 2 && time <= to + stepMs / 2);
}

export function noteEdit(series: string, { from, to }: TimeSpan, text: string): CorrectionEdit {
  return { series, from, to, action: { kind: "note" }, text };
}

const none: readonly DatedMark[] = [];

/** The marks of the series on the chart. */
export function useMarks(): readonly DatedMark[] {
  const dataset = useForecastState((state) => state.shown?.dataset.handle);
  const series = useForecastState((state) => state.shown?.series.id);
  const files = useCorrectionsState((state) => state.files);
  const marks = useChartSurfaceState((state) => state.marks);
  return dataset === undefined || series === undefined ? none : marksOf({ files }, { marks }, dataset, series);
}
