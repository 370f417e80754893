import { type FigureOptions, labelOf, maxFigureMarks, type NamedColumns } from "#domain/chart";
import type { ChartSurface, ViewStore } from "#renderer/context";
import { type Corrections, notesOf } from "#renderer/corrections";

/** How the forecast of a series is drawn in a file: as it is on the screen. */
export function figureOptions(
  {
    view,
    corrections,
    surface,
  }: { readonly view: ViewStore; readonly corrections: Corrections; readonly surface: ChartSurface },
  dataset: NamedColumns & { readonly handle: string },
  series: string,
): FigureOptions {
  const { chart } = view.getState();
  const notes = notesOf(corrections.store.getState(), dataset.handle, series);
  const others = Object.values(surface.store.getState().marks).flat();
  const marks = [...notes.map(({ kind, from, to, text }) => ({ kind, from, to, text })), ...others];
  return {
    label: labelOf(dataset, series, chart),
    shares: [...chart.shares],
    scale: chart.scale,
    ...(chart.areNotesShown && marks.length > 0 ? { marks: marks.slice(0, maxFigureMarks) } : {}),
  };
}
