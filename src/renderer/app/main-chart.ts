import { extraLevels } from "#domain/chart";
import type { Session, SessionState, ViewState, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets, type DatasetsState, selectedSeries } from "#renderer/datasets";
import type { ForecastObserver, ForecastSelection } from "#renderer/forecasts";

/** Keeps the main chart's forecast in step with what is selected and how it is to be shown. */
export function observeSelection(
  observer: ForecastObserver,
  { datasets, session, view }: { readonly datasets: Datasets; readonly session: Session; readonly view: ViewStore },
): void {
  const update = (): void =>
    observer.select(selectionOf(datasets.store.getState(), session.store.getState(), view.getState()));
  datasets.store.subscribe(update);
  session.store.subscribe(update);
  view.subscribe(update);
}

function selectionOf(
  datasets: DatasetsState,
  { bands, isRounded }: SessionState,
  { chart: { representation, shares } }: ViewState,
): ForecastSelection | null {
  const open = activeDataset(datasets);
  if (open === undefined) return null;
  const { model, horizon, origin } = open.selection;
  const density = representation === "density";
  const series = selectedSeries(open);
  return {
    dataset: open.dataset,
    series,
    model,
    horizon,
    origin,
    density,
    bands,
    isRounded,
    levels: extraLevels(shares),
  };
}
