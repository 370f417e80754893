import type { RepairRow } from "#domain/dataset";
import type { Client } from "#renderer/bridge";
import { parseWallClock } from "#renderer/format";
import type { Finding, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets, type OpenDataset, selectedSeries, windowAround } from "#renderer/datasets";

export interface Findings {
  /** Marks the row on the chart while it is pointed at, where the chart shows its series anyway. */
  point(dataset: string, row: RepairRow): Promise<void>;
  /** Back to what was chosen. */
  unpoint(): void;
  /** Takes the chart to the row and marks it; says so where the row has no place on a chart. */
  show(dataset: string, row: RepairRow): Promise<void>;
  clear(): void;
}

/** From rows of the import's report to places on the chart. */
export function createFindings(
  client: Client,
  datasets: Datasets,
  view: ViewStore,
  onNowhere: (row: RepairRow) => void,
): Findings {
  let chosen: Finding | null = null;
  /** Only the latest question matters: the pointer moves faster than answers come. */
  let turn = 0;

  const openAs = (dataset: string): OpenDataset | undefined => {
    const open = activeDataset(datasets.store.getState());
    return open?.dataset.handle === dataset ? open : undefined;
  };
  const locate = async (dataset: string, { row, column, from, to }: RepairRow): Promise<Finding | null> => {
    const open = openAs(dataset);
    if (open === undefined) return null;
    const outcome = await client.request("row:place", { dataset, row, column });
    if (outcome.ok && outcome.value !== null) return outcome.value;
    // A repair of a time says itself when that was.
    const time = [to, from].map(timeIn).find(Number.isFinite);
    return time === undefined ? null : { series: open.selection.series, from: time, to: time };
  };

  const clear = (): void => {
    turn += 1;
    chosen = null;
    view.setState({ finding: null });
  };
  view.subscribe((state, before) => {
    if (state.isReportShown !== before.isReportShown) clear();
  });
  // Rows of one reading mean nothing in another.
  datasets.store.subscribe((state, before) => {
    if (state.active !== before.active) clear();
  });

  return {
    clear,
    async point(dataset, row) {
      const mine = (turn += 1);
      const finding = await locate(dataset, row);
      if (mine !== turn || finding === null) return;
      view.setState({ finding });
    },
    unpoint() {
      turn += 1;
      view.setState({ finding: chosen });
    },
    async show(dataset, row) {
      const mine = (turn += 1);
      const finding = await locate(dataset, row);
      const open = openAs(dataset);
      if (mine !== turn || open === undefined) return;
      chosen = finding;
      if (finding === null) {
        view.setState({ finding });
        onNowhere(row);
        return;
      }
      datasets.selectSeries(finding.series);
      const now = openAs(dataset);
      if (now === undefined) return;
      view.setState({ finding, zoom: windowAround(finding, selectedSeries(now)) });
    },
  };
}

/** The wall-clock time that a text begins with; NaN for other texts. */
function timeIn(text: string): number {
  const [time] = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?)?(?=\s|$)/.exec(text) ?? [];
  return time === undefined ? Number.NaN : parseWallClock(time);
}
